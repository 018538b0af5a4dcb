import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { quantileTransform as spec } from './spec.ts';

export const quantileTransform = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  rescales: () => true,
  sklearn: ({ nQuantiles, outputDistribution, subsample }, _, { seed }) =>
    construct('sklearn.preprocessing', 'QuantileTransformer', {
      n_quantiles: lit(nQuantiles),
      output_distribution: lit(outputDistribution),
      subsample: lit(subsample),
      random_state: lit(seed),
    }),
});
