import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import { rankTolerance } from './spec.ts';
import type { LinearRegressionSpec } from './spec.ts';

export const linearRegressionLowering = defineModelLowering<LinearRegressionSpec>({
  weights: true,
  sklearn: ({ fitIntercept }) => leastSquaresPython(fitIntercept),
});

export const leastSquaresPython = (fitIntercept: boolean): Py =>
  construct('sklearn.linear_model', 'LinearRegression', {
    fit_intercept: lit(fitIntercept),
    tol: lit(rankTolerance),
  });
