import type { Table } from './table.ts';

/** A column that was made from the target before the file was saved. */
export interface EncodedTarget {
  readonly column: string;
  /** Whose levels' means it holds. */
  readonly by: string;
  readonly levels: number;
}

const fewestLevels = 3;
/** Columns of either kind that are compared with each other. */
const most = 40;

/**
 * Numbers that are one number for each level of another column, and that number the mean of the target over all rows
 * of the level: a target encoding made in place, outside of any fold.
 * @param y by row of the table
 */
export function encodedTargets(table: Table, rows: Int32Array, y: Float64Array): EncodedTarget[] {
  const entries = [...table.columns];
  const numbers = entries.filter(([, c]) => c.kind === 'number').slice(0, most);
  const levelled = entries.filter(([, c]) => c.kind === 'category').slice(0, most);
  const found: EncodedTarget[] = [];
  for (const [by, column] of levelled) {
    if (column.kind !== 'category') continue;
    const { means, size } = levelMeans(column.codes, column.levels.length, rows, y);
    if (size < fewestLevels || 2 * size > rows.length) continue;
    for (const [name, numeric] of numbers) {
      if (numeric.kind !== 'number' || found.some((f) => f.column === name)) continue;
      const equal = rows.every((row) => {
        const mean = means[column.codes[row]!];
        const value = numeric.values[row]!;
        return mean === undefined || Math.abs(value - mean) <= 1e-6 * (1 + Math.abs(mean));
      });
      if (equal) found.push({ column: name, by, levels: size });
    }
  }
  return found;
}

/** Of the levels that occur, NaN for the others. */
function levelMeans(
  codes: Int32Array,
  n: number,
  rows: Int32Array,
  y: Float64Array,
): { readonly means: Float64Array; readonly size: number } {
  const sums = new Float64Array(n);
  const counts = new Float64Array(n);
  for (const row of rows) {
    const code = codes[row]!;
    if (code < 0) continue;
    sums[code]! += y[row]!;
    counts[code]! += 1;
  }
  const means = sums.map((sum, k) => sum / counts[k]!);
  return { means, size: counts.reduce((m, c) => m + Number(c > 0), 0) };
}
