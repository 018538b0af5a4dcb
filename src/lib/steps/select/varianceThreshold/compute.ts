import type { ParamsOf } from '#lib/recipe/step.ts';
import { meanAndDeviation } from '#lib/engine/stats.ts';
import { missingIn, numberColumn } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { short } from '../../words.ts';
import { columnSelector } from '../selector.ts';
import type { varianceThreshold as spec } from './spec.ts';

/** VarianceThreshold: at threshold 0 a column whose values are all the same goes whatever rounding makes of its variance. */
export const varianceThreshold = columnSelector<ParamsOf<typeof spec>>(
  'varianceThreshold',
  ({ table, columns, params: { threshold } }) => {
    return columns.map((name) => {
      const c = numberColumn(table, name, 'varianceThreshold');
      if (missingIn(c) === table.rows)
        throw nothingToLearn(
          'varianceThreshold',
          name,
          table.rows,
          'Drop this column, or impute a constant first.',
        );
      const variance = meanAndDeviation(c.values).deviation ** 2;
      const [least, most] = range(c.values);
      const spread = threshold === 0 ? Math.min(variance, most - least) : variance;
      return { keep: spread > threshold, why: `variance ${short(variance)}` };
    });
  },
);

function range(values: Float64Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const x of values) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return [least, most];
}
