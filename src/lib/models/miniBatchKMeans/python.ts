import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { MiniBatchKMeansSpec } from './spec.ts';

export const miniBatchKMeansLowering = defineModelLowering<MiniBatchKMeansSpec>({
  weights: true,
  sklearn: (params, _task, seed) =>
    construct('sklearn.cluster', 'MiniBatchKMeans', {
      n_clusters: lit(params.nClusters),
      init: lit(params.init === 'random' ? 'random' : 'k-means++'),
      max_iter: lit(params.maxIter),
      batch_size: lit(params.batchSize),
      random_state: lit(seed),
      tol: lit(params.tol),
      max_no_improvement: lit(params.maxNoImprovement),
      init_size: lit(params.initSize),
      n_init: lit(params.nInit),
      reassignment_ratio: lit(params.reassignmentRatio),
    }),
});
