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
  /** Ends when no free slope is larger. */
  readonly tolerance: number;
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
 * algorithm 7.4) over the variables that are not held by a bound, with line searches for the strong Wolfe conditions of
 * scipy's L-BFGS-B (1e-3 and 0.9) that end at the first bound. Deterministic where the objective is.
 * @yields what the objective yields
 */
export function* minimise(
  objective: Objective,
  start: Float64Array,
  { box, tolerance, maxIterations }: Options,
): Work<Minimum> {
  let pairs: Pair[] = [];
  let now: Point = { at: start.slice(), ...(yield* objective(start)) };
  for (let iterations = 0; iterations < maxIterations; iterations += 1) {
    const free = freeOf(now, box);
    if (largest(now.gradient, free) <= tolerance) return { ...now, iterations, converged: true };
    const direction = directionOf(now.gradient, free, pairs);
    const first = pairs.length > 0 ? 1 : Math.min(1, 1 / norm(direction));
    const next = yield* search(objective, now, direction, { box, first });
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
    now = next;
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

interface Reach {
  readonly box: Box;
  readonly first: number;
}

/** A point that meets the strong Wolfe conditions, or the first bound where it goes on falling; null for none lower. */
function* search(
  objective: Objective,
  from: Point,
  direction: Float64Array,
  { box, first }: Reach,
): Work<Point | null> {
  const most = room(from.at, direction, box);
  const slope0 = dot(from.gradient, direction);
  let [low, high] = [{ t: 0, value: from.value, slope: slope0 }, null as Trial | null];
  let t = Math.min(first, most);
  let best: Point | null = null;
  for (let turn = 0; turn < 30; turn += 1) {
    const at = placed(from.at, direction, t, box);
    const seen = yield* objective(at);
    const trial = { t, value: seen.value, slope: dot(seen.gradient, direction) };
    const fine = trial.value <= from.value + 1e-3 * t * slope0 && Number.isFinite(trial.value);
    if (fine && (best === null || trial.value <= best.value)) best = { at, ...seen };
    if (!fine || (high !== null && trial.value >= low.value)) high = trial;
    else if (Math.abs(trial.slope) <= -0.9 * slope0 || (t === most && trial.slope < 0))
      return { at, ...seen };
    else {
      if (trial.slope > 0) high = low;
      low = trial;
    }
    if (high && Math.abs(high.t - low.t) < 1e-12 * Math.max(high.t, low.t)) break;
    t = high ? between(low, high) : Math.min(4 * t, most);
  }
  return best;
}

interface Trial {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

/** The minimum of the cubic through both ends, kept a tenth of the way from each; the middle where there is none. */
function between(a: Trial, b: Trial): number {
  const width = b.t - a.t;
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const root = Math.sqrt(d1 * d1 - a.slope * b.slope) * Math.sign(width);
  const share = 1 - (b.slope + root - d1) / (b.slope - a.slope + 2 * root);
  const inside = Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5;
  return a.t + inside * width;
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

const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

function add(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i += 1) x[i]! += factor * y[i]!;
}
