import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { baselineLowering } from './baseline/python.ts';
import { decisionTreeLowering } from './decisionTree/python.ts';
import { linearRegressionLowering } from './linearRegression/python.ts';
import { logisticRegressionLowering } from './logisticRegression/python.ts';
import { randomForestLowering } from './randomForest/python.ts';
import { ridgeLowering } from './ridge/python.ts';
import type { ModelId } from './specs.ts';

export const modelLowerings = {
  linearRegression: linearRegressionLowering,
  ridge: ridgeLowering,
  logisticRegression: logisticRegressionLowering,
  decisionTree: decisionTreeLowering,
  randomForest: randomForestLowering,
  baseline: baselineLowering,
} satisfies Record<ModelId, AnyModelLowering>;
