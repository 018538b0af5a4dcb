import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, dict, list, lit } from '#lib/codegen/python/ir.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { HistGradientBoostingSpec } from './spec.ts';

type Params = ParamsOf<HistGradientBoostingSpec>;

function monotonic({ increasing, decreasing }: Params): Record<string, Py> {
  const signs = [
    ...(increasing ?? []).map((name) => [lit(name), lit(1)] as const),
    ...(decreasing ?? []).map((name) => [lit(name), lit(-1)] as const),
  ];
  return signs.length > 0 ? { monotonic_cst: dict(signs) } : {};
}

const stopping = { auto: 'auto', on: true, off: false } as const;

export const histGradientBoostingLowering = defineModelLowering<HistGradientBoostingSpec>({
  weights: true,
  sklearn: (params, task, seed) => {
    const classes = isClassification(task);
    const loss = params.loss === 'auto' ? (classes ? 'log_loss' : 'squared_error') : params.loss;
    return construct(
      'sklearn.ensemble',
      classes ? 'HistGradientBoostingClassifier' : 'HistGradientBoostingRegressor',
      {
        loss: lit(loss),
        ...(classes ? {} : { quantile: lit(loss === 'quantile' ? params.quantile : null) }),
        learning_rate: lit(params.learningRate),
        max_iter: lit(params.maxIter),
        max_leaf_nodes: lit(params.maxLeafNodes),
        max_depth: lit(params.maxDepth),
        min_samples_leaf: lit(params.minSamplesLeaf),
        l2_regularization: lit(params.l2Regularization),
        // The default is 1.0, and a whole number 1 is refused there.
        ...(params.maxFeatures === 1 ? {} : { max_features: lit(params.maxFeatures) }),
        max_bins: lit(params.maxBins),
        // Levels are numbers or one-hot columns by then, unless named.
        categorical_features: params.categoricalFeatures
          ? list(params.categoricalFeatures.map((name) => lit(name)))
          : lit(null),
        ...monotonic(params),
        early_stopping: lit(stopping[params.earlyStopping]),
        validation_fraction: lit(params.validationFraction),
        n_iter_no_change: lit(params.nIterNoChange),
        tol: lit(params.tol),
        ...(classes
          ? { class_weight: lit(params.classWeight === 'none' ? null : params.classWeight) }
          : {}),
        random_state: lit(seed),
      },
    );
  },
});
