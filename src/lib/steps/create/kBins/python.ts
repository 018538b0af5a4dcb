import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { kBins as spec } from './spec.ts';

export const kBins = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  /** All rows: the default draws 200,000 of more at random. */
  sklearn: ({ nBins, strategy, encode }) =>
    construct('sklearn.preprocessing', 'KBinsDiscretizer', {
      n_bins: lit(nBins),
      encode: lit(encode === 'onehot' ? 'onehot-dense' : 'ordinal'),
      strategy: lit(strategy),
      subsample: lit(null),
    }),
});
