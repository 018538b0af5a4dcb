import type { ParamsOf } from '#lib/recipe/step.ts';
import { dot } from '#lib/engine/linalg.ts';
import { sum } from '#lib/engine/stats.ts';
import { missingIn, numberColumn } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { short } from '../../words.ts';
import { columnSelector, type Verdict } from '../selector.ts';
import type { correlationFilter as spec } from './spec.ts';

/**
 * A column goes where its Pearson correlation with an earlier one that stays lies beyond the limit; rows where either is
 * missing are passed over, as pandas' DataFrame.corr does. A constant column correlates with none.
 */
export const correlationFilter = columnSelector<ParamsOf<typeof spec>>(
  'correlationFilter',
  ({ table, columns, params: { threshold } }) => {
    const values = columns.map((name) => {
      const c = numberColumn(table, name, 'correlationFilter');
      if (missingIn(c) === table.rows)
        throw nothingToLearn(
          'correlationFilter',
          name,
          table.rows,
          'Drop this column, or impute a constant first.',
        );
      return c.values;
    });
    const units = values.map(unitOf);
    const kept: number[] = [];
    return columns.map((_, j): Verdict => {
      for (const k of kept) {
        const [a, b] = [units[j]!, units[k]!];
        const r = a && b ? dot(a, b) : correlation(values[j]!, values[k]!);
        if (Math.abs(r) > threshold)
          return { keep: false, why: `correlation ${short(r)} with '${columns[k]!}'` };
      }
      kept.push(j);
      return { keep: true, why: '' };
    });
  },
);

/** The column less its mean, of length 1, so that correlations are products; null where it has gaps or one value only. */
function unitOf(x: Float64Array): Float64Array | null {
  if (x.some(Number.isNaN) || x.every((v) => v === x[0])) return null;
  const mean = sum(x) / x.length;
  const centred = x.map((v) => v - mean);
  const length = Math.sqrt(dot(centred, centred));
  return centred.map((v) => v / length);
}

/** NaN where either is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  const rows = [...a.keys()].filter((i) => !Number.isNaN(a[i]!) && !Number.isNaN(b[i]!));
  const [x, y] = [a, b].map((c) => {
    const cells = Float64Array.from(rows, (i) => c[i]!);
    const mean = sum(cells) / cells.length;
    return cells.every((v) => v === cells[0]) ? cells.fill(0) : cells.map((v) => v - mean);
  }) as [Float64Array, Float64Array];
  const between = sum(x.map((v, i) => v * y[i]!));
  return between / Math.sqrt(sum(x.map((v) => v * v)) * sum(y.map((v) => v * v)));
}
