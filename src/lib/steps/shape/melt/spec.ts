import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { columnsBy } from '../renumber.ts';
import { melted } from './melted.ts';

const newName = (title: string, description: string) =>
  v.pipe(v.string(), v.nonEmpty(), v.title(title), v.description(description));

export const melt = defineStep({
  id: 'melt',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Stack columns into rows',
  summary:
    'Makes a row for each of the chosen columns (melt, wide to long): one new column holds their names, another their values, and the other columns are repeated.',
  params: v.strictObject({
    varName: v.optional(
      newName('Column of names', 'What the new column with the columns’ names is called.'),
      'variable',
    ),
    valueName: v.optional(
      newName('Column of values', 'What the new column with their values is called.'),
      'value',
    ),
  }),
  needsColumns: true,
  columnsTitle: 'Columns to stack',
  objectTo: () => null,
  columnsAfter: columnsBy((before, columns, params) => {
    const { kept, names, values } = melted(before, columns, params);
    return [...kept, names, values];
  }),
  action: { type: 'melt', params: {} },
  suggest: () => [],
  describe: (columns, { varName, valueName }) => ({
    title: `Stack ${listed(columns)}`,
    effect: `${counted(columns.length, 'row')} for each, as ${varName} and ${valueName}`,
  }),
  examples: [
    { params: {}, why: 'Columns for years or months become rows.' },
    {
      params: { varName: 'O\'Brien "q"\n', valueName: 'value of it' },
      why: 'Names that say what was stacked, whatever characters they have.',
    },
  ],
});
