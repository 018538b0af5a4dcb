import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const maxAbsScale = defineStep({
  id: 'maxAbsScale',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Scale numbers by their largest',
  summary:
    'Divides each column by its largest absolute value in the training rows; zeros stay zeros.',
  params: v.strictObject({}),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'scale', params: { method: 'maxabs' } },
  suggest: () => [],
  describe: (columns) => ({
    title: `Scale ${listed(columns)} by the largest`,
    effect: 'to −1 … 1',
  }),
  examples: [{ params: {}, why: 'Columns that are mostly zeros, which should stay so.' }],
});
