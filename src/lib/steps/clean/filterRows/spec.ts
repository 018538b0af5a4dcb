import * as v from 'valibot';
import { formula } from '#lib/recipe/expression/schema.ts';
import { defineStep } from '#lib/recipe/step.ts';

export const filterRows = defineStep({
  id: 'filterRows',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Filter rows',
  summary: 'Keeps the rows where a condition holds, such as age > 17; new rows are never left out.',
  params: v.strictObject({
    keep: v.optional(
      formula('Keep rows where', 'A comparison with a missing value does not hold.'),
      '',
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  sparesNewRows: 'every new row is answered',
  action: { type: 'filter_rows', params: {} },
  /** Which rows matter is known to people only. */
  suggest: () => [],
  describe: (_, { keep }) => ({
    title: 'Filter rows',
    effect: keep.trim() === '' ? 'no condition yet' : `keep ${keep}`,
  }),
  examples: [
    { params: {}, why: 'No condition is written yet, and every row stays.' },
    { params: { keep: 'year > 5 and not missing(place)' }, why: 'Rows that are complete.' },
    {
      params: { keep: 'code not in (0, 1, 2) or flag = "no" or amount != "12"' },
      why: 'All but a few.',
    },
  ],
});
