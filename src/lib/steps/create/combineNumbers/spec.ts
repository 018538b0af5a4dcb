import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../numbers.ts';
import { derive } from './derive.ts';

export const combineNumbers = defineStep({
  id: 'combineNumbers',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Combine numbers in pairs',
  summary: 'Adds the ratio, product, difference or sum of every two of the columns.',
  params: v.strictObject({
    operation: v.optional(
      v.pipe(
        v.picklist(['ratio', 'product', 'difference', 'sum']),
        v.title('Operation'),
        v.description('Of each column with those after it; a ratio to 0 is missing.'),
      ),
      'ratio',
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'ratio' } },
  suggest: () => [],
  describe: (columns, { operation }) => ({
    title: `Combine ${listed(columns)}`,
    effect: `${operation} of each pair`,
  }),
  examples: [
    { params: {}, why: 'A price by the area, a debt by the income.' },
    { params: { operation: 'product' }, why: 'Two that matter together.' },
    { params: { operation: 'difference' }, why: 'Before and after.' },
    { params: { operation: 'sum' }, why: 'Parts of a whole.' },
  ],
});
