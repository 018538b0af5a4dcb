import type { ParamsOf } from '#lib/recipe/step.ts';
import { log } from '#lib/engine/elementary.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { replaceColumn } from '#lib/engine/table.ts';
import { foldsOf, targetOf, valuesAt } from '../../target.ts';
import {
  encodedByFold,
  encodedByLevel,
  encodingState,
  encodingReport,
  levelsOf,
  type Encoding,
} from '../byLevel.ts';
import type { weightOfEvidence as spec } from './spec.ts';

/**
 * ln of (share of the second class's rows in the level) ÷ (share of the first class's), as category_encoders' WOEEncoder
 * regularises it; 0 for a level that the rows did not hold. Cross-fitted for what learns from it, as TargetEncoder is.
 */
export const weightOfEvidence = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: encodingState,

  fit(input) {
    const { table, columns, params } = input;
    const { y } = targetOf(input, 'weightOfEvidence');
    return columns.map((name) => {
      const { levels, places } = levelsOf(table, name, 'weightOfEvidence');
      const weights = weigh(places, y, levels.length, params);
      return {
        names: [name],
        levels: levels.map((level, k) => [level, weights[k]!] as const),
        unknown: [0],
      };
    });
  },

  transform: ({ table, columns }, encodings) =>
    encodedByLevel(table, columns, encodings, 'weightOfEvidence'),

  fitTransform(input) {
    const { table, columns, params, seed } = input;
    const target = targetOf(input, 'weightOfEvidence');
    const folds = foldsOf(target, params.cv, seed);
    const foldOf = new Int32Array(table.rows);
    folds.forEach(({ test }, k) => test.forEach((i) => (foldOf[i] = k)));
    return columns.reduce((now: ReturnType<typeof replaceColumn>, name) => {
      const { levels, places } = levelsOf(table, name, 'weightOfEvidence');
      const byFold = folds.map(({ train }) =>
        weigh(
          train.map((i) => places[i]!),
          valuesAt(target.y, train),
          levels.length,
          params,
        ),
      );
      return replaceColumn(now, name, encodedByFold(places, foldOf, byFold, [name]));
    }, table);
  },

  report: ({ table, columns, params }, encodings, mood) =>
    encodingReport({ table, columns, step: 'weightOfEvidence' }, encodings, mood, {
      as: `by weight of evidence, cross-fitted in ${params.cv} folds`,
      unknownAs: '0',
    }),
});

function weigh(
  places: Int32Array,
  y: Float64Array,
  nLevels: number,
  { regularization }: ParamsOf<typeof spec>,
): number[][] {
  const hits = new Float64Array(nLevels);
  const counts = new Float64Array(nLevels);
  for (let i = 0; i < places.length; i += 1) {
    hits[places[i]!]! += y[i]!;
    counts[places[i]!]! += 1;
  }
  const allHits = hits.reduce((n, x) => n + x, 0);
  const allMisses = places.length - allHits;
  const share = (n: number, of: number): number => (n + regularization) / (of + 2 * regularization);
  return Array.from(hits, (n, k) => [
    counts[k] === 0 ? 0 : log(share(n, allHits) / share(counts[k]! - n, allMisses)),
  ]);
}
