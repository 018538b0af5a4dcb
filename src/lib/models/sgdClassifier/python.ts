import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { decides } from '../sgd/losses.ts';
import type { SgdClassifierSpec } from './spec.ts';

export const sgdClassifierLowering = defineModelLowering<SgdClassifierSpec>({
  weights: true,
  decides: ({ loss }) => decides(loss),
  sklearn: (params, _task, seed) =>
    construct('sklearn.linear_model', 'SGDClassifier', {
      loss: lit(params.loss),
      penalty: lit(params.penalty === 'none' ? null : params.penalty),
      alpha: lit(params.alpha),
      l1_ratio: lit(params.l1Ratio),
      fit_intercept: lit(params.fitIntercept),
      max_iter: lit(params.maxIter),
      tol: lit(params.tol),
      n_iter_no_change: lit(params.nIterNoChange),
      class_weight: lit(params.classWeight === 'none' ? null : params.classWeight),
      learning_rate: lit(params.learningRate),
      eta0: lit(params.eta0),
      power_t: lit(params.powerT),
      early_stopping: lit(params.earlyStopping),
      validation_fraction: lit(params.validationFraction),
      average: lit(params.average),
      random_state: lit(seed),
    }),
});
