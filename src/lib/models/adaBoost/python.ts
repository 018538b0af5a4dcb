import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { depthOf } from './depth.ts';
import type { AdaBoostSpec } from './spec.ts';

export const adaBoostLowering = defineModelLowering<AdaBoostSpec>({
  weights: true,
  sklearn: (params, task, seed) => {
    const classes = isClassification(task);
    const tree = classes ? 'DecisionTreeClassifier' : 'DecisionTreeRegressor';
    return construct('sklearn.ensemble', classes ? 'AdaBoostClassifier' : 'AdaBoostRegressor', {
      estimator: construct('sklearn.tree', tree, {
        max_depth: lit(depthOf(params.maxDepth, task)),
      }),
      n_estimators: lit(params.nEstimators),
      learning_rate: lit(params.learningRate),
      ...(classes ? {} : { loss: lit(params.loss) }),
      random_state: lit(seed),
    });
  },
});
