import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { GaussianNBSpec } from './spec.ts';

export const gaussianNBLowering = defineModelLowering<GaussianNBSpec>({
  weights: true,
  sklearn: ({ varSmoothing }) =>
    construct('sklearn.naive_bayes', 'GaussianNB', {
      priors: lit(null),
      var_smoothing: lit(varSmoothing),
    }),
});
