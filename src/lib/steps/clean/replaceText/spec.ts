import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToTexts } from '../../textColumns.ts';
import { listed } from '../../words.ts';

export const replaceText = defineStep({
  id: 'replaceText',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Replace within texts',
  summary: 'Writes other characters in place of some, wherever they stand in a text.',
  params: v.strictObject({
    find: v.optional(
      v.pipe(
        v.string(),
        v.title('Find'),
        v.description('Exactly as it stands in the text; not a pattern.'),
      ),
      '',
    ),
    with: v.optional(
      v.pipe(
        v.string(),
        v.title('Replace by'),
        v.description('Empty: it is taken out. A text of which nothing is left is missing.'),
      ),
      '',
    ),
  }),
  needsColumns: true,
  objectTo: objectToTexts,
  action: { type: 'replace_text', params: {} },
  suggest: () => [],
  describe: (columns, params) => ({
    title: `Replace in ${listed(columns)}`,
    effect: params.find === '' ? 'nothing yet' : `“${params.find}” by “${params.with}”`,
  }),
  examples: [
    { params: {}, why: 'Nothing is looked for yet.' },
    { params: { find: 'o', with: 'ø' }, why: 'One spelling for all.' },
    { params: { find: 'no' }, why: 'A mark that carries nothing.' },
    {
      params: { find: "it's", with: '\\d "q"' },
      why: 'Quotes and backslashes are only characters.',
    },
  ],
});
