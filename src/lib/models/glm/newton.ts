import { Design } from '#lib/engine/kernels/design.ts';
import { affine, cholesky, choleskySolve, dot } from '#lib/engine/linalg.ts';
import type { Family } from './families.ts';

/** Mean loss over the rows plus ½ Σ penaltyⱼ θⱼ². */
export interface Problem {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** How much each row counts, summing to 1; null: all count the same. */
  readonly share: Float64Array | null;
  readonly penalty: Float64Array;
  readonly family: Family;
}

export interface Rules {
  readonly maxIter: number;
  readonly tol: number;
  /** Largest slope as `tol` means it. */
  readonly steepest: (gradient: Float64Array) => number;
}

export interface Solution {
  readonly theta: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

interface Place {
  readonly theta: Float64Array;
  readonly z: Float64Array;
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * Newton's method with backtracking by scikit-learn's newton-cholesky rules. Newton steps do not depend on the columns'
 * centre and scale, so that the well-conditioned columns given here take it to the same weights.
 */
export function* newton(
  problem: Problem,
  start: Float64Array,
  { maxIter, tol, steepest }: Rules,
): Generator<number, Solution> {
  const design = new Design(problem.columns);
  let here = placeAt(problem, start, affine(problem.columns, start, 0, problem.y.length));
  for (let iteration = 1; iteration <= maxIter; iteration += 1) {
    const share = (iteration - 1) / (iteration + 3);
    yield share;
    const step = yield* stepFrom(problem, design, here, share);
    const descent = dot(here.gradient, step);
    const next = yield* backtrack(problem, here, step, share);
    // No step lowers the loss any more: the optimum to machine precision.
    if (!next) return { theta: here.theta, iterations: iteration, converged: true };
    here = next;
    if (steepest(here.gradient) <= tol && -0.5 * descent <= tol)
      return { theta: here.theta, iterations: iteration, converged: true };
  }
  return { theta: here.theta, iterations: maxIter, converged: false };
}

/** A row's part in the mean over the rows. */
const part = (value: number, share: Float64Array | null, i: number, n: number): number =>
  share ? value * share[i]! : value / n;

function placeAt(
  { columns, y, share, penalty, family }: Problem,
  theta: Float64Array,
  z: Float64Array,
): Place {
  const slopes = new Float64Array(z.length);
  let loss = 0;
  for (let i = 0; i < z.length; i += 1) {
    loss += part(family.loss(y[i]!, z[i]!), share, i, z.length);
    slopes[i] = part(family.slope(y[i]!, z[i]!), share, i, z.length);
  }
  const gradient = Float64Array.from(columns, (x, j) => dot(slopes, x) + penalty[j]! * theta[j]!);
  for (let j = 0; j < theta.length; j += 1) loss += (penalty[j]! * theta[j]! ** 2) / 2;
  return { theta, z, loss, gradient };
}

function* stepFrom(
  { y, share: counts, penalty, family }: Problem,
  design: Design,
  { z, gradient }: Place,
  share: number,
): Generator<number, Float64Array> {
  const p = design.width;
  const bends = z.map((value, i) => part(family.bend(y[i]!, value), counts, i, z.length));
  const hessian = yield* said(design.gram(bends), share);
  let trace = 0;
  for (let j = 0; j < p; j += 1) {
    for (let l = 0; l < j; l += 1) hessian[l * p + j] = hessian[j * p + l]!;
    hessian[j * (p + 1)]! += penalty[j]!;
    trace += hessian[j * (p + 1)]!;
  }
  const down = gradient.map((g) => -g);
  for (let damping = 0; ; damping = Math.max(10 * damping, 1e-12 * (trace || 1))) {
    const factor = hessian.slice();
    for (let j = 0; j < p; j += 1) factor[j * (p + 1)]! += damping;
    if (yield* said(cholesky(factor, p), share)) return choleskySolve(factor, p, down);
  }
}

/** Halves the step until the loss falls enough (Armijo), or cannot be told apart and the slope falls. */
function* backtrack(
  problem: Problem,
  here: Place,
  step: Float64Array,
  share: number,
): Generator<number, Place | null> {
  const along = affine(problem.columns, step, 0, here.z.length);
  const descent = dot(here.gradient, step);
  const tiny = 16 * Number.EPSILON * Math.abs(here.loss);
  const before = sumOfSizes(here.gradient);
  for (let t = 1; t > 1e-9; t /= 2) {
    const theta = here.theta.map((value, j) => value + t * step[j]!);
    const there = placeAt(
      problem,
      theta,
      here.z.map((value, i) => value + t * along[i]!),
    );
    const gain = there.loss - here.loss;
    const level = Math.abs(gain) <= tiny && sumOfSizes(there.gradient) < before;
    if (gain <= (t * descent) / 2048 || level) return there;
    yield share;
  }
  return null;
}

function* said<Result>(work: Generator<unknown, Result>, share: number): Generator<number, Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  return turn.value;
}

const sumOfSizes = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0);
