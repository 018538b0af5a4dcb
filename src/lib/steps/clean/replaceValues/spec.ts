import * as v from 'valibot';
import { spellingsIn } from '#lib/recipe/findings/texts.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { keptFeatures, slug, willBeNumber } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';

/** Reasoned, not measured yet, and too low to be taken unasked: in a code, upper and lower case may differ in meaning. */
const confidence = 0.55;

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
  suggest: (context) =>
    keptFeatures(context).flatMap((c) => {
      const mapping = willBeNumber(c) ? null : spellingsIn(c);
      if (mapping === null || mapping.length === 0) return [];
      const cells = c.text!.variants.cells;
      const [old, kept] = mapping[0]!;
      return {
        id: `merge-${slug(c.name)}-spellings`,
        type: 'replace_values',
        target_columns: [c.name],
        params: { mapping },
        confidence,
        rationale: `${counted(mapping.length, 'value')} of ${c.name} in ${counted(cells, 'cell')} ${mapping.length === 1 ? 'differs' : 'differ'} from a more frequent one only in case, white space or how an accent is coded: “${old}” is “${kept}”.`,
      };
    }),
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
