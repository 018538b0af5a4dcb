import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { componentsOrAll, onlyNumbers, whole } from '../params.ts';

export const incrementalPca = defineStep({
  id: 'incrementalPca',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to principal components in batches',
  summary:
    'Replaces columns by the directions in which the training rows differ most, found from some rows at a time to save memory; close to principal components, not equal.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
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
    batchSize: v.optional(
      v.nullable(
        whole(2, 1_000_000, {
          title: 'Rows at a time',
          help: 'Empty for five times the number of columns. Fewer need less memory and are less exact.',
        }),
      ),
      null,
    ),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'incremental_pca' } },
  suggest: () => [],
  describe: (columns, { nComponents, whiten }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: [
      nComponents === null
        ? 'to all principal components, in batches'
        : `to ${counted(nComponents, 'principal component')}, in batches`,
      ...(whiten ? ['whitened'] : []),
    ].join(', '),
  }),
  examples: [
    { params: {}, why: 'Principal components with a small memory.' },
    { params: { nComponents: 2, batchSize: 5 }, why: 'A picture of the rows, five at a time.' },
    {
      params: { nComponents: 3, batchSize: 4, whiten: true },
      why: 'Groups by distance, in fewer columns.',
    },
  ],
});
