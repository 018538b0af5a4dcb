import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { QuantileRegressorSpec } from './spec.ts';

export const quantileRegressorLowering = defineModelLowering<QuantileRegressorSpec>({
  weights: true,
  sklearn: ({ quantile, alpha, fitIntercept }) =>
    construct('sklearn.linear_model', 'QuantileRegressor', {
      quantile: lit(quantile),
      alpha: lit(alpha),
      fit_intercept: lit(fitIntercept),
      solver: lit('highs'),
    }),
});
