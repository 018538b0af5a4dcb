import { isClassification } from '#lib/recipe/profile.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, list, lit } from '#lib/codegen/python/ir.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { MultilayerPerceptronSpec } from './spec.ts';

type Params = ParamsOf<MultilayerPerceptronSpec>;

/**
 * The same network and, with columns in the order of their names, the same random numbers as the exact arithmetic:
 * the same weights up to rounding.
 * @throws EngineError 'params-invalid' for what scikit-learn's network does not have
 */
export const multilayerPerceptronLowering = defineModelLowering<MultilayerPerceptronSpec>({
  weights: true,
  sklearn: (params, task, seed) => {
    const classes = isClassification(task);
    const missing = missingThere(params, classes);
    if (missing) throw notThere(missing);
    return construct('sklearn.neural_network', classes ? 'MLPClassifier' : 'MLPRegressor', {
      hidden_layer_sizes: list(params.hiddenLayerSizes.map((n) => lit(n))),
      activation: lit(params.activation),
      solver: lit(params.solver),
      alpha: lit(params.alpha),
      batch_size: lit(params.batchSize),
      learning_rate: lit(params.learningRate),
      learning_rate_init: lit(params.learningRateInit),
      power_t: lit(0.5),
      max_iter: lit(params.maxIter),
      shuffle: lit(true),
      random_state: lit(seed),
      tol: lit(params.tol),
      momentum: lit(params.momentum),
      nesterovs_momentum: lit(true),
      early_stopping: lit(params.earlyStopping),
      validation_fraction: lit(params.validationFraction),
      beta_1: lit(0.9),
      beta_2: lit(0.999),
      epsilon: lit(1e-8),
      n_iter_no_change: lit(params.nIterNoChange),
    });
  },
});

function missingThere(params: Params, classes: boolean): readonly [string, string] | null {
  if (params.dropout > 0)
    return [`dropout (here ${params.dropout})`, 'Set “units left out” to 0, or raise the penalty'];
  if (classes && params.classWeight === 'balanced')
    return ['class weights', 'Set the class weight to “none”, or balance the rows with a step'];
  if (params.learningRate === 'cosine')
    return ['a rate that fades by a cosine', 'Choose another schedule'];
  return null;
}

const notThere = ([what, instead]: readonly [string, string]): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `No Python can be written for this network: scikit-learn’s has no ${what}`,
    where: { model: 'multilayerPerceptron' },
    remedy: `${instead}, and train again.`,
  });
