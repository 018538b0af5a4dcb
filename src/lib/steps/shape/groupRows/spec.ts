import * as v from 'valibot';
import { columnWords } from '#lib/recipe/columnParams.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { aggregates } from '../grouping.ts';
import { columnsBy } from '../renumber.ts';
import { grouped } from './grouped.ts';

export const groupRows = defineStep({
  id: 'groupRows',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Group rows and sum them up',
  summary:
    'Makes one row of all rows that are equal in the chosen columns (group by, aggregate); columns that are not summed up are left out.',
  params: v.strictObject({
    aggregates: v.optional(
      columnWords(
        aggregates,
        'Sum up',
        'What each column becomes. A column asked for once keeps its name, as the target must; missing cells do not count. The mode is the smallest of those that tie.',
      ),
      [],
    ),
    size: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.string(), v.nonEmpty())),
        v.title('Column of row counts'),
        v.description('What a new column with the number of rows of each group is called.'),
      ),
      null,
    ),
  }),
  needsColumns: true,
  columnsTitle: 'Group by',
  objectTo: () => null,
  columnsAfter: columnsBy(grouped),
  action: { type: 'group_rows', params: {} },
  suggest: () => [],
  describe: (columns, { aggregates: asked, size }) => ({
    title: `Group by ${listed(columns)}`,
    effect:
      asked.length > 0
        ? listed(asked.map(([name, how]) => `${how} of ${name}`))
        : size === null
          ? counted(columns.length, 'column')
          : 'how many rows',
  }),
  examples: [
    { params: {}, why: 'The distinct values of the chosen columns.' },
    {
      params: {
        size: 'rows',
        aggregates: [
          ['code', 'mean'],
          ['place', 'first'],
        ],
      },
      why: 'One row for each customer, with what it bought on average.',
    },
    {
      params: {
        aggregates: aggregates.map((how) => ['year', how] as [string, typeof how]),
      },
      why: 'All that can be said of the numbers of a group.',
    },
    {
      params: {
        size: 'O\'Brien "q"\n',
        aggregates: [
          ['amount', 'count'],
          ['amount', 'nunique'],
          ['amount', 'min'],
          ['amount', 'max'],
          ['amount', 'last'],
          ['amount', 'mode'],
          ['code', 'sum'],
          ['code', 'median'],
        ],
      },
      why: 'All that can be said of the texts of a group.',
    },
  ],
});
