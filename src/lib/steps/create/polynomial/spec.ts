import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { listed } from '../../words.ts';
import { productsOf } from '../products.ts';

export const polynomial = defineStep({
  id: 'polynomial',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Add products and powers of columns',
  summary:
    'Adds a column for each product of the columns, with themselves or with others, up to a degree.',
  params: v.strictObject({
    degree: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(4),
        v.title('Degree'),
        v.description('Factors of a product at most. Each more multiplies the number of columns.'),
      ),
      2,
    ),
    interactionOnly: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Different columns only'),
        v.description('Products of different columns, without squares and other powers.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  columnsMade: (columns, params) => columns.length + productsOf(columns.length, params).length,
  objectTo: objectToNumbers,
  action: { type: 'polynomial', params: {} },
  suggest: () => [],
  describe: (columns, { degree, interactionOnly }) => ({
    title: `Multiply ${listed(columns)}`,
    effect: `up to degree ${degree}${interactionOnly ? ', different columns only' : ''}`,
  }),
  examples: [
    { params: {}, why: 'Linear models where columns act together, or along a curve.' },
    { params: { interactionOnly: true }, why: 'Length times width, and no squares.' },
    { params: { degree: 3 }, why: 'A few columns along a curve that turns.' },
  ],
});
