import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { knnImpute as spec } from './spec.ts';

export const knnImpute = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nNeighbors, weights }) =>
    construct('sklearn.impute', 'KNNImputer', {
      n_neighbors: lit(nNeighbors),
      weights: lit(weights),
    }),
});
