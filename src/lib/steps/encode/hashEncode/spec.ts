import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { objectToLevels } from '../facts.ts';

export const hashEncode = defineStep({
  id: 'hashEncode',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories by hashing',
  summary:
    'Spreads the levels of all the columns over a fixed number of new ones by a hash of their text; levels may meet in one, and unknown levels need no care.',
  params: v.strictObject({
    nFeatures: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(4096),
        v.title('New columns'),
        v.description('For all the columns together. Fewer let more levels meet in one.'),
      ),
      16,
    ),
    alternateSign: v.optional(
      v.pipe(
        v.boolean(),
        v.title('With signs'),
        v.description('Half of the levels count −1, so that those which meet cancel on average.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  columnsMade: (_, { nFeatures }) => nFeatures,
  objectTo: objectToLevels,
  action: { type: 'encode', params: { method: 'hashing' } },
  suggest: () => [],
  describe: (columns, { nFeatures }) => ({
    title: `Encode ${listed(columns)} by hashing`,
    effect: `into ${counted(nFeatures, 'column')}`,
  }),
  examples: [
    { params: {}, why: 'Levels without end, such as addresses of web pages.' },
    { params: { nFeatures: 5, alternateSign: false }, why: 'Counts that are never negative.' },
  ],
});
