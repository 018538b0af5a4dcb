import * as v from 'valibot';
import { joinsNumbers } from '#lib/recipe/findings/numbersInTexts.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { slug } from '../../suggesting.ts';
import { counted, listed, percent } from '../../words.ts';
import { objectToTexts } from '../../textColumns.ts';
import { derive } from './derive.ts';

/** Reasoned, not measured yet: two numbers say more than a text that is dropped. */
const confidence = 0.75;
export const splitText = defineStep({
  id: 'splitText',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Split texts',
  summary: 'Cuts each text at a mark, such as a comma, into columns of their own.',
  params: v.strictObject({
    delimiter: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.title('Cut at'),
        v.description('One or more characters, exactly as they stand in the text.'),
      ),
      ',',
    ),
    parts: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(20),
        v.title('Columns'),
        v.description('The first so many parts; further ones are left out.'),
      ),
      2,
    ),
    keep: v.optional(
      v.pipe(v.boolean(), v.title('Keep the texts'), v.description('Off: the parts replace them.')),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: objectToTexts,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'split' } },
  suggest: ({ profile, target }) =>
    profile.columns
      .filter((c) => c.name !== target && c.role === 'feature' && joinsNumbers(c))
      .map((c) => ({
        id: `split-${slug(c.name)}`,
        type: 'feature_engineer',
        target_columns: [c.name],
        params: { op: 'split', delimiter: c.text!.pairs!.mark, parts: 2 },
        confidence,
        rationale: `${percent(c.text!.pairs!.share)} of the values of ${c.name} are two numbers with “${c.text!.pairs!.mark}” between them; as one text no model reads them.`,
      })),
  describe: (columns, { delimiter, parts }) => ({
    title: `Split ${listed(columns)}`,
    effect: `at “${delimiter}” into ${counted(parts, 'column')}`,
  }),
  examples: [
    { params: {}, why: 'A last and a first name.' },
    {
      params: { delimiter: ' ', parts: 3, keep: true },
      why: 'The words, and the whole beside them.',
    },
    { params: { delimiter: '[x]+' }, why: 'The mark is a text and no pattern.' },
  ],
});
