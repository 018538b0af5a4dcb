import { dot, moved, product } from '../../linalg.ts';
import type { Look } from '../logistic.ts';

// Plain words for the kernels of assembly/logistic.ts.

/** Weights sum to 1; `y` is a class code, 0…max(2, K)−1. */
export interface PlainProblem {
  readonly columns: readonly Float64Array[];
  readonly y: Int32Array;
  readonly weight: Float64Array;
  /** Score columns: 1 (its sigmoid is the second class) or one for each class (softmax). */
  readonly K: number;
}

export interface PlainLook extends Look {
  /** K columns of probabilities. */
  readonly shares: readonly Float64Array[];
}

/** Mean weighted log loss and its gradient at theta, K blocks of one number for each column. */
export function lookPlainly(problem: PlainProblem, theta: Float64Array): PlainLook {
  const { columns, y, weight, K } = problem;
  const q = columns.length;
  const z = Array.from({ length: K }, (_, k) =>
    Float64Array.from(y, (_code, i) =>
      columns.reduce((sum, x, j) => sum + theta[k * q + j]! * x[i]!, 0),
    ),
  );
  const shares = z.map((column) => new Float64Array(column.length));
  let loss = 0;
  for (let i = 0; i < y.length; i += 1) {
    const row = K === 1 ? [0, z[0]![i]!] : z.map((column) => column[i]!);
    const top = Math.max(...row);
    const sum = row.reduce((s, v) => s + Math.exp(v - top), 0);
    const own = K === 1 ? row.slice(1) : row;
    for (const [k, v] of own.entries()) shares[k]![i] = Math.exp(v - top) / sum;
    loss += weight[i]! * (top + Math.log(sum) - row[y[i]!]!);
  }
  const gradient = Float64Array.from({ length: K * q }, (_, at) => {
    const k = Math.floor(at / q);
    const code = K === 1 ? 1 : k;
    const rest = shares[k]!.map((p, i) => weight[i]! * (p - (y[i] === code ? 1 : 0)));
    return dot(rest, columns[at % q]!);
  });
  return { loss, gradient, shares };
}

/** Σ bend xⱼ xₘ, where bend is the loss's curvature between scores k and l: row-major, whole. */
export function gramPlainly(
  { columns, weight, K }: PlainProblem,
  shares: readonly Float64Array[],
  [k, l]: readonly [number, number],
): Float64Array {
  const q = columns.length;
  const bend = weight.map((w, i) =>
    K === 1 || k === l
      ? w * shares[k]![i]! * (1 - shares[k]![i]!)
      : -w * shares[k]![i]! * shares[l]![i]!,
  );
  return Float64Array.from({ length: q * q }, (_, at) =>
    dot(product(bend, columns[Math.floor(at / q)]!), columns[at % q]!),
  );
}

/** A column of mean square 1, and of mean 0 where `centre`; what was taken and what it was divided by. */
export function standardisePlainly(
  x: Float64Array,
  centre: boolean,
): { readonly column: Float64Array; readonly mean: number; readonly scale: number } {
  const first = x.reduce((sum, v) => sum + v, 0) / x.length;
  const mean = centre ? first + x.reduce((sum, v) => sum + (v - first), 0) / x.length : 0;
  const shifted = moved(x, mean);
  const scale = Math.sqrt(dot(shifted, shifted) / x.length) || 1;
  return { column: moved(shifted, 0, 1 / scale), mean, scale };
}
