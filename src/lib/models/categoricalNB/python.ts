import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { CategoricalNBSpec } from './spec.ts';

export const categoricalNBLowering = defineModelLowering<CategoricalNBSpec>({
  weights: true,
  // scikit-learn raises an error at a level beyond the highest of training; the engine passes over it.
  sklearn: ({ alpha, fitPrior, minCategories }) =>
    construct('sklearn.naive_bayes', 'CategoricalNB', {
      alpha: lit(alpha),
      force_alpha: lit(true),
      fit_prior: lit(fitPrior),
      min_categories: lit(minCategories),
    }),
});
