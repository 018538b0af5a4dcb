import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { baselineLowering } from './baseline/python.ts';
import { bayesianRidgeLowering } from './bayesianRidge/python.ts';
import { bernoulliNBLowering } from './bernoulliNB/python.ts';
import { complementNBLowering } from './complementNB/python.ts';
import { decisionTreeLowering } from './decisionTree/python.ts';
import { elasticNetLowering } from './elasticNet/python.ts';
import { gammaRegressorLowering } from './gammaRegressor/python.ts';
import { gaussianNBLowering } from './gaussianNB/python.ts';
import { extraTreesLowering } from './extraTrees/python.ts';
import { histGradientBoostingLowering } from './histGradientBoosting/python.ts';
import { kNeighborsLowering } from './kNeighbors/python.ts';
import { lassoLowering } from './lasso/python.ts';
import { linearDiscriminantAnalysisLowering } from './linearDiscriminantAnalysis/python.ts';
import { linearRegressionLowering } from './linearRegression/python.ts';
import { logisticRegressionLowering } from './logisticRegression/python.ts';
import { multilayerPerceptronLowering } from './multilayerPerceptron/python.ts';
import { multinomialNBLowering } from './multinomialNB/python.ts';
import { poissonRegressorLowering } from './poissonRegressor/python.ts';
import { quadraticDiscriminantAnalysisLowering } from './quadraticDiscriminantAnalysis/python.ts';
import { randomForestLowering } from './randomForest/python.ts';
import { ridgeLowering } from './ridge/python.ts';
import { supportVectorMachineLowering } from './supportVectorMachine/python.ts';
import type { ModelId } from './specs.ts';

export const modelLowerings = {
  linearRegression: linearRegressionLowering,
  ridge: ridgeLowering,
  lasso: lassoLowering,
  elasticNet: elasticNetLowering,
  bayesianRidge: bayesianRidgeLowering,
  poissonRegressor: poissonRegressorLowering,
  gammaRegressor: gammaRegressorLowering,
  logisticRegression: logisticRegressionLowering,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisLowering,
  decisionTree: decisionTreeLowering,
  randomForest: randomForestLowering,
  extraTrees: extraTreesLowering,
  histGradientBoosting: histGradientBoostingLowering,
  gaussianNB: gaussianNBLowering,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisLowering,
  bernoulliNB: bernoulliNBLowering,
  multinomialNB: multinomialNBLowering,
  complementNB: complementNBLowering,
  kNeighbors: kNeighborsLowering,
  supportVectorMachine: supportVectorMachineLowering,
  multilayerPerceptron: multilayerPerceptronLowering,
  baseline: baselineLowering,
} satisfies Record<ModelId, AnyModelLowering>;
