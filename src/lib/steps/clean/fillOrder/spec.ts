import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const fillOrder = defineStep({
  id: 'fillOrder',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Fill gaps from the row before or after',
  summary:
    'Copies the last value above a missing cell, or the next one below it, in the order of the file; rows of all parts lend to each other, so use it only where the order means something.',
  params: v.strictObject({
    method: v.optional(
      v.pipe(
        v.picklist(['ffill', 'bfill']),
        v.title('Take'),
        v.description(
          'The last value before (ffill) or the next one after (bfill). The next one is not known yet where rows are in time.',
        ),
      ),
      'ffill',
    ),
  }),
  needsColumns: true,
  objectTo: () => null,
  action: { type: 'fill', params: {} },
  suggest: () => [],
  describe: (columns, { method }) => ({
    title: `Fill gaps of ${listed(columns)}`,
    effect: method === 'ffill' ? 'from the row before' : 'from the row after',
  }),
  examples: [
    { params: {}, why: 'Spreadsheets that name a group in its first row only.' },
    { params: { method: 'bfill' }, why: 'Totals that stand below their rows.' },
  ],
});
