import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { DbscanSpec } from './spec.ts';

export const dbscanLowering = defineModelLowering<DbscanSpec>({
  newRows: false,
  weights: true,
  sklearn: ({ eps, minSamples }) =>
    construct('sklearn.cluster', 'DBSCAN', { eps: lit(eps), min_samples: lit(minSamples) }),
});
