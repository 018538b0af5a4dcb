import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { HdbscanSpec } from './spec.ts';

/** @throws EngineError 'params-invalid' for a least distance, with which the pinned scikit-learn and numpy fail */
export const hdbscanLowering = defineModelLowering<HdbscanSpec>({
  newRows: false,
  sklearn: (params) => {
    if (params.clusterSelectionEpsilon > 0) throw failsThere(params.clusterSelectionEpsilon);
    return construct('sklearn.cluster', 'HDBSCAN', {
      min_cluster_size: lit(params.minClusterSize),
      min_samples: lit(params.minSamples),
      cluster_selection_epsilon: lit(params.clusterSelectionEpsilon),
      max_cluster_size: lit(params.maxClusterSize),
      alpha: lit(params.alpha),
      cluster_selection_method: lit(params.clusterSelectionMethod),
      allow_single_cluster: lit(params.allowSingleCluster),
      // Without it scikit-learn warns that its default will change.
      copy: lit(true),
    });
  },
});

const failsThere = (least: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `No Python can be written for a least distance of ${least}: scikit-learn 1.9 fails with numpy 2.4 where it joins groups by it`,
    where: { model: 'hdbscan' },
    remedy: 'Set the least distance to 0, and train again.',
  });
