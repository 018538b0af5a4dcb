import type { AnyModelCompute } from '#lib/engine/model.ts';
import { adaBoostCompute } from './adaBoost/compute.ts';
import { baselineCompute } from './baseline/compute.ts';
import { bayesianRidgeCompute } from './bayesianRidge/compute.ts';
import { bernoulliNBCompute } from './bernoulliNB/compute.ts';
import { categoricalNBCompute } from './categoricalNB/compute.ts';
import { complementNBCompute } from './complementNB/compute.ts';
import { decisionTreeCompute } from './decisionTree/compute.ts';
import { elasticNetCompute } from './elasticNet/compute.ts';
import { gammaRegressorCompute } from './gammaRegressor/compute.ts';
import { huberRegressorCompute } from './huberRegressor/compute.ts';
import { quantileRegressorCompute } from './quantileRegressor/compute.ts';
import { gaussianNBCompute } from './gaussianNB/compute.ts';
import { gaussianProcessCompute } from './gaussianProcess/compute.ts';
import { explainableBoostingCompute } from './explainableBoosting/compute.ts';
import { extraTreesCompute } from './extraTrees/compute.ts';
import { histGradientBoostingCompute } from './histGradientBoosting/compute.ts';
import { kNeighborsCompute } from './kNeighbors/compute.ts';
import { isolationForestCompute } from './isolationForest/compute.ts';
import { localOutlierFactorCompute } from './localOutlierFactor/compute.ts';
import { oneClassSvmCompute } from './oneClassSvm/compute.ts';
import { kMeansCompute } from './kMeans/compute.ts';
import { miniBatchKMeansCompute } from './miniBatchKMeans/compute.ts';
import { agglomerativeCompute } from './agglomerative/compute.ts';
import { spectralCompute } from './spectral/compute.ts';
import { birchCompute } from './birch/compute.ts';
import { dbscanCompute } from './dbscan/compute.ts';
import { hdbscanCompute } from './hdbscan/compute.ts';
import { opticsCompute } from './optics/compute.ts';
import { meanShiftCompute } from './meanShift/compute.ts';
import { gaussianMixtureCompute } from './gaussianMixture/compute.ts';
import { lassoCompute } from './lasso/compute.ts';
import { linearDiscriminantAnalysisCompute } from './linearDiscriminantAnalysis/compute.ts';
import { linearRegressionCompute } from './linearRegression/compute.ts';
import { logisticRegressionCompute } from './logisticRegression/compute.ts';
import { multilayerPerceptronCompute } from './multilayerPerceptron/compute.ts';
import { multinomialNBCompute } from './multinomialNB/compute.ts';
import { perceptronCompute } from './perceptron/compute.ts';
import { poissonRegressorCompute } from './poissonRegressor/compute.ts';
import { quadraticDiscriminantAnalysisCompute } from './quadraticDiscriminantAnalysis/compute.ts';
import { randomForestCompute } from './randomForest/compute.ts';
import { ridgeCompute } from './ridge/compute.ts';
import { sgdClassifierCompute } from './sgdClassifier/compute.ts';
import { sgdRegressorCompute } from './sgdRegressor/compute.ts';
import { stackingCompute } from './stacking/compute.ts';
import { supportVectorMachineCompute } from './supportVectorMachine/compute.ts';
import { votingCompute } from './voting/compute.ts';
import type { ModelId } from './specs.ts';

export const modelComputes = {
  linearRegression: linearRegressionCompute,
  ridge: ridgeCompute,
  lasso: lassoCompute,
  elasticNet: elasticNetCompute,
  bayesianRidge: bayesianRidgeCompute,
  poissonRegressor: poissonRegressorCompute,
  gammaRegressor: gammaRegressorCompute,
  huberRegressor: huberRegressorCompute,
  quantileRegressor: quantileRegressorCompute,
  sgdRegressor: sgdRegressorCompute,
  logisticRegression: logisticRegressionCompute,
  sgdClassifier: sgdClassifierCompute,
  perceptron: perceptronCompute,
  linearDiscriminantAnalysis: linearDiscriminantAnalysisCompute,
  decisionTree: decisionTreeCompute,
  randomForest: randomForestCompute,
  extraTrees: extraTreesCompute,
  histGradientBoosting: histGradientBoostingCompute,
  explainableBoosting: explainableBoostingCompute,
  adaBoost: adaBoostCompute,
  gaussianNB: gaussianNBCompute,
  quadraticDiscriminantAnalysis: quadraticDiscriminantAnalysisCompute,
  bernoulliNB: bernoulliNBCompute,
  multinomialNB: multinomialNBCompute,
  complementNB: complementNBCompute,
  categoricalNB: categoricalNBCompute,
  kNeighbors: kNeighborsCompute,
  supportVectorMachine: supportVectorMachineCompute,
  gaussianProcess: gaussianProcessCompute,
  kMeans: kMeansCompute,
  miniBatchKMeans: miniBatchKMeansCompute,
  gaussianMixture: gaussianMixtureCompute,
  agglomerative: agglomerativeCompute,
  spectral: spectralCompute,
  birch: birchCompute,
  dbscan: dbscanCompute,
  hdbscan: hdbscanCompute,
  optics: opticsCompute,
  meanShift: meanShiftCompute,
  isolationForest: isolationForestCompute,
  localOutlierFactor: localOutlierFactorCompute,
  oneClassSvm: oneClassSvmCompute,
  multilayerPerceptron: multilayerPerceptronCompute,
  voting: votingCompute,
  stacking: stackingCompute,
  baseline: baselineCompute,
} satisfies Record<ModelId, AnyModelCompute>;
