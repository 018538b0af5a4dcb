import { baseline } from './baseline/spec.ts';
import { bayesianRidge } from './bayesianRidge/spec.ts';
import { bernoulliNB } from './bernoulliNB/spec.ts';
import { complementNB } from './complementNB/spec.ts';
import { decisionTree } from './decisionTree/spec.ts';
import { elasticNet } from './elasticNet/spec.ts';
import { gammaRegressor } from './gammaRegressor/spec.ts';
import { gaussianNB } from './gaussianNB/spec.ts';
import { extraTrees } from './extraTrees/spec.ts';
import { histGradientBoosting } from './histGradientBoosting/spec.ts';
import { kNeighbors } from './kNeighbors/spec.ts';
import { lasso } from './lasso/spec.ts';
import { linearDiscriminantAnalysis } from './linearDiscriminantAnalysis/spec.ts';
import { linearRegression } from './linearRegression/spec.ts';
import { logisticRegression } from './logisticRegression/spec.ts';
import { multilayerPerceptron } from './multilayerPerceptron/spec.ts';
import { multinomialNB } from './multinomialNB/spec.ts';
import { poissonRegressor } from './poissonRegressor/spec.ts';
import { quadraticDiscriminantAnalysis } from './quadraticDiscriminantAnalysis/spec.ts';
import { randomForest } from './randomForest/spec.ts';
import { ridge } from './ridge/spec.ts';
import { supportVectorMachine } from './supportVectorMachine/spec.ts';

/** Every model, in the order of the model list. */
export const modelSpecs = {
  linearRegression,
  ridge,
  lasso,
  elasticNet,
  bayesianRidge,
  poissonRegressor,
  gammaRegressor,
  logisticRegression,
  linearDiscriminantAnalysis,
  decisionTree,
  randomForest,
  extraTrees,
  histGradientBoosting,
  gaussianNB,
  quadraticDiscriminantAnalysis,
  bernoulliNB,
  multinomialNB,
  complementNB,
  kNeighbors,
  supportVectorMachine,
  multilayerPerceptron,
  baseline,
} as const;

export type ModelId = keyof typeof modelSpecs;

/** Stands in every comparison, and is not offered for choice. */
export const baselineId = 'baseline' satisfies ModelId;
