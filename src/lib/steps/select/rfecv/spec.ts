import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { listed } from '../../words.ts';
import { C, linearOrForest, nEstimators, step } from '../params.ts';

export const rfecv = defineStep({
  id: 'rfecv',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Drop columns while the score holds',
  summary:
    'Drops the weakest columns in turns within folds of the training rows, and keeps as many as score best there: by the share of right answers for classes, by R² for numbers.',
  params: v.strictObject({
    estimator: linearOrForest,
    C,
    nEstimators,
    minFeaturesToSelect: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100_000),
        v.title('Columns at least'),
        v.description('So many stay, even where fewer score better.'),
      ),
      1,
    ),
    step,
    cv: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(20),
        v.title('Folds'),
        v.description(
          'Of the training rows. More tell better how many columns to keep, and take longer.',
        ),
      ),
      5,
    ),
  }),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'rfecv' } },
  suggest: () => [],
  describe: (columns, { estimator, cv }) => ({
    title: `Drop the weakest of ${listed(columns)} while the score holds`,
    effect: `in ${cv} folds, by ${estimator === 'linear' ? 'a linear model' : 'a forest'}`,
  }),
  examples: [
    { params: {}, why: 'How many columns to keep is not known.' },
    { params: { step: 2, minFeaturesToSelect: 2, cv: 3, C: 0.1 }, why: 'Quicker and coarser.' },
    {
      params: { estimator: 'forest', nEstimators: 5, cv: 2 },
      why: 'Curves and interactions count, and columns have any scale.',
    },
  ],
});
