import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

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
  /** A 0 may be a 0: the finding shows its evidence and offers this step by itself, never among others. */
  suggest: () => [],
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
