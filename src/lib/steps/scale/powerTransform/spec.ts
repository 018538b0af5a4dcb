import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const powerTransform = defineStep({
  id: 'powerTransform',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Transform numbers with a long tail',
  summary: 'Raises each column to the power that brings it nearest to a normal distribution.',
  params: v.strictObject({
    method: v.optional(
      v.pipe(
        v.picklist(['yeo-johnson', 'box-cox']),
        v.title('Powers of'),
        v.description(
          'Yeo and Johnson for any numbers, Box and Cox for numbers above 0 only; a later number that is not is refused.',
        ),
      ),
      'yeo-johnson',
    ),
    standardize: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Standardise afterwards'),
        v.description('To mean 0 and standard deviation 1 of the training rows.'),
      ),
      true,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`,
  action: { type: 'scale', params: { method: 'power' } },
  /** Trees do not care, and for linear models a tail may be just what the target follows. */
  suggest: () => [],
  describe: (columns, { method, standardize }) => ({
    title: `Transform ${listed(columns)}`,
    effect: `${method === 'box-cox' ? 'Box-Cox' : 'Yeo-Johnson'}${standardize ? ', standardised' : ''}`,
  }),
  examples: [
    { params: {}, why: 'Incomes, counts and other amounts with a long tail.' },
    { params: { standardize: false }, why: 'Another step scales.' },
  ],
});
