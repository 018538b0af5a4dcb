import { addScaled, cholesky, choleskySolve } from '#lib/engine/linalg.ts';
import { shareAt } from './newton.ts';
import type { Rules, Solution } from './newton.ts';
import { freeOf, hessianOf, mapped, sizeOf, slope } from './objective.ts';
import type { Objective, Slope } from './objective.ts';

export interface SparseRules extends Omit<Rules, 'settled'> {
  /** L1 penalty of each column's |θ|; 0 for the intercept's. */
  readonly l1: Float64Array;
  /** True when the slope, the penalty's nearest included, is small enough to stop. */
  readonly settled: (theta: Float64Array, gradient: Float64Array) => boolean;
}

/** Sweeps over the coordinates for one step, at most: what they leave is left to the next step. */
const mostSweeps = 1000;
/** A sweep that moves the model's minimum by less than this share of its largest move so far ends the sweeps. */
const still = 1e-14;

/**
 * Proximal Newton (Lee, Sun and Saunders 2014): each step is the minimum of the loss's second-order model plus the L1
 * penalty, found by coordinate descent (Friedman et al. 2010) and, once it has said which weights are not 0, solved
 * for these exactly. Steps are halved until the whole objective falls.
 */
export function* sparseNewton(
  objective: Objective,
  rules: SparseRules,
): Generator<number, Solution> {
  const { width } = objective.design;
  const l1 = Float64Array.from({ length: freeOf(objective) }, (_, at) => rules.l1[at % width]!);
  let theta: Float64Array = new Float64Array(sizeOf(objective));
  let now = yield* mapped(slope(objective, theta), 0);
  for (let iteration = 1; iteration <= rules.maxIter; iteration += 1) {
    yield shareAt(iteration - 1);
    const model = { hessian: yield* hessianOf(objective, shareAt(iteration - 1)), l1, theta };
    const step = new Float64Array(theta.length);
    step.set(yield* leastOf(model, now.gradient, shareAt(iteration - 1)));
    const found = yield* shortened(objective, { theta, now, l1 }, step);
    // No step lowers the objective any more: the optimum to machine precision.
    if (!found) return { theta, iterations: iteration, converged: true, factor: null };
    ({ theta, now } = found);
    if (rules.settled(theta, now.gradient))
      return { theta, iterations: iteration, converged: true, factor: null };
  }
  return { theta, iterations: rules.maxIter, converged: false, factor: null };
}

interface Model {
  /** Row-major over the free parameters. */
  readonly hessian: Float64Array;
  readonly l1: Float64Array;
  readonly theta: Float64Array;
}

/** The step to the least of gᵀd + ½ dᵀHd + Σ l1 |θ + d|. */
function* leastOf(
  model: Model,
  gradient: Float64Array,
  share: number,
): Generator<number, Float64Array> {
  const free = model.l1.length;
  const d = new Float64Array(free);
  const slopes = gradient.slice(0, free);
  let widest = 0;
  let work = 0;
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    const gain = sweepOver(model, d, slopes);
    widest = Math.max(widest, gain);
    work += free * free;
    if (work > 3e6) {
      work = 0;
      yield share;
    }
    if (gain <= still * widest) break;
  }
  return (yield* exactOn(model, gradient, d, share)) ?? d;
}

/** One pass of coordinate descent; returns the largest gain of a coordinate. */
function sweepOver({ hessian, l1, theta }: Model, d: Float64Array, slopes: Float64Array): number {
  const free = l1.length;
  let largest = 0;
  for (let a = 0; a < free; a += 1) {
    const bend = hessian[a * (free + 1)]!;
    if (!(bend > 0)) continue;
    const at = theta[a]! + d[a]!;
    const goal = shrunk(at - slopes[a]! / bend, l1[a]! / bend);
    if (goal === at) continue;
    const move = goal - at;
    d[a]! += move;
    addScaled(slopes, move, hessian.subarray(a * free, (a + 1) * free));
    largest = Math.max(largest, bend * move * move);
  }
  return largest;
}

const shrunk = (x: number, by: number): number => (x > by ? x - by : x < -by ? x + by : 0);

/** The same minimum solved for where weights are not 0; null where that turns a sign, or cannot be solved. */
function* exactOn(
  { hessian, l1, theta }: Model,
  gradient: Float64Array,
  d: Float64Array,
  share: number,
): Generator<number, Float64Array | null> {
  const free = l1.length;
  const kept = [...d.keys()].filter((a) => l1[a] === 0 || theta[a]! + d[a]! !== 0);
  const n = kept.length;
  const system = new Float64Array(n * n);
  // Weights that go to 0 move by −θ, which is on the right-hand side.
  const gone = [...d.keys()].filter((a) => l1[a] !== 0 && theta[a]! + d[a]! === 0 && d[a] !== 0);
  const right = Float64Array.from(kept, (a, i) => {
    for (const [j, b] of kept.entries()) system[i * n + j] = hessian[a * free + b]!;
    const pulled = gone.reduce((sum, b) => sum + hessian[a * free + b]! * d[b]!, 0);
    return -gradient[a]! - pulled - l1[a]! * Math.sign(theta[a]! + d[a]!);
  });
  if (!(yield* mapped(cholesky(system, n), share))) return null;
  const solved = choleskySolve(system, n, right);
  const out = d.slice();
  for (const [i, a] of kept.entries()) {
    out[a] = solved[i]!;
    const [before, after] = [theta[a]! + d[a]!, theta[a]! + solved[i]!];
    if (l1[a] !== 0 && Math.sign(before) !== Math.sign(after)) return null;
  }
  return out;
}

interface Place {
  readonly theta: Float64Array;
  readonly now: Slope;
}

/** Halves the step until the objective falls enough, or cannot be told apart while its slope falls. */
function* shortened(
  objective: Objective,
  { theta, now, l1 }: Place & { readonly l1: Float64Array },
  step: Float64Array,
): Generator<number, Place | null> {
  const held = (x: Float64Array): number => l1.reduce((sum, l, a) => sum + l * Math.abs(x[a]!), 0);
  const before = held(theta);
  const whole = theta.map((value, at) => value + step[at]!);
  const along = step.reduce((sum, s, at) => sum + s * now.gradient[at]!, 0);
  const descent = along + held(whole) - before;
  const tiny = 16 * Number.EPSILON * Math.abs(now.loss + before);
  const rest = slackOf(theta, now.gradient, l1);
  for (let t = 1; t > 1e-6; t /= 2) {
    const next = t === 1 ? whole : theta.map((value, at) => value + t * step[at]!);
    const there = yield* mapped(slope(objective, next), 0);
    const gain = there.loss + held(next) - now.loss - before;
    const level = Math.abs(gain) <= tiny && slackOf(next, there.gradient, l1) < rest;
    if (gain <= (t * descent) / 2048 || level) return { theta: next, now: there };
    yield 0;
  }
  return null;
}

/** Sum of the smallest slopes that the penalty allows. */
const slackOf = (theta: Float64Array, gradient: Float64Array, l1: Float64Array): number =>
  l1.reduce((sum, l, a) => sum + Math.abs(subSlope(theta[a]!, gradient[a]!, l)), 0);

/** The slope of loss + l1 |θ| nearest to 0. */
export const subSlope = (theta: number, slopeOf: number, l1: number): number =>
  theta === 0 ? shrunk(slopeOf, l1) : slopeOf + l1 * Math.sign(theta);
