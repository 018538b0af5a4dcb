import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, tuple } from '#lib/codegen/python/ir.ts';
import type { minMaxScale as spec } from './spec.ts';

export const minMaxScale = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  rescales: () => true,
  sklearn: ({ min, max, clip }) =>
    construct('sklearn.preprocessing', 'MinMaxScaler', {
      feature_range: tuple([lit(min), lit(max)]),
      clip: lit(clip),
    }),
});
