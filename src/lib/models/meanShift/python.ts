import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { MeanShiftSpec } from './spec.ts';

export const meanShiftLowering = defineModelLowering<MeanShiftSpec>({
  sklearn: ({ bandwidth, binSeeding, minBinFreq, clusterAll, maxIter }) =>
    construct('sklearn.cluster', 'MeanShift', {
      bandwidth: lit(bandwidth),
      bin_seeding: lit(binSeeding),
      min_bin_freq: lit(minBinFreq),
      cluster_all: lit(clusterAll),
      max_iter: lit(maxIter),
    }),
});
