import type { Predicted } from '#lib/recipe/run.ts';

/** Residual: actual minus predicted, in the unit of the target. */
export const residual = (row: Predicted): number => row.actual - row.predicted;

/** Smallest and largest of the numbers, a little apart where they are the same. */
export function extent(values: Iterable<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Half of the rows are off by less than this; NaN without rows. */
export function typicalError(rows: readonly Predicted[]): number {
  const sizes = rows.map((r) => Math.abs(residual(r))).sort((a, b) => a - b);
  const middle = Math.floor(sizes.length / 2);
  if (sizes.length === 0) return NaN;
  return sizes.length % 2 === 1 ? sizes[middle]! : (sizes[middle - 1]! + sizes[middle]!) / 2;
}

/** Rows by the size of their error, largest first. */
export const worstFirst = (rows: readonly Predicted[], many: number): readonly Predicted[] =>
  [...rows].sort((a, b) => Math.abs(residual(b)) - Math.abs(residual(a))).slice(0, many);

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Equal bins over the values, one of them beginning at 0 where the values lie on both sides. */
export function bins(values: readonly number[], many: number): readonly Bin[] {
  const [low, high] = extent(values);
  const width = (high - low) / many;
  const start = low < 0 && high > 0 ? Math.floor(low / width) * width : low;
  const n = Math.max(1, Math.ceil((high - start) / width - 1e-9));
  const counts = new Array<number>(n).fill(0);
  for (const value of values)
    counts[Math.min(n - 1, Math.max(0, Math.floor((value - start) / width)))]! += 1;
  return counts.map((count, i) => ({
    from: start + i * width,
    to: start + (i + 1) * width,
    count,
  }));
}
