import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../numbers.ts';
import { derive } from './derive.ts';
import { mathFunctions } from './functions.ts';

export const mathTransform = defineStep({
  id: 'mathTransform',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Take a logarithm, root or power',
  summary: 'Adds a function of each number, such as its logarithm where a few are very large.',
  params: v.strictObject({
    function: v.optional(
      v.pipe(
        v.picklist(mathFunctions),
        v.title('Function'),
        v.description(
          'log1p is the logarithm of x + 1, for counts that may be 0; where a function has no value the result is missing.',
        ),
      ),
      'log',
    ),
    keep: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Keep the numbers'),
        v.description('Off: the new column replaces the old one.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'log' } },
  suggest: () => [],
  describe: (columns, { function: fn }) => ({
    title: `Transform ${listed(columns)}`,
    effect: `by ${fn}`,
  }),
  examples: [
    { params: {}, why: 'Incomes, prices: equal shares become equal steps.' },
    { params: { function: 'log1p' }, why: 'Counts, some of them 0.' },
    { params: { function: 'sqrt', keep: false }, why: 'Areas as lengths.' },
    { params: { function: 'square' }, why: 'A bend that a line cannot follow.' },
    { params: { function: 'cube' }, why: 'Volumes.' },
    { params: { function: 'reciprocal' }, why: 'Rates from times.' },
    { params: { function: 'abs' }, why: 'Distances from 0.' },
  ],
});
