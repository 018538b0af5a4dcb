import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { listed } from '../../words.ts';
import { alpha, C, nEstimators } from '../params.ts';

export const selectFromModel = defineStep({
  id: 'selectFromModel',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Keep the columns that a model uses',
  summary:
    'Fits a lasso, an L1 logistic regression or a random forest on the training rows and keeps the columns to which it gives weight; how often each is kept when a fifth of the rows is left out is shown.',
  params: v.strictObject({
    estimator: v.optional(
      v.pipe(
        v.picklist(['l1', 'forest']),
        v.title('Model'),
        v.description(
          'L1: a linear model that drops what it can do without, and needs columns of one scale; forest: the importances of a random forest, which sees curves too.',
        ),
      ),
      'l1',
    ),
    C,
    alpha,
    nEstimators,
    threshold: v.optional(
      v.pipe(
        v.union([
          v.picklist(['auto', 'mean', 'median']),
          v.pipe(v.number(), v.minValue(0), v.maxValue(1e12)),
        ]),
        v.title('Importance from'),
        v.description(
          'A column needs so much weight to stay: the mean or median of all, or a number; auto takes 0.00001 for L1, and the mean for a forest.',
        ),
      ),
      'auto',
    ),
    maxFeatures: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
        v.title('Columns at most'),
        v.description('The best of those that stay; empty keeps all of them.'),
      ),
      null,
    ),
  }),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'model' } },
  suggest: () => [],
  describe: (columns, { estimator, maxFeatures }) => ({
    title: `Keep those of ${listed(columns)} that a model uses`,
    effect: `${estimator === 'l1' ? 'L1 penalty' : 'forest importance'}${maxFeatures === null ? '' : `, ${maxFeatures} at most`}`,
  }),
  examples: [
    { params: {}, why: 'Many scaled columns, of which a straight line needs few.' },
    { params: { C: 0.5, alpha: 0.1, maxFeatures: 2 }, why: 'Two columns that fit on a page.' },
    { params: { threshold: 'median' }, why: 'The stronger half, whatever the penalty.' },
    {
      params: { estimator: 'forest', nEstimators: 20 },
      why: 'Curves and interactions count, and columns have any scale.',
    },
    {
      params: { estimator: 'forest', nEstimators: 20, threshold: 0, maxFeatures: 3 },
      why: 'A given number of columns.',
    },
  ],
});
