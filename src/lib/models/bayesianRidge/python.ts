import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { BayesianRidgeSpec } from './spec.ts';

export const bayesianRidgeLowering = defineModelLowering<BayesianRidgeSpec>({
  weights: true,
  sklearn: ({ maxIter, tol, alpha1, alpha2, lambda1, lambda2, fitIntercept }) =>
    construct('sklearn.linear_model', 'BayesianRidge', {
      max_iter: lit(maxIter),
      tol: lit(tol),
      alpha_1: lit(alpha1),
      alpha_2: lit(alpha2),
      lambda_1: lit(lambda1),
      lambda_2: lit(lambda2),
      fit_intercept: lit(fitIntercept),
    }),
});
