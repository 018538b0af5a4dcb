import { isClassification } from '#lib/recipe/profile.ts';
import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { judgePython } from '../judgedPython.ts';
import type { rfecv as spec } from './spec.ts';

export const rfecv = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: (params, columns, context) => {
    const { task, seed } = context;
    const stratified = task !== null && isClassification(task);
    return construct('sklearn.feature_selection', 'RFECV', {
      estimator: judgePython(params, context),
      step: lit(params.step),
      min_features_to_select: lit(Math.min(params.minFeaturesToSelect, columns.length)),
      cv: construct('sklearn.model_selection', stratified ? 'StratifiedKFold' : 'KFold', {
        n_splits: lit(params.cv),
        shuffle: lit(true),
        random_state: lit(seed),
      }),
    });
  },
});
