import * as v from 'valibot';
import { wordsAmongNumbers } from '#lib/recipe/findings/numbersInTexts.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { lostByCast, readsAsNumber, slug, thresholds } from '../../suggesting.ts';
import { counted, listed, percent } from '../../words.ts';

/** Reasoned, not measured yet: texts that are nearly all numbers are numbers with a missing marker. */
const confidence = { all: 0.97, nearlyAll: 0.9, besideWords: 0.8 } as const;

const castTargets = ['number', 'integer', 'category', 'text', 'boolean'] as const;

export const cast = defineStep({
  id: 'cast',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Cast to another type',
  summary: 'Reads values as another type; what does not fit becomes missing and is counted.',
  params: v.strictObject({
    to: v.optional(
      v.pipe(
        v.picklist(castTargets),
        v.title('To'),
        v.description(
          'Numbers take digits with point and exponent; integers no fraction; booleans true/false, t/f, yes/no, y/n, on/off, 1/0.',
        ),
      ),
      'number',
    ),
  }),
  needsColumns: true,
  objectTo: () => null,
  columnsAfter: (before, columns, { to }) =>
    before.map((c) => (columns.includes(c.name) ? { ...c, type: to } : c)),
  action: { type: 'cast', params: {} },
  suggest: ({ profile, target }) =>
    profile.columns
      .filter((c) => c.name !== target && c.role === 'feature' && readsAsNumber(c))
      .map((c) => {
        const present = profile.rows - c.missing;
        const lost = lostByCast(c, profile);
        const words = c.numberShare < thresholds.readsAsNumber ? wordsAmongNumbers(c) : [];
        const said = words.length > 0 ? ` (${listed(words.map((w) => `“${w.value}”`))})` : '';
        const rest =
          lost === 0 ? '' : `; the other ${counted(lost, 'text')}${said} would become missing`;
        return {
          id: `cast-${slug(c.name)}-number`,
          type: 'cast',
          target_columns: [c.name],
          params: { to: 'float' },
          confidence:
            confidence[words.length > 0 ? 'besideWords' : lost === 0 ? 'all' : 'nearlyAll'],
          rationale: `${percent(c.numberShare)} of the ${present} texts in ${c.name} are numbers${rest}.`,
        };
      }),
  describe: (columns, { to }) => ({ title: `Cast ${listed(columns)}`, effect: `to ${to}` }),
  examples: [
    { params: {}, why: 'Texts that are numbers but for a few blanks.' },
    { params: { to: 'integer' }, why: 'Counts; a fraction does not fit.' },
    { params: { to: 'category' }, why: 'Codes that look like numbers, such as a postcode.' },
    { params: { to: 'text' }, why: 'Names that look like numbers.' },
    { params: { to: 'boolean' }, why: 'Yes and no in any of their usual spellings.' },
  ],
});
