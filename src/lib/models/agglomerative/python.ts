import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { AgglomerativeSpec } from './spec.ts';

export const agglomerativeLowering = defineModelLowering<AgglomerativeSpec>({
  newRows: false,
  sklearn: ({ nClusters, linkage }) =>
    construct('sklearn.cluster', 'AgglomerativeClustering', {
      n_clusters: lit(nClusters),
      linkage: lit(linkage),
    }),
});
