import { baseline } from './baseline/spec.ts';
import { decisionTree } from './decisionTree/spec.ts';
import { linearRegression } from './linearRegression/spec.ts';
import { logisticRegression } from './logisticRegression/spec.ts';
import { randomForest } from './randomForest/spec.ts';
import { ridge } from './ridge/spec.ts';

/** Every model, in the order of the model list. */
export const modelSpecs = {
  linearRegression,
  ridge,
  logisticRegression,
  decisionTree,
  randomForest,
  baseline,
} as const;

export type ModelId = keyof typeof modelSpecs;

/** Stands in every comparison, and is not offered for choice. */
export const baselineId = 'baseline' satisfies ModelId;
