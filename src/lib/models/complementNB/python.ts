import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { ComplementNBSpec } from './spec.ts';

export const complementNBLowering = defineModelLowering<ComplementNBSpec>({
  weights: true,
  sklearn: ({ alpha, norm }) =>
    construct('sklearn.naive_bayes', 'ComplementNB', {
      alpha: lit(alpha),
      force_alpha: lit(true),
      norm: lit(norm),
    }),
});
