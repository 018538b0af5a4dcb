import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { BernoulliNBSpec } from './spec.ts';

export const bernoulliNBLowering = defineModelLowering<BernoulliNBSpec>({
  weights: true,
  sklearn: ({ alpha, binarize, fitPrior }) =>
    construct('sklearn.naive_bayes', 'BernoulliNB', {
      alpha: lit(alpha),
      force_alpha: lit(true),
      binarize: lit(binarize),
      fit_prior: lit(fitPrior),
    }),
});
