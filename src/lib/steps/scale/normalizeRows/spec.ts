import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const normalizeRows = defineStep({
  id: 'normalizeRows',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Scale each row to length 1',
  summary:
    'Divides the numbers of each row by their common length, so that only their proportions are left; nothing is learned from other rows.',
  params: v.strictObject({
    norm: v.optional(
      v.pipe(
        v.picklist(['l1', 'l2', 'max']),
        v.title('Length'),
        v.description(
          'The sum of the absolute numbers (l1), the root of the sum of their squares (l2), or the largest.',
        ),
      ),
      'l2',
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'scale', params: { method: 'normalize' } },
  suggest: () => [],
  describe: (columns, { norm }) => ({
    title: `Scale rows of ${listed(columns)}`,
    effect: `to length 1 (${norm})`,
  }),
  examples: [
    { params: {}, why: 'Word counts of texts that are long and short.' },
    { params: { norm: 'l1' }, why: 'Parts of a whole.' },
    { params: { norm: 'max' }, why: 'Readings of one device with a gain of its own.' },
  ],
});
