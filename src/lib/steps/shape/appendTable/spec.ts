import * as v from 'valibot';
import { secondTable } from '#lib/recipe/secondTable.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { columnsBy } from '../renumber.ts';
import { appendedColumns } from './appended.ts';

export const appendTable = defineStep({
  id: 'appendTable',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Append the rows of another table',
  summary:
    'Puts the rows of a second table below those that are here (union, concatenate, stack), column by column of the same name; rows to predict get none.',
  params: v.strictObject({
    source: v.optional(
      secondTable('Second table', 'The file whose rows are appended, and how it is read.'),
      null,
    ),
    mapping: v.optional(
      v.pipe(
        v.array(v.strictTuple([v.string(), v.pipe(v.string(), v.nonEmpty())])),
        v.metadata({ table: true }),
        v.title('Columns of other names'),
        v.description(
          'Columns of the second table, each with the column here that it fills or the new name that it gets; those that are not named keep their names.',
        ),
      ),
      [],
    ),
    leaveOut: v.optional(
      v.pipe(
        v.array(v.string()),
        v.metadata({ table: true }),
        v.title('Columns to leave out'),
        v.description('Columns of the second table that are not taken.'),
      ),
      [],
    ),
    origin: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.string(), v.nonEmpty())),
        v.title('Column that says which table'),
        v.description(
          'What a column is called that says of which table each row is; one that is there already keeps what it says of the rows here.',
        ),
      ),
      null,
    ),
    here: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.title('What it says of the rows here'),
        v.description('Of rows to predict too; of the others it says the name of their file.'),
      ),
      'first',
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  columnsAfter: columnsBy((before, _columns, params) => appendedColumns(before, params)),
  action: { type: 'union', params: {} },
  suggest: () => [],
  describe: (_columns, { source, origin }) => ({
    title: `Append ${source?.file.name ?? 'another table'}`,
    effect: origin === null ? 'its rows below these' : `its rows below these, told in ${origin}`,
  }),
  examples: [
    { params: {}, why: 'Months or shops that come as a file each.' },
    { params: { origin: 'table' }, why: 'Where a row came from may matter.' },
    {
      params: { origin: 'O\'Brien "q"\n', here: '\'; it\'s "here"' },
      why: 'Names that say where a row came from, whatever characters they have.',
    },
  ],
});
