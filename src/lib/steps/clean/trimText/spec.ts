import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { keptFeatures, willBeNumber } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';

/** Reasoned, not measured yet: the same word with and without a space is hardly ever two things. */
const confidence = 0.9;

export const trimText = defineStep({
  id: 'trimText',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Trim white space',
  summary: 'Takes away white space around texts; a cell of white space only becomes missing.',
  params: v.strictObject({
    collapse: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Single spaces within'),
        v.description('White space between words becomes one ordinary space.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) => {
    if (isNumeric(type)) return `${name} holds numbers, which have no spaces.`;
    return type === 'date' || type === 'datetime'
      ? `${name} holds dates, which are read without spaces.`
      : null;
  },
  action: { type: 'trim_text', params: {} },
  suggest: (context) => {
    const padded = keptFeatures(context).flatMap((c) => {
      if (willBeNumber(c) || !c.text) return [];
      const { padded: around, blank } = c.text;
      const present = context.profile.rows - c.missing - c.misfits;
      // Where every text has spaces, none is split in two by them.
      return blank > 0 || (around > 0 && around < present)
        ? [{ name: c.name, cells: around + blank }]
        : [];
    });
    if (padded.length === 0) return [];
    const evidence = padded.map(({ name, cells }) => `${name} (${counted(cells, 'cell')})`);
    return [
      {
        id: 'trim-text',
        type: 'trim_text',
        target_columns: padded.map((c) => c.name),
        params: {},
        confidence,
        rationale: `Spaces around texts in ${listed(evidence)}: with and without them a value counts as two.`,
      },
    ];
  },
  describe: (columns, { collapse }) => ({
    title: `Trim ${listed(columns)}`,
    effect: collapse ? 'single spaces within' : 'at both ends',
  }),
  examples: [
    { params: {}, why: 'Names that were typed by hand.' },
    { params: { collapse: false }, why: 'Texts whose inner spaces carry something.' },
  ],
});
