import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { SupportVectorMachineSpec } from './spec.ts';

type Params = ParamsOf<SupportVectorMachineSpec>;

/**
 * Probabilities are those of CalibratedClassifierCV with ensemble=False: one machine on all rows, and Platt's sigmoid
 * through the decisions of machines that had not seen the row, on folds in the order of the rows. SVC's own
 * probability=True draws its folds at random, couples pairs of classes instead of calibrating each, and is deprecated
 * since 1.8. shrinking=False keeps libsvm on the steps that the engine takes: with it, it stops elsewhere within tol.
 */
export const supportVectorMachineLowering = defineModelLowering<SupportVectorMachineSpec>({
  weights: true,
  sklearn: (params, task) =>
    isClassification(task)
      ? construct('sklearn.calibration', 'CalibratedClassifierCV', {
          estimator: construct('sklearn.svm', 'SVC', {
            ...common(params),
            class_weight: lit(params.classWeight === 'none' ? null : params.classWeight),
            decision_function_shape: lit('ovr'),
          }),
          method: lit('sigmoid'),
          cv: lit(params.cv),
          ensemble: lit(false),
        })
      : construct('sklearn.svm', 'SVR', { ...common(params), epsilon: lit(params.epsilon) }),
});

const common = ({ kernel, C, gamma, degree, coef0, tol, maxIter }: Params): Record<string, Py> => ({
  kernel: lit(kernel),
  C: lit(C),
  gamma: lit(gamma),
  degree: lit(degree),
  coef0: lit(coef0),
  tol: lit(tol),
  max_iter: lit(maxIter ?? -1),
  shrinking: lit(false),
});
