import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { HdbscanSpec } from './spec.ts';

export const hdbscanLowering = defineModelLowering<HdbscanSpec>({
  newRows: false,
  sklearn: (params) =>
    construct('sklearn.cluster', 'HDBSCAN', {
      min_cluster_size: lit(params.minClusterSize),
      min_samples: lit(params.minSamples),
      cluster_selection_epsilon: lit(params.clusterSelectionEpsilon),
      max_cluster_size: lit(params.maxClusterSize),
      alpha: lit(params.alpha),
      cluster_selection_method: lit(params.clusterSelectionMethod),
      allow_single_cluster: lit(params.allowSingleCluster),
      // Without it scikit-learn warns that its default will change.
      copy: lit(true),
    }),
});
