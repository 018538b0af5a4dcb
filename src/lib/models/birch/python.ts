import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { BirchSpec } from './spec.ts';

export const birchLowering = defineModelLowering<BirchSpec>({
  sklearn: ({ threshold, branchingFactor, nClusters }) =>
    construct('sklearn.cluster', 'Birch', {
      threshold: lit(threshold),
      branching_factor: lit(branchingFactor),
      n_clusters: lit(nClusters),
    }),
});
