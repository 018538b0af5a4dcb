import * as v from 'valibot';
import { oneColumn } from '#lib/recipe/columnParams.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { aggregates } from '../grouping.ts';
import { columnsBy } from '../renumber.ts';
import { mostLevels, pivoted } from './pivoted.ts';

export const pivot = defineStep({
  id: 'pivot',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Spread rows into columns',
  summary:
    'Makes one row of all rows that are equal in the chosen columns (pivot, long to wide), with a column for each listed value of another column; other columns are left out.',
  params: v.strictObject({
    names: v.optional(oneColumn('Names from', 'The column whose values become columns.'), ''),
    levels: v.optional(
      v.pipe(
        v.array(v.string()),
        v.maxLength(mostLevels),
        v.metadata({ unordered: true, of: 'names' }),
        v.title('Values that become columns'),
        v.description(
          `At most ${mostLevels}. They are kept in the recipe, so that another file gives the same columns; rows with other values fill none, and are counted.`,
        ),
      ),
      [],
    ),
    values: v.optional(
      oneColumn('Cells from', 'The column whose values stand in the new columns.'),
      '',
    ),
    aggfunc: v.optional(
      v.pipe(
        v.picklist(aggregates),
        v.title('Several rows for one cell'),
        v.description(
          'What becomes of them; where there is no row the cell is missing, and a sum or count is 0.',
        ),
      ),
      'first',
    ),
  }),
  needsColumns: true,
  columnsTitle: 'One row for each',
  objectTo: () => null,
  columnsAfter: columnsBy(pivoted),
  action: { type: 'pivot', params: {} },
  suggest: () => [],
  describe: (columns, { names, levels }) => ({
    title: `Spread ${names === '' ? 'rows' : names} by ${listed(columns)}`,
    effect: names === '' ? 'no column chosen yet' : counted(levels.length, 'new column'),
  }),
  examples: [
    { params: {}, why: 'No column is chosen yet, and nothing changes.' },
    {
      params: {
        names: 'place',
        levels: ['Oslo', ' Oslo', 'O\'Brien "q"'],
        values: 'code',
        aggfunc: 'sum',
      },
      why: 'Long tables with one measurement a row.',
    },
    {
      params: { names: 'year', levels: ['2001', '7'], values: 'place' },
      why: 'Numbers become columns too, and texts fill them.',
    },
  ],
});
