import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { HuberRegressorSpec } from './spec.ts';

export const huberRegressorLowering = defineModelLowering<HuberRegressorSpec>({
  weights: true,
  // Its L-BFGS counts more steps than Newton's method for the same weights.
  sklearn: ({ epsilon, alpha, fitIntercept, maxIter, tol }) =>
    construct('sklearn.linear_model', 'HuberRegressor', {
      epsilon: lit(epsilon),
      alpha: lit(alpha),
      fit_intercept: lit(fitIntercept),
      max_iter: lit(100 * maxIter),
      tol: lit(tol),
    }),
});
