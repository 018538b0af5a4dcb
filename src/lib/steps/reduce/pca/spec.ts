import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed, percent } from '../../words.ts';

export const pca = defineStep({
  id: 'pca',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to principal components',
  summary:
    'Replaces columns by fewer new ones: the directions in which the training rows differ most.',
  params: v.strictObject({
    nComponents: v.optional(
      v.nullable(
        v.pipe(
          v.number(),
          v.gtValue(0),
          v.check((x) => x < 1 || Number.isInteger(x), 'a share below 1, or a whole number'),
          v.title('Components'),
          v.description(
            'How many to keep; below 1 the share of the variance to keep; empty for all. Too few lose what tells rows apart, too many keep the noise.',
          ),
        ),
      ),
      null,
    ),
    whiten: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Give each the same spread'),
        v.description(
          'Divides each component by its standard deviation; distances then weigh weak ones like strong ones.',
        ),
      ),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`,
  action: { type: 'reduce', params: { method: 'pca' } },
  suggest: () => [],
  describe: (columns, { nComponents, whiten }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: [
      nComponents === null
        ? 'to all principal components'
        : nComponents < 1
          ? `to the principal components with ${percent(nComponents)} of the variance`
          : `to ${counted(nComponents, 'principal component')}`,
      ...(whiten ? ['whitened'] : []),
    ].join(', '),
  }),
  examples: [
    { params: {}, why: 'The same rows, in directions that do not repeat each other.' },
    { params: { nComponents: 2 }, why: 'A picture of the rows.' },
    { params: { nComponents: 0.95, whiten: true }, why: 'Groups by distance, in fewer columns.' },
  ],
});
