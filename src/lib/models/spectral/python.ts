import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { SpectralSpec } from './spec.ts';

export const spectralLowering = defineModelLowering<SpectralSpec>({
  newRows: false,
  sklearn: (params, _task, seed) =>
    construct('sklearn.cluster', 'SpectralClustering', {
      n_clusters: lit(params.nClusters),
      n_components: lit(params.nComponents),
      random_state: lit(seed),
      n_init: lit(params.nInit),
      gamma: lit(params.gamma),
      affinity: lit(params.affinity === 'rbf' ? 'rbf' : 'nearest_neighbors'),
      n_neighbors: lit(params.nNeighbors),
      assign_labels: lit(params.assignLabels === 'clusterQr' ? 'cluster_qr' : params.assignLabels),
    }),
});
