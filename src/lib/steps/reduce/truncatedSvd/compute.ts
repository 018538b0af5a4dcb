import { completed, projected } from '#lib/engine/principal.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import { populationDeviation } from '#lib/engine/stats.ts';
import type { TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { newNames, numbersOf } from '../columns.ts';
import { countWithin, linear, plainRows, type Linear } from '../linear.ts';
import type { truncatedSvd as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

/**
 * scikit-learn's TruncatedSVD by an exact decomposition: the columns are not centred, so that zeros stay zeros.
 * https://scikit-learn.org/stable/modules/generated/sklearn.decomposition.TruncatedSVD.html
 */
export const truncatedSvd = defineLearned<typeof spec>()<Linear>({
  kind: 'learned',
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Linear> {
    const values = numbersOf(table, columns, 'truncatedSvd', 2);
    const count = countWithin(
      'truncatedSvd',
      params.nComponents,
      Math.min(table.rows, columns.length),
    );
    const { vectors } = yield* spectrumOf(values);
    const weights = completed(vectors, count, columns.length);
    const means = new Float64Array(columns.length);
    const made = projected(values, table.rows, { means, components: weights }, count);
    const all = values.reduce((sum, x) => sum + populationDeviation(x) ** 2, 0);
    const kept = made.reduce((sum, x) => sum + populationDeviation(x) ** 2, 0);
    return {
      names: newNames(table, columns, 'truncatedsvd', count),
      means: Array.from(means),
      components: plainRows(weights),
      share: all > 0 ? Math.min(1, kept / all) : 1,
      settled: true,
    };
  }),
  ...linear('truncatedSvd'),
});
