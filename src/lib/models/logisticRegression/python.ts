import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { LogisticRegressionSpec } from './spec.ts';

export const logisticRegressionLowering = defineModelLowering<LogisticRegressionSpec>({
  // Measured with scikit-learn 1.9.1: lbfgs stops up to 0.2 away in coefficients on one-hot or unscaled columns
  // whatever its tol; newton-cholesky takes the same steps as this engine.
  sklearn: ({ C, fitIntercept, classWeight, maxIter, tol }) =>
    construct('sklearn.linear_model', 'LogisticRegression', {
      C: lit(C),
      fit_intercept: lit(fitIntercept),
      class_weight: lit(classWeight === 'none' ? null : classWeight),
      solver: lit('newton-cholesky'),
      tol: lit(tol),
      max_iter: lit(maxIter),
    }),
  limit: ({ C, fitIntercept }, rows) => (fitIntercept ? Math.sqrt(steepest / (rows * C)) : null),
});

/**
 * Rows × C × mean square of a column, against the penalty's 1: up to here newton-cholesky solves to 12 digits, and from
 * here on the penalty on that column does not show in the 8th. Above 1e16 it calls the system singular and goes on
 * with lbfgs, which stops up to 0.7 away in probabilities.
 */
const steepest = 1e15;
