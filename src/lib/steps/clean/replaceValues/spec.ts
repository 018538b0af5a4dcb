import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const replaceValues = defineStep({
  id: 'replaceValues',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Replace values',
  summary:
    'Writes another text in place of some, such as one spelling for all spellings of a name.',
  params: v.strictObject({
    mapping: v.optional(
      v.pipe(
        v.array(v.strictTuple([v.string(), v.pipe(v.string(), v.nonEmpty())])),
        v.title('Replace'),
        v.description(
          'Whole cells, exactly as they are written; all at once, so two may change places.',
        ),
      ),
      [],
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? `${name} holds numbers; cast it to a category first.` : null,
  action: { type: 'replace_values', params: {} },
  /** In a code, upper and lower case may differ in meaning: the finding offers this step by itself, never among others. */
  suggest: () => [],
  describe: (columns, { mapping }) => ({
    title: `Replace in ${listed(columns)}`,
    effect:
      mapping.length > 0
        ? listed(
            mapping.map(([old, text]) => `“${old}” by “${text}”`),
            2,
          )
        : 'no value yet',
  }),
  examples: [
    { params: {}, why: 'Nothing is listed yet, and nothing changes.' },
    {
      params: {
        mapping: [
          ['Yes', 'yes'],
          ['yes\t', 'yes'],
          ['no', 'yes'],
          ['yes', 'no'],
          ['O\'Brien "q"', 'O’Brien'],
          ['True', 'true'],
          ['1\u00a0', '1'],
        ],
      },
      why: 'Spellings become one, and two answers that were mixed up change places.',
    },
  ],
});
