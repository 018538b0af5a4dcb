import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { adaBoostLowering } from './adaBoost/python.ts';
import { baselineLowering } from './baseline/python.ts';
import { bayesianRidgeLowering } from './bayesianRidge/python.ts';
import { bernoulliNBLowering } from './bernoulliNB/python.ts';
import { categoricalNBLowering } from './categoricalNB/python.ts';
import { complementNBLowering } from './complementNB/python.ts';
import { decisionTreeLowering } from './decisionTree/python.ts';
import { elasticNetLowering } from './elasticNet/python.ts';
import { gammaRegressorLowering } from './gammaRegressor/python.ts';
import { huberRegressorLowering } from './huberRegressor/python.ts';
import { quantileRegressorLowering } from './quantileRegressor/python.ts';
import { gaussianNBLowering } from './gaussianNB/python.ts';
import { gaussianProcessLowering } from './gaussianProcess/python.ts';
import { explainableBoostingLowering } from './explainableBoosting/python.ts';
import { extraTreesLowering } from './extraTrees/python.ts';
import { histGradientBoostingLowering } from './histGradientBoosting/python.ts';
import { kNeighborsLowering } from './kNeighbors/python.ts';
import { isolationForestLowering } from './isolationForest/python.ts';
import { localOutlierFactorLowering } from './localOutlierFactor/python.ts';
import { oneClassSvmLowering } from './oneClassSvm/python.ts';
import { kMeansLowering } from './kMeans/python.ts';
import { miniBatchKMeansLowering } from './miniBatchKMeans/python.ts';
import { agglomerativeLowering } from './agglomerative/python.ts';
import { spectralLowering } from './spectral/python.ts';
import { birchLowering } from './birch/python.ts';
import { dbscanLowering } from './dbscan/python.ts';
import { hdbscanLowering } from './hdbscan/python.ts';
import { opticsLowering } from './optics/python.ts';
import { meanShiftLowering } from './meanShift/python.ts';
import { gaussianMixtureLowering } from './gaussianMixture/python.ts';
import { lassoLowering } from './lasso/python.ts';
import { linearDiscriminantAnalysisLowering } from './linearDiscriminantAnalysis/python.ts';
import { linearRegressionLowering } from './linearRegression/python.ts';
import { logisticRegressionLowering } from './logisticRegression/python.ts';
import { multilayerPerceptronLowering } from './multilayerPerceptron/python.ts';
import { multinomialNBLowering } from './multinomialNB/python.ts';
import { perceptronLowering } from './perceptron/python.ts';
import { poissonRegressorLowering } from './poissonRegressor/python.ts';
import { quadraticDiscriminantAnalysisLowering } from './quadraticDiscriminantAnalysis/python.ts';
import { randomForestLowering } from './randomForest/python.ts';
import { ridgeLowering } from './ridge/python.ts';
import { sgdClassifierLowering } from './sgdClassifier/python.ts';
import { sgdRegressorLowering } from './sgdRegressor/python.ts';
import { stackingLowering } from './stacking/python.ts';
import { supportVectorMachineLowering } from './supportVectorMachine/python.ts';
import { votingLowering } from './voting/python.ts';
import type { ModelId } from './specs.ts';

export const modelLowerings = {
  linearRegression: linearRegressionLowering,
  ridge: ridgeLowering,
  lasso: lassoLowering,
  elasticNet: elasticNetLowering,
  bayesianRidge: bayesianRidgeLowering,
  poissonRegressor: poissonRegressorLowering,
  gammaRegressor: gammaRegressorLowering,
  huberRegressor: huberRegressorLowering,
  quantileRegressor: quantileRegressorLowering,
  sgdRegressor: sgdRegressorLowering,
  logisticRegression: logisticRegressionLowering,
  sgdClassifier: sgdClassifierLowering,
  perceptron: perceptronLowering,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisLowering,
  decisionTree: decisionTreeLowering,
  randomForest: randomForestLowering,
  extraTrees: extraTreesLowering,
  histGradientBoosting: histGradientBoostingLowering,
  explainableBoosting: explainableBoostingLowering,
  adaBoost: adaBoostLowering,
  gaussianNB: gaussianNBLowering,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisLowering,
  bernoulliNB: bernoulliNBLowering,
  multinomialNB: multinomialNBLowering,
  complementNB: complementNBLowering,
  categoricalNB: categoricalNBLowering,
  kNeighbors: kNeighborsLowering,
  supportVectorMachine: supportVectorMachineLowering,
  gaussianProcess: gaussianProcessLowering,
  kMeans: kMeansLowering,
  miniBatchKMeans: miniBatchKMeansLowering,
  gaussianMixture: gaussianMixtureLowering,
  agglomerative: agglomerativeLowering,
  spectral: spectralLowering,
  birch: birchLowering,
  dbscan: dbscanLowering,
  hdbscan: hdbscanLowering,
  optics: opticsLowering,
  meanShift: meanShiftLowering,
  isolationForest: isolationForestLowering,
  localOutlierFactor: localOutlierFactorLowering,
  oneClassSvm: oneClassSvmLowering,
  multilayerPerceptron: multilayerPerceptronLowering,
  voting: votingLowering,
  stacking: stackingLowering,
  baseline: baselineLowering,
} satisfies Record<ModelId, AnyModelLowering>;
