import { exp, tanh } from '../../elementary.ts';
import type { Dual, DualSolution, RowKernel } from '../svm.ts';

// Plain words for the kernels of assembly/svm.ts: libsvm's sequential minimal optimisation with second-order working
// sets (Fan, Chen & Lin 2005), without shrinking. The same operations in the same order, and so the same steps.

/** The kernel of two rows, summed from the first dimension to the last. */
export function kernelOf(
  { kind, gamma, coef0, degree }: RowKernel,
  x: Float64Array,
  z: Float64Array,
): number {
  const product = dot(x, z);
  if (kind === 'linear') return product;
  if (kind === 'rbf') return exp(-gamma * (dot(x, x) + dot(z, z) - 2 * product));
  const u = gamma * product + coef0;
  return kind === 'poly' ? power(u, degree) : tanh(u);
}

function dot(x: Float64Array, z: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < x.length; d += 1) sum += x[d]! * z[d]!;
  return sum;
}

function power(base: number, times: number): number {
  let value = 1;
  let b = base;
  for (let t = times; t > 0; t >>= 1) {
    if (t & 1) value *= b;
    b *= b;
  }
  return value;
}

/** What `KernelRows.solve` finds, but for rho, and each variable's gradient. */
export interface PlainSolution extends Pick<DualSolution, 'alpha' | 'iterations' | 'converged'> {
  readonly gradient: Float64Array;
}

/** @param rows each of the same width; the dual has one or two variables for each */
export function solvePlainly(
  rows: readonly Float64Array[],
  kernel: RowKernel,
  dual: Dual,
): PlainSolution {
  const { sign, linear, most, start, tol, maxIter } = dual;
  const n = rows.length;
  // Kernel values are kept as floats, as libsvm keeps them; those of a row with itself are not.
  const K = rows.map((x) => Float32Array.from(rows, (z) => kernelOf(kernel, x, z)));
  const diagonal = rows.map((x) => kernelOf(kernel, x, x));
  const alpha = start?.slice() ?? new Float64Array(sign.length);
  const gradient = linear.slice();
  for (const [j, a] of alpha.entries())
    for (let t = 0; a !== 0 && t < sign.length; t += 1)
      gradient[t]! += sign[t]! * (a * sign[j]! * K[j % n]![t % n]!);
  const curvature = (i: number, j: number): number => {
    const value = diagonal[i % n]! + diagonal[j % n]! - 2 * K[i % n]![j % n]!;
    return value > 0 ? value : 1e-12;
  };
  const state = { alpha, gradient, sign, most };
  for (let iterations = 0; ; iterations += 1) {
    if (iterations === (maxIter ?? Infinity))
      return { alpha, gradient, iterations, converged: false };
    const i = steepest(state);
    const j = i < 0 ? -1 : partner(state, i, tol, curvature);
    if (j < 0) return { alpha, gradient, iterations, converged: true };
    const [before, beside] = [alpha[i]!, alpha[j]!];
    exchange(state, i, j, curvature(i, j));
    const a = (alpha[i]! - before) * sign[i]!;
    const b = (alpha[j]! - beside) * sign[j]!;
    for (let t = 0; t < sign.length; t += 1)
      gradient[t]! += sign[t]! * (a * K[i % n]![t % n]! + b * K[j % n]![t % n]!);
  }
}

interface State {
  readonly alpha: Float64Array;
  readonly gradient: Float64Array;
  readonly sign: Float64Array;
  readonly most: Float64Array;
}

/** Whether sign · α of a variable may still grow (or fall). */
function mayMove({ alpha, sign, most }: State, t: number, up: boolean): boolean {
  return sign[t]! > 0 === up ? alpha[t]! < most[t]! : alpha[t]! > 0;
}

/** The variable that gains most by growing; of equal ones the last. */
function steepest(state: State): number {
  let best = -1;
  let top = -Infinity;
  for (let t = 0; t < state.sign.length; t += 1) {
    const slope = -state.sign[t]! * state.gradient[t]!;
    if (!mayMove(state, t, true) || slope < top) continue;
    top = slope;
    best = t;
  }
  return best;
}

/** The one that lowers the objective most together with i; −1 where no pair violates the conditions by tol. */
function partner(
  state: State,
  i: number,
  tol: number,
  curvature: (i: number, j: number) => number,
): number {
  const top = -state.sign[i]! * state.gradient[i]!;
  let best = -1;
  let gain = -Infinity;
  let least = Infinity;
  for (let t = 0; t < state.sign.length; t += 1) {
    if (!mayMove(state, t, false)) continue;
    const slope = -state.sign[t]! * state.gradient[t]!;
    least = Math.min(least, slope);
    const value = (top - slope) ** 2 / curvature(i, t);
    if (top - slope <= 0 || value < gain) continue;
    gain = value;
    best = t;
  }
  return top - least < tol ? -1 : best;
}

/** Moves both along Σ sign · α = constant to the best place, and back into their bounds. */
function exchange(state: State, i: number, j: number, q: number): void {
  const { alpha, gradient, sign, most } = state;
  const from = [alpha[i]!, alpha[j]!] as const;
  const bounds = [most[i]!, most[j]!] as const;
  const [gi, gj] = [gradient[i]!, gradient[j]!];
  const moved =
    sign[i] === sign[j]
      ? together(from, (gi - gj) / q, bounds)
      : apart(from, (-gi - gj) / q, bounds);
  [alpha[i], alpha[j]] = moved;
}

type Pair = readonly [number, number];

/** Of the same sign: their sum stays. */
function together([a0, b0]: Pair, delta: number, [ci, cj]: Pair): Pair {
  const sum = a0 + b0;
  let [a, b] = [a0 - delta, b0 + delta];
  if (sum > ci) {
    if (a > ci) [a, b] = [ci, sum - ci];
  } else if (b < 0) [a, b] = [sum, 0];
  if (sum > cj) {
    if (b > cj) [a, b] = [sum - cj, cj];
  } else if (a < 0) [a, b] = [0, sum];
  return [a, b];
}

/** Of different signs: their difference stays. */
function apart([a0, b0]: Pair, delta: number, [ci, cj]: Pair): Pair {
  const rest = a0 - b0;
  let [a, b] = [a0 + delta, b0 + delta];
  if (rest > 0) {
    if (b < 0) [a, b] = [rest, 0];
  } else if (a < 0) [a, b] = [0, -rest];
  if (rest > ci - cj) {
    if (a > ci) [a, b] = [ci, ci - rest];
  } else if (b > cj) [a, b] = [cj + rest, cj];
  return [a, b];
}
