import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';
import { C, linearOrForest, nEstimators, step } from '../params.ts';

export const rfe = defineStep({
  id: 'rfe',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Drop the weakest columns in turns',
  summary:
    'Fits a model on the training rows, drops the column it uses least, and fits again until so many are left; how often each is kept when a fifth of the rows is left out is shown.',
  params: v.strictObject({
    estimator: linearOrForest,
    C,
    nEstimators,
    nFeaturesToSelect: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
        v.title('Columns to keep'),
        v.description('Of those it is placed on; empty keeps half of them.'),
      ),
      null,
    ),
    step,
  }),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  columnsMade: (columns, { nFeaturesToSelect }) =>
    Math.min(nFeaturesToSelect ?? Math.floor(columns.length / 2), columns.length),
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'rfe' } },
  suggest: () => [],
  describe: (columns, { estimator, nFeaturesToSelect }) => ({
    title: `Drop the weakest of ${listed(columns)}`,
    effect: `${nFeaturesToSelect === null ? 'half' : counted(nFeaturesToSelect, 'column')} left, by ${estimator === 'linear' ? 'a linear model' : 'a forest'}`,
  }),
  examples: [
    { params: {}, why: 'Columns that lean on each other, judged together.' },
    { params: { nFeaturesToSelect: 2, C: 0.1 }, why: 'A model that fits on a page.' },
    { params: { nFeaturesToSelect: 1, step: 2 }, why: 'Many columns: several go at once.' },
    {
      params: { estimator: 'forest', nEstimators: 10, nFeaturesToSelect: 3 },
      why: 'Curves and interactions count, and columns have any scale.',
    },
  ],
});
