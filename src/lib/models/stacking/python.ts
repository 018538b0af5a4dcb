import { isClassification } from '#lib/recipe/profile.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { memberLowerings } from '../ensemble/lowerings.ts';
import { estimators } from '../ensemble/python.ts';
import { memberSpecs } from '../ensemble/specs.ts';
import type { StackingSpec } from './spec.ts';

export const stackingLowering = defineModelLowering<StackingSpec>({
  sklearn: ({ members, cv }, task, seed) => {
    const classes = isClassification(task);
    const model = classes ? 'logisticRegression' : 'ridge';
    const usual = parseParams(memberSpecs[model].params, {}, model);
    return construct('sklearn.ensemble', classes ? 'StackingClassifier' : 'StackingRegressor', {
      estimators: estimators(members, task, seed),
      final_estimator: memberLowerings[model].sklearn(usual, task, seed),
      cv: lit(cv),
    });
  },
});
