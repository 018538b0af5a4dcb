import { searchLine } from './lineSearch.ts';
import type { Trial } from './lineSearch.ts';

/** A value and its slopes. A value of Infinity says that nothing can be computed there. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum extends Evaluation {
  readonly at: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface Options {
  readonly box: Box;
  /** Ends when no free slope is larger, scipy's gtol. */
  readonly tolerance: number;
  /** Ends when a step lowers the value by a smaller share of it (of 1 where it is smaller), scipy's ftol. */
  readonly leastGain: number;
  readonly maxIterations: number;
}

type Work<Result> = Generator<number, Result>;
export type Objective = (at: Float64Array) => Work<Evaluation>;

interface Point extends Evaluation {
  readonly at: Float64Array;
}

/** A step and the change of slopes along it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

const memory = 10;

/**
 * The nearest minimum within a box that a descent finds from `start`: L-BFGS (Nocedal & Wright, Numerical Optimization,
 * algorithm 7.4) over the variables that are not held by a bound, with the first step and the line searches of scipy's
 * L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995), so that it ends at the same one of several minima where no bound is met.
 * Deterministic where the objective is.
 * @yields what the objective yields
 */
export function* minimise(
  objective: Objective,
  start: Float64Array,
  { box, tolerance, leastGain, maxIterations }: Options,
): Work<Minimum> {
  let pairs: Pair[] = [];
  let now: Point = { at: start.slice(), ...(yield* objective(start)) };
  for (let iterations = 0; iterations < maxIterations; iterations += 1) {
    const free = freeOf(now, box);
    if (largest(now.gradient, free) <= tolerance) return { ...now, iterations, converged: true };
    const direction = within(now, directionOf(now.gradient, free, pairs), box);
    const most = iterations === 0 ? 1 : Math.min(1e10, room(now.at, direction, box));
    const next = yield* search(objective, now, direction, { box, most });
    if (!next) {
      // Nothing lower in this direction: steepest descent once, and then the digits are used up.
      if (pairs.length === 0) return { ...now, iterations, converged: true };
      pairs = [];
      continue;
    }
    const pair = {
      step: next.at.map((x, i) => x - now.at[i]!),
      change: next.gradient.map((g, i) => g - now.gradient[i]!),
    };
    if (dot(pair.step, pair.change) > 1e-14 * dot(pair.change, pair.change))
      pairs = [...pairs, pair].slice(-memory);
    const size = Math.max(1, Math.abs(now.value), Math.abs(next.value));
    const gain = (now.value - next.value) / size;
    now = next;
    if (gain <= leastGain) return { ...now, iterations: iterations + 1, converged: true };
  }
  return { ...now, iterations: maxIterations, converged: false };
}

/** 1 where a variable may move downhill. */
function freeOf({ at, gradient }: Point, { low, high }: Box): Float64Array {
  return at.map((x, i) => Number(gradient[i]! > 0 ? x > low[i]! : x < high[i]!));
}

/** −H g over the free variables, H from the pairs; steepest descent where that does not go down. */
function directionOf(gradient: Float64Array, free: Float64Array, pairs: readonly Pair[]) {
  const masked = pairs
    .map(({ step, change }) => ({
      step: step.map((x, i) => x * free[i]!),
      change: change.map((x, i) => x * free[i]!),
    }))
    .filter(({ step, change }) => dot(step, change) > 1e-14 * dot(change, change));
  const slope = gradient.map((g, i) => g * free[i]!);
  const q = slope.slice();
  const shares: number[] = [];
  for (const { step, change } of [...masked].reverse()) {
    const share = dot(step, q) / dot(step, change);
    shares.unshift(share);
    add(q, -share, change);
  }
  const last = masked.at(-1);
  const scale = last ? dot(last.step, last.change) / dot(last.change, last.change) : 1;
  for (let i = 0; i < q.length; i += 1) q[i]! *= scale;
  for (const [k, { step, change }] of masked.entries())
    add(q, shares[k]! - dot(change, q) / dot(step, change), step);
  const direction = q.map((x, i) => -x * free[i]!);
  return dot(direction, slope) < 0 ? direction : slope.map((x) => -x);
}

/** Bent into the box, as L-BFGS-B 3.0 does (Morales & Nocedal 2011), where that still goes down. */
function within({ at, gradient }: Point, direction: Float64Array, box: Box): Float64Array {
  const bent = placed(at, direction, 1, box).map((x, i) => x - at[i]!);
  return dot(bent, gradient) < 0 ? bent : direction;
}

interface Reach {
  readonly box: Box;
  readonly most: number;
}

/** The place where the line search ends; null where that is not lower. */
function* search(
  objective: Objective,
  from: Point,
  direction: Float64Array,
  { box, most }: Reach,
): Work<Point | null> {
  const seen = new Map<number, Point>();
  const start = { t: 0, value: from.value, slope: dot(from.gradient, direction) };
  const look = function* (t: number): Work<Trial> {
    const at = placed(from.at, direction, t, box);
    const found = seen.get(t) ?? { at, ...(yield* objective(at)) };
    seen.set(t, found);
    return { t, value: found.value, slope: dot(found.gradient, direction) };
  };
  const end = yield* searchLine(look, start, { first: Math.min(1, most), most });
  return end.value < from.value ? seen.get(end.t)! : null;
}

/** The longest step that stays in the box. */
function room(at: Float64Array, direction: Float64Array, { low, high }: Box): number {
  return direction.reduce((most, d, i) => {
    if (d === 0) return most;
    return Math.min(most, ((d > 0 ? high[i]! : low[i]!) - at[i]!) / d);
  }, Infinity);
}

const placed = (from: Float64Array, d: Float64Array, t: number, { low, high }: Box) =>
  from.map((x, i) => Math.min(high[i]!, Math.max(low[i]!, x + t * d[i]!)));

const largest = (x: Float64Array, free: Float64Array): number =>
  x.reduce((most, value, i) => Math.max(most, Math.abs(value) * free[i]!), 0);

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

function add(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i += 1) x[i]! += factor * y[i]!;
}
