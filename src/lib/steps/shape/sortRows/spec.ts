import * as v from 'valibot';
import { columnWords } from '#lib/recipe/columnParams.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const sortRows = defineStep({
  id: 'sortRows',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Sort rows',
  summary:
    'Puts the rows in the order of columns; rows that are equal in them stay in the order they had.',
  params: v.strictObject({
    by: v.optional(
      columnWords(
        ['ascending', 'descending'],
        'Sort by',
        'The first column counts first. Missing values come last, and digits in a text column are sorted as text, so 10 stands before 9.',
      ),
      [],
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  sparesNewRows: 'new rows are answered in the order in which they come',
  action: { type: 'sort_rows', params: {} },
  suggest: () => [],
  describe: (_, { by }) => ({
    title: by.length > 0 ? `Sort by ${listed(by.map(([name]) => name))}` : 'Sort rows',
    effect: by.length > 0 ? listed(by.map(([, way]) => way)) : 'by no column yet',
  }),
  examples: [
    { params: {}, why: 'No column is chosen yet, and the rows stay where they are.' },
    { params: { by: [['code', 'descending']] }, why: 'The largest first.' },
    {
      params: {
        by: [
          ['seen', 'ascending'],
          ['place', 'descending'],
        ],
      },
      why: 'Within each group another order.',
    },
  ],
});
