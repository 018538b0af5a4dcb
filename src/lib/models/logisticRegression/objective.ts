import type { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { cholesky } from '#lib/engine/linalg.ts';

/**
 * Mean weighted log loss plus ½ Σ penaltyⱼ θₖⱼ², of K score columns: one (sigmoid of it is the second class) or
 * one for each class (softmax). θ is K blocks of one number for each column.
 */
export interface Objective {
  readonly design: LogisticDesign;
  /** For each column; 0 for the intercept's. */
  readonly penalty: Float64Array;
  /** The last parameter is one too many (multinomial intercepts) and stays 0. */
  readonly pinned: boolean;
  /** Of so many stretches of rows one is looked at; 1: all rows. */
  readonly every: number;
}

export interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
}

export const sizeOf = ({ design }: Objective): number => design.K * design.width;
export const freeOf = (objective: Objective): number =>
  sizeOf(objective) - (objective.pinned ? 1 : 0);

export function* slope(
  { design, penalty, every }: Objective,
  theta: Float64Array,
): Generator<void, Slope> {
  const { loss, gradient } = yield* design.look(theta, every);
  let total = loss;
  for (let at = 0; at < theta.length; at += 1) {
    const held = penalty[at % design.width]! * theta[at]!;
    gradient[at]! += held;
    total += 0.5 * held * theta[at]!;
  }
  return { loss: total, gradient };
}

export interface State {
  readonly theta: Float64Array;
  readonly now: Slope;
}

/** Halves the step until the loss falls enough (Armijo), or cannot be told apart and the slope falls. */
export function* backtrack(
  objective: Objective,
  { theta, now }: State,
  step: Float64Array,
  descent: number,
): Generator<number, State | null> {
  const tiny = 16 * Number.EPSILON * Math.abs(now.loss);
  const before = sumOfSizes(now.gradient);
  for (let t = 1; t > 1e-6; t /= 2) {
    const next = theta.map((value, at) => value + t * step[at]!);
    const there = yield* mapped(slope(objective, next), 0);
    const gain = there.loss - now.loss;
    const level = Math.abs(gain) <= tiny && sumOfSizes(there.gradient) < before;
    if (gain <= (t * descent) / 2048 || level) return { theta: next, now: there };
    yield 0;
  }
  return null;
}

/** The Hessian's Cholesky factor at the last look, row-major; damped where it is not positive definite. */
export function* factored(objective: Objective, share: number): Generator<number, Float64Array> {
  const free = freeOf(objective);
  const hessian = yield* hessianOf(objective, share);
  for (let damping = 0; ; damping = Math.max(10 * damping, 1e-12 * trace(hessian, free))) {
    const factor = hessian.slice();
    for (let a = 0; a < free; a += 1) factor[a * free + a]! += damping;
    if (yield* mapped(cholesky(factor, free), share)) return factor;
  }
}

/** Row-major over the free parameters, at the last look. */
export function* hessianOf(objective: Objective, share: number): Generator<number, Float64Array> {
  const { design, penalty, every } = objective;
  const free = freeOf(objective);
  const { width: q, K } = design;
  const out = new Float64Array(free * free);
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l <= k; l += 1) {
      const sums = yield* mapped(design.gram([k, l], every), share);
      for (let j = 0; j < q; j += 1)
        for (let m = 0; m <= j; m += 1) {
          place(out, free, [k * q + j, l * q + m], sums[j * q + m]!);
          place(out, free, [k * q + m, l * q + j], sums[j * q + m]!);
        }
    }
    for (let j = 0; j < q; j += 1)
      if (k * q + j < free) out[(k * q + j) * (free + 1)]! += penalty[j]!;
  }
  return out;
}

/** Sets both halves; the pinned parameter has no place. */
function place(
  out: Float64Array,
  free: number,
  [a, b]: readonly [number, number],
  value: number,
): void {
  if (a >= free || b >= free) return;
  out[a * free + b] = out[b * free + a] = value;
}

export function* mapped<Result>(
  work: Generator<unknown, Result>,
  share: number,
): Generator<number, Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  return turn.value;
}

function trace(a: Float64Array, p: number): number {
  let sum = 0;
  for (let i = 0; i < p; i += 1) sum += a[i * (p + 1)]!;
  return sum || 1;
}

const sumOfSizes = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0);

/** Probabilities of each class from its column of scores. */
export function softmax(z: readonly Float64Array[]): readonly Float64Array[] {
  const shares = z.map((column) => new Float64Array(column.length));
  for (let i = 0; i < z[0]!.length; i += 1) {
    let top = -Infinity;
    for (const column of z) top = Math.max(top, column[i]!);
    let sum = 0;
    for (let k = 0; k < z.length; k += 1) sum += shares[k]![i] = Math.exp(z[k]![i]! - top);
    for (const share of shares) share[i]! /= sum;
  }
  return shares;
}
