import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { GammaRegressorSpec } from './spec.ts';

export const gammaRegressorLowering = defineModelLowering<GammaRegressorSpec>({
  weights: true,
  // newton-cholesky takes the same steps as this engine; lbfgs stops early on unscaled columns.
  sklearn: ({ alpha, fitIntercept, maxIter, tol }) =>
    construct('sklearn.linear_model', 'GammaRegressor', {
      alpha: lit(alpha),
      fit_intercept: lit(fitIntercept),
      solver: lit('newton-cholesky'),
      max_iter: lit(maxIter),
      tol: lit(tol),
    }),
});
