import { addScaled, mean, moved } from '#lib/engine/linalg.ts';
import { RandomState } from '#lib/engine/random.ts';
import { populationDeviation } from '#lib/engine/stats.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { directionsIn, newNames, numbersOf } from '../columns.ts';
import { countWithin, linear, plainRows, type Linear } from '../linear.ts';
import { deflation, parallel } from './search.ts';
import type { fastIca as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

/**
 * scikit-learn's FastICA with whiten = 'unit-variance' and its SVD whitening: the same start for the same seed, so the
 * same sources with the same signs. Columns that repeat each other have fewer directions, and no more may be asked for.
 */
export const fastIca = defineLearned<typeof spec>()<Linear>({
  kind: 'learned',
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Linear> {
    const values = numbersOf(table, columns, 'fastIca', 2);
    const means = values.map((x) => mean(x));
    const centred = values.map((x, j) => moved(x, means[j]!));
    const spectrum = yield* spectrumOf(centred);
    const rank = directionsIn(spectrum, { rows: table.rows, step: 'fastIca', columns });
    const wanted = params.nComponents ?? Math.min(table.rows, columns.length);
    const count = countWithin('fastIca', wanted, rank);
    const whitening = spectrum.vectors.slice(0, count).map((u, k) => {
      const factor = (u[0]! < 0 ? -1 : 1) / spectrum.values[k]!;
      return u.map((x) => x * factor);
    });
    const white = whitening.map((row) => mixed(row, centred, Math.sqrt(table.rows)));
    const { algorithm, fun, maxIter, tol } = params;
    const search = { white, start: drawn(count, params.randomState), fun, maxIter, tol };
    const { directions, settled } = yield* (algorithm === 'parallel' ? parallel : deflation)(
      search,
    );
    const weights = directions.map((w) => mixed(w, whitening, 1));
    return {
      names: newNames(table, columns, 'fastica', count),
      means,
      components: plainRows(
        weights.map((w) => {
          const size = populationDeviation(mixed(w, centred, 1));
          return w.map((x) => x / size);
        }),
      ),
      share: null,
      settled,
    };
  }),
  ...linear('fastIca'),
});

/** factor · Σ weights[k] · lists[k] */
function mixed(
  weights: Float64Array,
  lists: readonly Float64Array[],
  factor: number,
): Float64Array {
  const out = new Float64Array(lists[0]!.length);
  for (const [k, x] of lists.entries()) addScaled(out, weights[k]! * factor, x);
  return out;
}

/** numpy's normal(size=(count, count)), row by row. */
function drawn(count: number, seed: number): Float64Array[] {
  const random = new RandomState(seed);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: count }, () => random.normal()),
  );
}
