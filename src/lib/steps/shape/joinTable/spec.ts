import * as v from 'valibot';
import { secondTable } from '#lib/recipe/secondTable.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { columnsBy } from '../renumber.ts';
import { joinedColumns } from './joined.ts';

const kept = {
  left: 'all rows kept',
  inner: 'only rows that match',
  right: 'all rows of the second table, and what matches them',
  outer: 'all rows of both tables kept',
} as const;

export const joinTable = defineStep({
  id: 'joinTable',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Join another table',
  summary:
    'Puts the columns of a second table beside the rows that match by the chosen columns (join, merge, lookup); a missing value matches nothing.',
  params: v.strictObject({
    source: v.optional(
      secondTable('Second table', 'The file whose columns are added, and how it is read.'),
      null,
    ),
    rightOn: v.optional(
      v.pipe(
        v.array(v.string()),
        v.metadata({ table: true }),
        v.title('Columns of the second table to match'),
        v.description(
          'One for each column that is matched, in the same order; empty: those of the same names.',
        ),
      ),
      [],
    ),
    how: v.optional(
      v.pipe(
        v.picklist(['left', 'inner', 'right', 'outer']),
        v.title('Rows without a match'),
        v.description(
          'Left keeps those of this table, with nothing in the new columns; inner leaves them out; right leaves them out too and adds those of the second table; outer keeps both. Rows to predict get none of the second table’s.',
        ),
      ),
      'left',
    ),
    take: v.optional(
      v.pipe(
        v.nullable(v.array(v.string())),
        v.metadata({ table: true }),
        v.title('Columns that come along'),
        v.description('Columns of the second table; null: all but those that are matched.'),
      ),
      null,
    ),
    suffix: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.title('Suffix of equal names'),
        v.description('What is put behind the name of a new column where there is one already.'),
      ),
      '_2',
    ),
  }),
  needsColumns: true,
  columnsTitle: 'Match on',
  objectTo: () => null,
  columnsAfter: columnsBy(joinedColumns),
  action: { type: 'join', params: {} },
  suggest: () => [],
  describe: (columns, { source, how }) => ({
    title: `Join ${source?.file.name ?? 'another table'} on ${listed(columns)}`,
    effect: kept[how],
  }),
  examples: [
    { params: {}, why: 'What is known of a customer stands in a table of its own.' },
    { params: { how: 'inner' }, why: 'Rows without a match say nothing here.' },
    { params: { suffix: ' of the "other"\n' }, why: 'Names that say where a column came from.' },
    {
      params: { how: 'right', take: [] },
      why: 'Every row of a plan, and what is known of it.',
    },
    { params: { how: 'outer' }, why: 'What one list lacks and what the other lacks.' },
  ],
});
