import * as v from 'valibot';
import { disguisedOf, type Disguised } from '#lib/recipe/findings/missing.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import { defineStep, type SuggestContext } from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { keptFeatures, slug } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';

/** A 0 may be a 0: never taken unasked. */
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
  suggest,
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

/** Columns with the same fillers make one suggestion. */
function suggest(context: SuggestContext): SuggestionDraft[] {
  const groups = new Map<string, { c: ColumnProfile; found: Disguised }[]>();
  for (const c of keptFeatures(context)) {
    const found = disguisedOf(c, context.profile.rows);
    if (!found) continue;
    const key = JSON.stringify(found.values);
    groups.set(key, [...(groups.get(key) ?? []), { c, found }]);
  }
  return [...groups.values()].map((group) => {
    const { values, evidence } = group[0]!.found;
    const cells = group.map(({ c, found }) => `${counted(found.cells, 'cell')} of ${c.name}`);
    return {
      id: `mark-missing-${slug(group[0]!.c.name)}`,
      type: 'mark_missing',
      target_columns: group.map(({ c }) => c.name),
      params: { values },
      confidence,
      rationale: `${listed(values.map((v) => `“${v}”`))} may stand for missing: ${listed(cells, 6)}. In ${group[0]!.c.name} ${evidence}`,
    };
  });
}
