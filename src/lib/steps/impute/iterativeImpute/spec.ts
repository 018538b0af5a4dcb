import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';

export const iterativeImpute = defineStep({
  id: 'iterativeImpute',
  version: 1,
  stage: 'impute',
  kind: 'learned',
  title: 'Impute from the other columns',
  summary:
    'Predicts each missing cell from the other columns by a linear model of the training rows, round after round until the cells settle.',
  params: v.strictObject({
    maxIter: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100),
        v.title('Rounds at most'),
        v.description('Each predicts every column once, the one with the fewest gaps first.'),
      ),
      10,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Settled at'),
        v.description('A change of cells below this share of the largest number ends the rounds.'),
      ),
      0.001,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'impute', params: { strategy: 'iterative' } },
  suggest: () => [],
  describe: (columns, { maxIter }) => ({
    title: `Impute ${listed(columns)} from each other`,
    effect: `at most ${counted(maxIter, 'round')}`,
  }),
  examples: [
    { params: {}, why: 'Columns that follow each other, with gaps in different rows.' },
    { params: { maxIter: 2, tol: 0 }, why: 'Many columns and little time.' },
  ],
});
