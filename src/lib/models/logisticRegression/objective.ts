import { addScaled, dot } from '#lib/engine/linalg.ts';

/**
 * Mean weighted log loss plus ½ Σ penaltyⱼ θₖⱼ², of K score columns: one (sigmoid of it is the second class) or
 * one for each class (softmax). θ is K blocks of one number for each column.
 */
export interface Objective {
  readonly columns: readonly Float64Array[];
  /** For each column; 0 for the intercept's. */
  readonly penalty: Float64Array;
  /** Class codes 0…max(2, K)−1. */
  readonly y: Int32Array;
  /** Sums to 1. */
  readonly weight: Float64Array;
  readonly K: number;
}

export type Scores = readonly Float64Array[];

export interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** K columns of probabilities. */
  readonly shares: Scores;
}

export function scores({ columns, K }: Objective, theta: Float64Array, rows: number): Scores {
  return Array.from({ length: K }, (_, k) => {
    const z = new Float64Array(rows);
    for (const [j, x] of columns.entries()) addScaled(z, theta[k * columns.length + j]!, x);
    return z;
  });
}

export function slope(objective: Objective, theta: Float64Array, z: Scores): Slope {
  const { columns, penalty, K } = objective;
  const { loss, shares } = K === 1 ? sigmoidLoss(objective, z[0]!) : softmaxLoss(objective, z);
  const q = columns.length;
  const gradient = new Float64Array(K * q);
  let total = loss;
  for (let k = 0; k < K; k += 1) {
    const residual = residualsOf(objective, shares[k]!, k);
    for (let j = 0; j < q; j += 1) {
      const at = k * q + j;
      gradient[at] = dot(residual, columns[j]!) + penalty[j]! * theta[at]!;
      total += 0.5 * penalty[j]! * theta[at]! ** 2;
    }
  }
  return { loss: total, gradient, shares };
}

/** weight · (probability − is class k), the slope of the loss in score k. */
function residualsOf({ y, weight, K }: Objective, share: Float64Array, k: number): Float64Array {
  const code = K === 1 ? 1 : k;
  return share.map((p, i) => weight[i]! * (p - (y[i] === code ? 1 : 0)));
}

function sigmoidLoss({ y, weight }: Objective, z: Float64Array): { loss: number; shares: Scores } {
  let loss = 0;
  const share = new Float64Array(z.length);
  for (let i = 0; i < z.length; i += 1) {
    const e = Math.exp(-Math.abs(z[i]!));
    share[i] = z[i]! >= 0 ? 1 / (1 + e) : e / (1 + e);
    loss += weight[i]! * (Math.log1p(e) + Math.max(z[i]!, 0) - (y[i] === 1 ? z[i]! : 0));
  }
  return { loss, shares: [share] };
}

function softmaxLoss({ y, weight }: Objective, z: Scores): { loss: number; shares: Scores } {
  let loss = 0;
  const shares = softmax(z, (i, logOfSum) => {
    loss += weight[i]! * (logOfSum - z[y[i]!]![i]!);
  });
  return { loss, shares };
}

/** Probabilities of each class from its score; `seen` gets log Σ exp(score) of each row. */
export function softmax(z: Scores, seen?: (row: number, logOfSum: number) => void): Scores {
  const shares = z.map((column) => new Float64Array(column.length));
  for (let i = 0; i < z[0]!.length; i += 1) {
    let top = -Infinity;
    for (const column of z) top = Math.max(top, column[i]!);
    let sum = 0;
    for (let k = 0; k < z.length; k += 1) sum += shares[k]![i] = Math.exp(z[k]![i]! - top);
    for (const share of shares) share[i]! /= sum;
    seen?.(i, top + Math.log(sum));
  }
  return shares;
}

/** Curvature of the loss between scores k and l in each row: weight · pₖ (δₖₗ − pₗ). */
export function curvature(
  { weight, K }: Objective,
  shares: Scores,
  k: number,
  l: number,
): Float64Array {
  const a = shares[k]!;
  const b = shares[l]!;
  if (K === 1 || k === l) return a.map((p, i) => weight[i]! * p * (1 - p));
  return a.map((p, i) => -weight[i]! * p * b[i]!);
}
