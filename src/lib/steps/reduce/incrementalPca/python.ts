import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { incrementalPca as spec } from './spec.ts';

export const incrementalPca = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, whiten, batchSize }) =>
    construct('sklearn.decomposition', 'IncrementalPCA', {
      n_components: lit(nComponents),
      whiten: lit(whiten),
      batch_size: lit(batchSize),
    }),
});
