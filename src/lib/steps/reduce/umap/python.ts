import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { umap as spec } from './spec.ts';

export const umap = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  /** The package umap-learn, from the same start; its order of draws is another. */
  sklearn: ({ nComponents, nNeighbors, minDist, randomState }) =>
    construct('umap', 'UMAP', {
      n_components: lit(nComponents),
      n_neighbors: lit(nNeighbors),
      min_dist: lit(minDist),
      init: lit('pca'),
      random_state: lit(randomState),
      n_jobs: lit(1),
    }),
});
