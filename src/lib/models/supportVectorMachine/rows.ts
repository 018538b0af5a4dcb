import type { Matrix } from '#lib/engine/matrix.ts';

/** Rows one after another, their columns in an order of its own and moved to a level of its own. */
export interface Layout {
  /** Columns by name, so that sums do not depend on the order in which they were given. */
  readonly order: Int32Array;
  /** Taken from each column, in that order. */
  readonly shift: Float64Array;
}

export function columnOrder(names: readonly string[]): Int32Array {
  const order = Int32Array.from(names, (_, j) => j);
  return order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
}

/** Row-major rows × columns. */
export function rowMajor({ columns, rows }: Matrix, { order, shift }: Layout): Float64Array {
  const p = order.length;
  const out = new Float64Array(rows * p);
  for (let d = 0; d < p; d += 1) {
    const x = columns[order[d]!]!;
    for (let i = 0, at = d; i < rows; i += 1, at += p) out[at] = x[i]! - shift[d]!;
  }
  return out;
}

/** The given rows of a row-major matrix of `p` columns. */
export function picked(x: Float64Array, p: number, rows: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length * p);
  for (let i = 0; i < rows.length; i += 1)
    out.set(x.subarray(rows[i]! * p, (rows[i]! + 1) * p), i * p);
  return out;
}

/** Variance of all the numbers of the given rows, as one list of numbers and in raw units. */
export function varianceOf(x: Float64Array, shift: Float64Array, rows: ArrayLike<number>): number {
  const p = shift.length;
  const sums = new Float64Array(p);
  for (let i = 0; i < rows.length; i += 1)
    for (let d = 0; d < p; d += 1) sums[d]! += x[rows[i]! * p + d]!;
  const level = sums.reduce((sum, s, d) => sum + s / rows.length + shift[d]!, 0) / p;
  let spread = 0;
  for (let d = 0; d < p; d += 1) {
    const off = shift[d]! - level;
    for (let i = 0; i < rows.length; i += 1) spread += (x[rows[i]! * p + d]! + off) ** 2;
  }
  return spread / (rows.length * p);
}
