import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { listed } from '../../words.ts';
import { objectToTexts } from '../../textColumns.ts';
import { derive } from './derive.ts';

export const textFacts = defineStep({
  id: 'textFacts',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Measure texts',
  summary: 'Turns each text into numbers: how many characters and words it has.',
  params: v.strictObject({
    facts: v.optional(
      v.pipe(
        v.array(v.picklist(['length', 'words'])),
        v.metadata({ unordered: true }),
        v.title('Facts'),
        v.description('length: characters; words: parted by white space.'),
      ),
      ['length', 'words'],
    ),
    keep: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Keep the texts'),
        v.description('For a later step that reads them.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  objectTo: objectToTexts,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'text_length' } },
  suggest: () => [],
  describe: (columns, { facts }) => ({
    title: `Measure ${listed(columns)}`,
    effect: listed(facts),
  }),
  examples: [
    { params: {}, why: 'How much someone wrote.' },
    { params: { facts: ['words'], keep: false }, why: 'Only how many words.' },
  ],
});
