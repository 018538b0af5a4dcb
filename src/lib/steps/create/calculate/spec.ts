import * as v from 'valibot';
import { formula } from '#lib/recipe/expression/schema.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { derive } from './derive.ts';

export const calculate = defineStep({
  id: 'calculate',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Calculate a column',
  summary: 'Adds a column by a formula over the others of its row, such as weight / height ^ 2.',
  params: v.strictObject({
    name: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.title('Name'),
        v.description('Of the new column; one that no column has yet.'),
      ),
      'new',
    ),
    expression: v.optional(
      formula('Formula', 'A value that is missing makes the result missing.'),
      '',
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'formula' } },
  /** Which formula means something is known to people only. */
  suggest: () => [],
  describe: (_, { name, expression }) => ({
    title: `Calculate ${name}`,
    effect: expression.trim() === '' ? 'no formula yet' : `= ${expression}`,
  }),
  examples: [
    { params: {}, why: 'No formula is written yet, and nothing changes.' },
    {
      params: { name: 'ratio', expression: '[code] / year + 2 * (code - 3) ^ 2' },
      why: 'Numbers of one row against each other; of 0 there is no share.',
    },
    {
      params: { name: 'sizes', expression: 'log(abs(code)) + sqrt(year) - exp(code % 7 / 100)' },
      why: 'Scales that a model can read.',
    },
    {
      params: { name: 'powers', expression: 'code ^ 2 - 2 ^ (year % 5) + (year % 3) ^ (code % 2)' },
      why: 'Powers, also where a part is missing.',
    },
    {
      params: {
        name: 'rounded',
        expression:
          'round(code, 2) + floor(code / 3) - ceil(code % -7) + sign(code) + round(year / 2)',
      },
      why: 'Whole numbers and decimals.',
    },
    {
      params: {
        name: 'waves',
        expression: 'sin(code % 100) + cos(year / 12) + log10(year) * log2(year)',
      },
      why: 'What comes again in a year.',
    },
    {
      params: {
        name: 'chosen',
        expression:
          'if(code > 5 and not (year < 10) or missing(code), max(code, year), min(code, year, 3))',
      },
      why: 'One formula for some rows, another for the rest.',
    },
    {
      params: { name: 'known', expression: 'coalesce(code, year, -1) * 2' },
      why: 'The first that is there.',
    },
    {
      params: {
        name: 'isYes',
        expression:
          'flag in ("yes", "Yes", "on") or starts(place, "Os") or contains(place, "東") or year != 7',
      },
      why: 'A condition as true or false.',
    },
    {
      params: {
        name: 'label',
        expression: 'concat(slice(place, 1, 3), "-", lower(flag), upper(flag))',
      },
      why: 'A text of others.',
    },
    {
      params: {
        name: 'long',
        expression: 'length(place) + words(place) - if(ends(place, "o"), 1, 0)',
      },
      why: 'How much is written.',
    },
  ],
});
