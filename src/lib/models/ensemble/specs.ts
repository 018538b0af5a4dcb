import { adaBoost } from '../adaBoost/spec.ts';
import { bayesianRidge } from '../bayesianRidge/spec.ts';
import { decisionTree } from '../decisionTree/spec.ts';
import { elasticNet } from '../elasticNet/spec.ts';
import { explainableBoosting } from '../explainableBoosting/spec.ts';
import { extraTrees } from '../extraTrees/spec.ts';
import { gaussianNB } from '../gaussianNB/spec.ts';
import { gaussianProcess } from '../gaussianProcess/spec.ts';
import { histGradientBoosting } from '../histGradientBoosting/spec.ts';
import { kNeighbors } from '../kNeighbors/spec.ts';
import { lasso } from '../lasso/spec.ts';
import { linearDiscriminantAnalysis } from '../linearDiscriminantAnalysis/spec.ts';
import { linearRegression } from '../linearRegression/spec.ts';
import { logisticRegression } from '../logisticRegression/spec.ts';
import { multilayerPerceptron } from '../multilayerPerceptron/spec.ts';
import { quadraticDiscriminantAnalysis } from '../quadraticDiscriminantAnalysis/spec.ts';
import { randomForest } from '../randomForest/spec.ts';
import { ridge } from '../ridge/spec.ts';
import { supportVectorMachine } from '../supportVectorMachine/spec.ts';

/** Models that may be members of an ensemble. The registry of all models holds the ensembles, so it cannot serve here. */
export const memberSpecs = {
  linearRegression,
  ridge,
  lasso,
  elasticNet,
  bayesianRidge,
  logisticRegression,
  linearDiscriminantAnalysis,
  quadraticDiscriminantAnalysis,
  gaussianNB,
  decisionTree,
  randomForest,
  extraTrees,
  histGradientBoosting,
  explainableBoosting,
  adaBoost,
  kNeighbors,
  supportVectorMachine,
  gaussianProcess,
  multilayerPerceptron,
} as const;

export type MemberId = keyof typeof memberSpecs;

export const memberIds = Object.keys(memberSpecs) as MemberId[];
