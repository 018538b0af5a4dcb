import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, name } from '#lib/codegen/python/ir.ts';
import type { OpticsSpec } from './spec.ts';

export const opticsLowering = defineModelLowering<OpticsSpec>({
  newRows: false,
  sklearn: (params) =>
    construct('sklearn.cluster', 'OPTICS', {
      min_samples: lit(params.minSamples),
      max_eps: params.maxEps === null ? name('inf', 'numpy') : lit(params.maxEps),
      cluster_method: lit(params.clusterMethod),
      eps: lit(params.eps),
      xi: lit(params.xi),
      predecessor_correction: lit(params.predecessorCorrection),
      min_cluster_size: lit(params.minClusterSize),
    }),
});
