import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { isomap as spec } from './spec.ts';

export const isomap = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nNeighbors, nComponents }) =>
    construct('sklearn.manifold', 'Isomap', {
      n_neighbors: lit(nNeighbors),
      n_components: lit(nComponents),
    }),
});
