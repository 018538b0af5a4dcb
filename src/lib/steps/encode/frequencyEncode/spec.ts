import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToLevels } from '../facts.ts';

export const frequencyEncode = defineStep({
  id: 'frequencyEncode',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories by their frequency',
  summary:
    'Replaces each level by the share of training rows that hold it; missing is a level of its own.',
  params: v.strictObject({
    normalize: v.optional(
      v.pipe(
        v.boolean(),
        v.title('As a share'),
        v.description(
          'Off: as the number of training rows. A level that training did not hold is 0.',
        ),
      ),
      true,
    ),
  }),
  needsColumns: true,
  columnsMade: (columns) => columns.length,
  objectTo: objectToLevels,
  action: { type: 'encode', params: { method: 'frequency' } },
  suggest: () => [],
  describe: (columns, { normalize }) => ({
    title: `Encode ${listed(columns)} by frequency`,
    effect: normalize ? 'share of training rows' : 'number of training rows',
  }),
  examples: [
    { params: {}, why: 'Many levels, where being common or rare is what matters.' },
    { params: { normalize: false }, why: 'Trees, which take numbers of any size.' },
  ],
});
