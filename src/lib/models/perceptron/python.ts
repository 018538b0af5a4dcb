import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { PerceptronSpec } from './spec.ts';

export const perceptronLowering = defineModelLowering<PerceptronSpec>({
  weights: true,
  decides: () => true,
  sklearn: (params, _task, seed) =>
    construct('sklearn.linear_model', 'Perceptron', {
      penalty: lit(params.penalty === 'none' ? null : params.penalty),
      alpha: lit(params.alpha),
      l1_ratio: lit(params.l1Ratio),
      fit_intercept: lit(params.fitIntercept),
      max_iter: lit(params.maxIter),
      tol: lit(params.tol),
      eta0: lit(params.eta0),
      n_iter_no_change: lit(params.nIterNoChange),
      early_stopping: lit(params.earlyStopping),
      validation_fraction: lit(params.validationFraction),
      class_weight: lit(params.classWeight === 'none' ? null : params.classWeight),
      random_state: lit(seed),
    }),
});
