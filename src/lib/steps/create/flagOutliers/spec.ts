import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const flagOutliers = defineStep({
  id: 'flagOutliers',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Flag far values',
  summary:
    'Adds a 0/1 column for each column: 1 where the number lies far from those of the training rows.',
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
        v.description('Interquartile ranges or standard deviations. Fewer flag more.'),
      ),
      3,
    ),
  }),
  needsColumns: true,
  columnsMade: (columns) => 2 * columns.length,
  objectTo: objectToNumbers,
  action: { type: 'outliers', params: { treatment: 'flag' } },
  suggest: () => [],
  describe: (columns, { method, fold }) => ({
    title: `Flag far values of ${listed(columns)}`,
    effect: `beyond ${fold} ${method === 'iqr' ? 'interquartile ranges' : 'standard deviations'}`,
  }),
  examples: [
    { params: {}, why: 'Far values that are true and tell something.' },
    { params: { method: 'zscore', fold: 1.5 }, why: 'Columns that follow a bell curve.' },
  ],
});
