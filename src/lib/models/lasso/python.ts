import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { LassoSpec } from './spec.ts';

export const lassoLowering = defineModelLowering<LassoSpec>({
  weights: true,
  sklearn: ({ alpha, fitIntercept, positive, maxIter, tol }) =>
    construct('sklearn.linear_model', 'Lasso', {
      alpha: lit(alpha),
      fit_intercept: lit(fitIntercept),
      positive: lit(positive),
      selection: lit('cyclic'),
      max_iter: lit(maxIter),
      tol: lit(tol),
    }),
});
