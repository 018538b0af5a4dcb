import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { MultinomialNBSpec } from './spec.ts';

export const multinomialNBLowering = defineModelLowering<MultinomialNBSpec>({
  weights: true,
  sklearn: ({ alpha, fitPrior }) =>
    construct('sklearn.naive_bayes', 'MultinomialNB', {
      alpha: lit(alpha),
      force_alpha: lit(true),
      fit_prior: lit(fitPrior),
    }),
});
