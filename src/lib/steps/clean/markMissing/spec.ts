import * as v from 'valibot';
import { disguisedIn, textsOf } from '#lib/recipe/findings/missing.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { keptFeatures, slug } from '../../suggesting.ts';
import { counted, listed, percent } from '../../words.ts';

/** Reasoned, not measured yet, and too low to be taken unasked: a 0 may be a 0, and only a person knows. */
const confidence = 0.55;

export const markMissing = defineStep({
  id: 'markMissing',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Mark values as missing',
  summary:
    'Takes some values of a column for missing, such as a 0 or 999 that stands for no answer.',
  params: v.strictObject({
    values: v.optional(
      v.pipe(
        v.array(v.string()),
        v.metadata({ unordered: true }),
        v.title('Values'),
        v.description(
          'As the file writes them. In a column of numbers they are compared as numbers, inf and -inf too.',
        ),
      ),
      [],
    ),
  }),
  needsColumns: true,
  objectTo: () => null,
  action: { type: 'mark_missing', params: {} },
  suggest: (context) =>
    keptFeatures(context).flatMap((c) => {
      const found = disguisedIn(c, context.profile.rows);
      const values = textsOf(c, found);
      if (found.length === 0 || values === null) return [];
      const cells = found.reduce((sum, s) => sum + s.count, 0);
      return {
        id: `mark-${slug(c.name)}-missing`,
        type: 'mark_missing',
        target_columns: [c.name],
        params: { values },
        confidence,
        rationale: `${counted(cells, 'cell')} of ${c.name} (${percent(cells / context.profile.rows)}) ${cells === 1 ? 'says' : 'say'} ${listed(values)}, ${found[0]!.often.toFixed(1)} times as often as the values next to it.`,
      };
    }),
  describe: (columns, { values }) => ({
    title: `Mark missing in ${listed(columns)}`,
    effect: values.length > 0 ? listed(values.map((value) => `“${value}”`)) : 'no value yet',
  }),
  examples: [
    { params: {}, why: 'Nothing is listed yet, and nothing changes.' },
    {
      params: { values: ['0', '-1', 'n/a', 'no', 'True', '1e16', '2001'] },
      why: 'Fillers of numbers and of texts in one list.',
    },
    { params: { values: ['inf', '-inf', ' ON ', '5e-324'] }, why: 'Infinities, and exact texts.' },
  ],
});
