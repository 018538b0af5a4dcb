import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { adaBoostLowering } from '../adaBoost/python.ts';
import { bayesianRidgeLowering } from '../bayesianRidge/python.ts';
import { decisionTreeLowering } from '../decisionTree/python.ts';
import { elasticNetLowering } from '../elasticNet/python.ts';
import { explainableBoostingLowering } from '../explainableBoosting/python.ts';
import { extraTreesLowering } from '../extraTrees/python.ts';
import { gaussianNBLowering } from '../gaussianNB/python.ts';
import { gaussianProcessLowering } from '../gaussianProcess/python.ts';
import { histGradientBoostingLowering } from '../histGradientBoosting/python.ts';
import { kNeighborsLowering } from '../kNeighbors/python.ts';
import { lassoLowering } from '../lasso/python.ts';
import { linearDiscriminantAnalysisLowering } from '../linearDiscriminantAnalysis/python.ts';
import { linearRegressionLowering } from '../linearRegression/python.ts';
import { logisticRegressionLowering } from '../logisticRegression/python.ts';
import { multilayerPerceptronLowering } from '../multilayerPerceptron/python.ts';
import { quadraticDiscriminantAnalysisLowering } from '../quadraticDiscriminantAnalysis/python.ts';
import { randomForestLowering } from '../randomForest/python.ts';
import { ridgeLowering } from '../ridge/python.ts';
import { supportVectorMachineLowering } from '../supportVectorMachine/python.ts';
import type { MemberId } from './specs.ts';

export const memberLowerings: Readonly<Record<MemberId, AnyModelLowering>> = {
  linearRegression: linearRegressionLowering,
  ridge: ridgeLowering,
  lasso: lassoLowering,
  elasticNet: elasticNetLowering,
  bayesianRidge: bayesianRidgeLowering,
  logisticRegression: logisticRegressionLowering,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisLowering,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisLowering,
  gaussianNB: gaussianNBLowering,
  decisionTree: decisionTreeLowering,
  randomForest: randomForestLowering,
  extraTrees: extraTreesLowering,
  histGradientBoosting: histGradientBoostingLowering,
  explainableBoosting: explainableBoostingLowering,
  adaBoost: adaBoostLowering,
  kNeighbors: kNeighborsLowering,
  supportVectorMachine: supportVectorMachineLowering,
  gaussianProcess: gaussianProcessLowering,
  multilayerPerceptron: multilayerPerceptronLowering,
};
