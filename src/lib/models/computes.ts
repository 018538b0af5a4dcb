import type { AnyModelCompute } from '#lib/engine/model.ts';
import { baselineCompute } from './baseline/compute.ts';
import { bayesianRidgeCompute } from './bayesianRidge/compute.ts';
import { bernoulliNBCompute } from './bernoulliNB/compute.ts';
import { complementNBCompute } from './complementNB/compute.ts';
import { decisionTreeCompute } from './decisionTree/compute.ts';
import { elasticNetCompute } from './elasticNet/compute.ts';
import { gammaRegressorCompute } from './gammaRegressor/compute.ts';
import { gaussianNBCompute } from './gaussianNB/compute.ts';
import { extraTreesCompute } from './extraTrees/compute.ts';
import { histGradientBoostingCompute } from './histGradientBoosting/compute.ts';
import { kNeighborsCompute } from './kNeighbors/compute.ts';
import { lassoCompute } from './lasso/compute.ts';
import { linearDiscriminantAnalysisCompute } from './linearDiscriminantAnalysis/compute.ts';
import { linearRegressionCompute } from './linearRegression/compute.ts';
import { logisticRegressionCompute } from './logisticRegression/compute.ts';
import { multilayerPerceptronCompute } from './multilayerPerceptron/compute.ts';
import { multinomialNBCompute } from './multinomialNB/compute.ts';
import { poissonRegressorCompute } from './poissonRegressor/compute.ts';
import { quadraticDiscriminantAnalysisCompute } from './quadraticDiscriminantAnalysis/compute.ts';
import { randomForestCompute } from './randomForest/compute.ts';
import { ridgeCompute } from './ridge/compute.ts';
import { supportVectorMachineCompute } from './supportVectorMachine/compute.ts';
import type { ModelId } from './specs.ts';

export const modelComputes = {
  linearRegression: linearRegressionCompute,
  ridge: ridgeCompute,
  lasso: lassoCompute,
  elasticNet: elasticNetCompute,
  bayesianRidge: bayesianRidgeCompute,
  poissonRegressor: poissonRegressorCompute,
  gammaRegressor: gammaRegressorCompute,
  logisticRegression: logisticRegressionCompute,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisCompute,
  decisionTree: decisionTreeCompute,
  randomForest: randomForestCompute,
  extraTrees: extraTreesCompute,
  histGradientBoosting: histGradientBoostingCompute,
  gaussianNB: gaussianNBCompute,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisCompute,
  bernoulliNB: bernoulliNBCompute,
  multinomialNB: multinomialNBCompute,
  complementNB: complementNBCompute,
  kNeighbors: kNeighborsCompute,
  supportVectorMachine: supportVectorMachineCompute,
  multilayerPerceptron: multilayerPerceptronCompute,
  baseline: baselineCompute,
} satisfies Record<ModelId, AnyModelCompute>;
