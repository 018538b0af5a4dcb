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
 * Rows × C × mean square of a column, against the penalty's 1: where newton-cholesky still solves to 12 digits, and
 * where the penalty on that column no longer shows in the 12th. At 1e16 it calls the system singular and goes on
 * with lbfgs, which stops 0.7 away in probabilities.
 */
const steepest = 1e13;
