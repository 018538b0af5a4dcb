import { isClassification } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, tuple } from '#lib/codegen/python/ir.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import type { GaussianProcessSpec } from './spec.ts';

type Params = ParamsOf<GaussianProcessSpec>;

const kernels = 'sklearn.gaussian_process.kernels';
const bounds = tuple([lit(1e-5), lit(1e5)]);

export const gaussianProcessLowering = defineModelLowering<GaussianProcessSpec>({
  sklearn: (params, task) =>
    isClassification(task)
      ? construct('sklearn.gaussian_process', 'GaussianProcessClassifier', {
          kernel: smooth(params),
          optimizer: optimizer(params),
          n_restarts_optimizer: lit(0),
          max_iter_predict: lit(params.maxIterPredict),
          multi_class: lit('one_vs_rest'),
        })
      : construct('sklearn.gaussian_process', 'GaussianProcessRegressor', {
          kernel: construct(kernels, 'Sum', {
            k1: smooth(params),
            k2: construct(kernels, 'WhiteKernel', {
              noise_level: lit(params.noiseLevel),
              noise_level_bounds: bounds,
            }),
          }),
          alpha: lit(params.alpha),
          optimizer: optimizer(params),
          n_restarts_optimizer: lit(0),
          normalize_y: lit(params.normalizeY),
        }),
});

const optimizer = (params: Params): Py =>
  lit(params.optimizer === 'none' ? null : params.optimizer);

const smooth = ({ constantValue, lengthScale }: Params): Py =>
  construct(kernels, 'Product', {
    k1: construct(kernels, 'ConstantKernel', {
      constant_value: lit(constantValue),
      constant_value_bounds: bounds,
    }),
    k2: construct(kernels, 'RBF', {
      length_scale: lit(lengthScale),
      length_scale_bounds: bounds,
    }),
  });
