import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { LogisticRegressionSpec } from './spec.ts';

export const logisticRegressionLowering = defineModelLowering<LogisticRegressionSpec>({
  weights: true,
  // With an L1 penalty only saga takes every case; it counts passes over the rows, of which it needs hundreds.
  // Measured with scikit-learn 1.9.1: lbfgs stops up to 0.2 away in coefficients on one-hot or unscaled columns
  // whatever its tol; newton-cholesky takes the same steps as this engine.
  sklearn: ({ C, l1Ratio, fitIntercept, classWeight, maxIter, tol }) =>
    construct('sklearn.linear_model', 'LogisticRegression', {
      C: lit(C),
      l1_ratio: lit(l1Ratio),
      fit_intercept: lit(fitIntercept),
      class_weight: lit(classWeight === 'none' ? null : classWeight),
      solver: lit(l1Ratio > 0 ? 'saga' : 'newton-cholesky'),
      tol: lit(tol),
      max_iter: lit(l1Ratio > 0 ? 1000 * maxIter : maxIter),
    }),
  limit: ({ C, l1Ratio, fitIntercept }, rows) =>
    fitIntercept && l1Ratio === 0 ? Math.sqrt(steepest / (rows * C)) : null,
});

/**
 * Rows × C × mean square of a column, against the penalty's 1: up to here newton-cholesky solves to 12 digits, and from
 * here on the penalty on that column does not show in the 8th. Above 1e16 it calls the system singular and goes on
 * with lbfgs, which stops up to 0.7 away in probabilities.
 */
const steepest = 1e15;
