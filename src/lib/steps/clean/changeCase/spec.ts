import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToTexts } from '../../textColumns.ts';
import { listed } from '../../words.ts';

export const changeCase = defineStep({
  id: 'changeCase',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Change small and capital letters',
  summary: 'Writes texts in small or in capital letters, so that Yes and YES become one.',
  params: v.strictObject({
    to: v.optional(
      v.pipe(
        v.picklist(['lower', 'upper']),
        v.title('To'),
        v.description('Letters without a counterpart stay as they are.'),
      ),
      'lower',
    ),
  }),
  needsColumns: true,
  objectTo: objectToTexts,
  action: { type: 'change_case', params: {} },
  /** In a code, upper and lower case may differ in meaning. */
  suggest: () => [],
  describe: (columns, { to }) => ({
    title: `Change the case of ${listed(columns)}`,
    effect: to === 'lower' ? 'small letters' : 'capital letters',
  }),
  examples: [
    { params: {}, why: 'Answers that were typed by hand.' },
    { params: { to: 'upper' }, why: 'Codes.' },
  ],
});
