import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { BaselineSpec } from './spec.ts';

export const baselineLowering = defineModelLowering<BaselineSpec>({
  weights: true,
  sklearn: (_, task) =>
    isClassification(task)
      ? construct('sklearn.dummy', 'DummyClassifier', { strategy: lit('prior') })
      : construct('sklearn.dummy', 'DummyRegressor', { strategy: lit('mean') }),
});
