import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { PoissonRegressorSpec } from './spec.ts';

export const poissonRegressorLowering = defineModelLowering<PoissonRegressorSpec>({
  weights: true,
  // newton-cholesky takes the same steps as this engine; lbfgs stops early on unscaled columns.
  sklearn: ({ alpha, fitIntercept, maxIter, tol }) =>
    construct('sklearn.linear_model', 'PoissonRegressor', {
      alpha: lit(alpha),
      fit_intercept: lit(fitIntercept),
      solver: lit('newton-cholesky'),
      max_iter: lit(maxIter),
      tol: lit(tol),
    }),
});
