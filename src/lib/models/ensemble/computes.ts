import type { AnyModelCompute } from '#lib/engine/model.ts';
import { adaBoostCompute } from '../adaBoost/compute.ts';
import { bayesianRidgeCompute } from '../bayesianRidge/compute.ts';
import { decisionTreeCompute } from '../decisionTree/compute.ts';
import { elasticNetCompute } from '../elasticNet/compute.ts';
import { explainableBoostingCompute } from '../explainableBoosting/compute.ts';
import { extraTreesCompute } from '../extraTrees/compute.ts';
import { gaussianNBCompute } from '../gaussianNB/compute.ts';
import { gaussianProcessCompute } from '../gaussianProcess/compute.ts';
import { histGradientBoostingCompute } from '../histGradientBoosting/compute.ts';
import { kNeighborsCompute } from '../kNeighbors/compute.ts';
import { lassoCompute } from '../lasso/compute.ts';
import { linearDiscriminantAnalysisCompute } from '../linearDiscriminantAnalysis/compute.ts';
import { linearRegressionCompute } from '../linearRegression/compute.ts';
import { logisticRegressionCompute } from '../logisticRegression/compute.ts';
import { multilayerPerceptronCompute } from '../multilayerPerceptron/compute.ts';
import { quadraticDiscriminantAnalysisCompute } from '../quadraticDiscriminantAnalysis/compute.ts';
import { randomForestCompute } from '../randomForest/compute.ts';
import { ridgeCompute } from '../ridge/compute.ts';
import { supportVectorMachineCompute } from '../supportVectorMachine/compute.ts';
import type { MemberId } from './specs.ts';

export const memberComputes: Readonly<Record<MemberId, AnyModelCompute>> = {
  linearRegression: linearRegressionCompute,
  ridge: ridgeCompute,
  lasso: lassoCompute,
  elasticNet: elasticNetCompute,
  bayesianRidge: bayesianRidgeCompute,
  logisticRegression: logisticRegressionCompute,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisCompute,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisCompute,
  gaussianNB: gaussianNBCompute,
  decisionTree: decisionTreeCompute,
  randomForest: randomForestCompute,
  extraTrees: extraTreesCompute,
  histGradientBoosting: histGradientBoostingCompute,
  explainableBoosting: explainableBoostingCompute,
  adaBoost: adaBoostCompute,
  kNeighbors: kNeighborsCompute,
  supportVectorMachine: supportVectorMachineCompute,
  gaussianProcess: gaussianProcessCompute,
  multilayerPerceptron: multilayerPerceptronCompute,
};
