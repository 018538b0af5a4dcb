import * as v from 'valibot';
import { isCategorical } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';

export const textTerms = defineStep({
  id: 'textTerms',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Turn texts into word weights',
  summary:
    'Replaces each text by a column for each of its most frequent words: how often it stands there, the less the more rows hold it (TF-IDF).',
  params: v.strictObject({
    maxFeatures: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(2000),
        v.title('Words'),
        v.description(
          'The most frequent of each column in the training rows; of equally frequent ones the first in order.',
        ),
      ),
      50,
    ),
    minDf: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100_000),
        v.title('Rows a word needs'),
        v.description('Words in fewer training rows are left out.'),
      ),
      1,
    ),
    sublinearTf: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Repetitions count less'),
        v.description('A word that stands n times counts 1 + ln n.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  columnsMade: (columns, { maxFeatures }) => columns.length * maxFeatures,
  objectTo: ({ name, type }) =>
    type === 'text' || isCategorical(type) ? null : `${name} does not hold texts.`,
  action: { type: 'text', params: { method: 'tfidf' } },
  suggest: () => [],
  describe: (columns, { maxFeatures }) => ({
    title: `Turn ${listed(columns)} into word weights`,
    effect: `at most ${counted(maxFeatures, 'word')} each`,
  }),
  examples: [
    { params: {}, why: 'Descriptions, titles and comments.' },
    { params: { maxFeatures: 3, minDf: 2, sublinearTf: true }, why: 'Long texts, few columns.' },
  ],
});
