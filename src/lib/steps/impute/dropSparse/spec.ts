import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed, percent } from '../../words.ts';

export const dropSparse = defineStep({
  id: 'dropSparse',
  version: 1,
  stage: 'impute',
  kind: 'learned',
  title: 'Drop columns that are mostly missing',
  summary: 'Drops those of the columns of which more than a share is missing in the training rows.',
  params: v.strictObject({
    threshold: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Missing share above'),
        v.description('Of the training rows. A lower share drops more columns.'),
      ),
      0.6,
    ),
  }),
  needsColumns: true,
  objectTo: () => null,
  action: { type: 'dropMissing', params: { axis: 'columns' } },
  suggest: () => [],
  describe: (columns, { threshold }) => ({
    title: `Drop those of ${listed(columns)} that are mostly missing`,
    effect: `above ${percent(threshold)}`,
  }),
  examples: [
    { params: {}, why: 'Tables that are filled anew, with columns that come and go.' },
    { params: { threshold: 0.1 }, why: 'Columns that are nearly always there.' },
  ],
});
