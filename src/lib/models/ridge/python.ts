import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { leastSquaresPython } from '../linearRegression/python.ts';
import type { RidgeSpec } from './spec.ts';

export const ridgeLowering = defineModelLowering<RidgeSpec>({
  weights: true,
  // Without a penalty scikit-learn's Ridge meets a singular matrix on one-hot columns.
  sklearn: ({ alpha, fitIntercept }) =>
    alpha === 0
      ? leastSquaresPython(fitIntercept)
      : construct('sklearn.linear_model', 'Ridge', {
          alpha: lit(alpha),
          fit_intercept: lit(fitIntercept),
        }),
});
