import type { AnyModelCompute } from '#lib/engine/model.ts';
import { baselineCompute } from './baseline/compute.ts';
import { decisionTreeCompute } from './decisionTree/compute.ts';
import { linearRegressionCompute } from './linearRegression/compute.ts';
import { logisticRegressionCompute } from './logisticRegression/compute.ts';
import { randomForestCompute } from './randomForest/compute.ts';
import { ridgeCompute } from './ridge/compute.ts';
import type { ModelId } from './specs.ts';

export const modelComputes = {
  linearRegression: linearRegressionCompute,
  ridge: ridgeCompute,
  logisticRegression: logisticRegressionCompute,
  decisionTree: decisionTreeCompute,
  randomForest: randomForestCompute,
  baseline: baselineCompute,
} satisfies Record<ModelId, AnyModelCompute>;
