import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';

export const keepColumns = defineStep({
  id: 'keepColumns',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Keep only some columns',
  summary: 'Leaves out every column that is not chosen; choose the target too.',
  params: v.strictObject({}),
  needsColumns: true,
  objectTo: () => null,
  columnsAfter: (before, columns) => before.filter((c) => columns.includes(c.name)),
  action: { type: 'keep_columns', params: {} },
  suggest: () => [],
  describe: (columns) => ({
    title: `Keep ${listed(columns)}`,
    effect: `only ${counted(columns.length, 'column')}`,
  }),
  examples: [{ params: {}, why: 'It has nothing to set.' }],
});
