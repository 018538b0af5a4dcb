import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { KMeansSpec } from './spec.ts';

export const kMeansLowering = defineModelLowering<KMeansSpec>({
  weights: true,
  sklearn: ({ nClusters, init, nInit, maxIter, tol }, _task, seed) =>
    construct('sklearn.cluster', 'KMeans', {
      n_clusters: lit(nClusters),
      init: lit(init === 'random' ? 'random' : 'k-means++'),
      n_init: lit(nInit),
      max_iter: lit(maxIter),
      tol: lit(tol),
      random_state: lit(seed),
    }),
});
