import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { listed } from '../../words.ts';

export const dropOutliers = defineStep({
  id: 'dropOutliers',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Leave out training rows with far values',
  summary:
    'Fits the model without the training rows in which a number lies far from the others; every row that is predicted or judged stays.',
  params: v.strictObject({
    method: v.optional(
      v.pipe(
        v.picklist(['iqr', 'zscore']),
        v.title('Limits'),
        v.description(
          'By interquartile ranges beyond the quartiles, or by standard deviations from the mean.',
        ),
      ),
      'iqr',
    ),
    fold: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(100),
        v.title('How far'),
        v.description('Interquartile ranges or standard deviations. Fewer leave out more rows.'),
      ),
      3,
    ),
  }),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  objectTo: objectToNumbers,
  action: { type: 'outliers', params: { treatment: 'drop' } },
  suggest: () => [],
  describe: (columns, { method, fold }) => ({
    title: `Leave out far values of ${listed(columns)}`,
    effect: `beyond ${fold} ${method === 'iqr' ? 'interquartile ranges' : 'standard deviations'}, training rows only`,
  }),
  examples: [
    { params: {}, why: 'Slips that would bend a straight line.' },
    { params: { fold: 0.1 }, why: 'A first look at how much depends on the far rows.' },
    { params: { method: 'zscore', fold: 1 }, why: 'Columns that follow a bell curve.' },
  ],
});
