import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed, short } from '../../words.ts';

export const dropNearDuplicates = defineStep({
  id: 'dropNearDuplicates',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Drop rows that are nearly the same',
  summary:
    'Keeps one of each group of rows whose texts have the same words, whatever their order, capitals and signs, and whose numbers round to the same.',
  params: v.strictObject({
    keep: v.optional(
      v.pipe(
        v.picklist(['first', 'last']),
        v.title('Keep'),
        v.description('Which of the rows stays, in the order of the file.'),
      ),
      'first',
    ),
    tolerance: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e9),
        v.title('Round numbers to'),
        v.description(
          'Numbers that round to the same multiple of this are the same; 0 takes them as they are. Two just on either side of a half stay apart.',
        ),
      ),
      0,
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  sparesNewRows: 'every new row is answered, nearly equal ones too',
  action: { type: 'drop_duplicates', params: { near: true } },
  /** Words that are nearly the same may name different things: nothing in a profile tells. */
  suggest: () => [],
  describe: (columns, { keep, tolerance }) => ({
    title: columns.length
      ? `Drop rows nearly the same in ${listed(columns)}`
      : 'Drop rows that are nearly the same',
    effect: `keep the ${keep}${tolerance > 0 ? `, numbers to the nearest ${short(tolerance)}` : ''}`,
  }),
  examples: [
    { params: {}, why: '“Smith, John” and “john smith” are one customer.' },
    { params: { keep: 'last' }, why: 'A later row corrects an earlier one.' },
    { params: { tolerance: 10 }, why: 'The same thing measured, or priced, twice.' },
  ],
});
