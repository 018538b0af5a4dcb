import type { ParamsOf } from '#lib/recipe/step.ts';
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
    const kept: number[] = [];
    return columns.map((_, j): Verdict => {
      for (const k of kept) {
        const r = correlation(values[j]!, values[k]!);
        if (Math.abs(r) > threshold)
          return { keep: false, why: `correlation ${short(r)} with '${columns[k]!}'` };
      }
      kept.push(j);
      return { keep: true, why: '' };
    });
  },
);

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
