import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { treeKeywords } from '../tree/python.ts';
import type { ExtraTreesSpec } from './spec.ts';

export const extraTreesLowering = defineModelLowering<ExtraTreesSpec>({
  weights: true,
  sklearn: (params, task, seed) =>
    construct(
      'sklearn.ensemble',
      isClassification(task) ? 'ExtraTreesClassifier' : 'ExtraTreesRegressor',
      {
        n_estimators: lit(params.nEstimators),
        ...treeKeywords(params, task, task === 'regression' ? 'all' : 'sqrt'),
        bootstrap: lit(params.bootstrap),
        random_state: lit(seed),
      },
    ),
});
