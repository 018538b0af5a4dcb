import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { treeKeywords } from '../tree/python.ts';
import type { DecisionTreeSpec } from './spec.ts';

export const decisionTreeLowering = defineModelLowering<DecisionTreeSpec>({
  weights: true,
  sklearn: (params, task, seed) =>
    construct(
      'sklearn.tree',
      isClassification(task) ? 'DecisionTreeClassifier' : 'DecisionTreeRegressor',
      { ...treeKeywords(params, task, 'all'), random_state: lit(seed) },
    ),
});
