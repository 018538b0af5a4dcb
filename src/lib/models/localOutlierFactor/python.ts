import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { LocalOutlierFactorSpec } from './spec.ts';

export const localOutlierFactorLowering = defineModelLowering<LocalOutlierFactorSpec>({
  newRows: false,
  sklearn: ({ nNeighbors, contamination }) =>
    construct('sklearn.neighbors', 'LocalOutlierFactor', {
      n_neighbors: lit(nNeighbors),
      contamination: lit(contamination),
    }),
});
