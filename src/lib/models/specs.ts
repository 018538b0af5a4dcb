import { adaBoost } from './adaBoost/spec.ts';
import { baseline } from './baseline/spec.ts';
import { bayesianRidge } from './bayesianRidge/spec.ts';
import { bernoulliNB } from './bernoulliNB/spec.ts';
import { categoricalNB } from './categoricalNB/spec.ts';
import { complementNB } from './complementNB/spec.ts';
import { decisionTree } from './decisionTree/spec.ts';
import { elasticNet } from './elasticNet/spec.ts';
import { gammaRegressor } from './gammaRegressor/spec.ts';
import { huberRegressor } from './huberRegressor/spec.ts';
import { quantileRegressor } from './quantileRegressor/spec.ts';
import { gaussianNB } from './gaussianNB/spec.ts';
import { gaussianProcess } from './gaussianProcess/spec.ts';
import { explainableBoosting } from './explainableBoosting/spec.ts';
import { extraTrees } from './extraTrees/spec.ts';
import { histGradientBoosting } from './histGradientBoosting/spec.ts';
import { kNeighbors } from './kNeighbors/spec.ts';
import { isolationForest } from './isolationForest/spec.ts';
import { localOutlierFactor } from './localOutlierFactor/spec.ts';
import { oneClassSvm } from './oneClassSvm/spec.ts';
import { kMeans } from './kMeans/spec.ts';
import { miniBatchKMeans } from './miniBatchKMeans/spec.ts';
import { agglomerative } from './agglomerative/spec.ts';
import { spectral } from './spectral/spec.ts';
import { birch } from './birch/spec.ts';
import { dbscan } from './dbscan/spec.ts';
import { hdbscan } from './hdbscan/spec.ts';
import { optics } from './optics/spec.ts';
import { meanShift } from './meanShift/spec.ts';
import { gaussianMixture } from './gaussianMixture/spec.ts';
import { lasso } from './lasso/spec.ts';
import { linearDiscriminantAnalysis } from './linearDiscriminantAnalysis/spec.ts';
import { linearRegression } from './linearRegression/spec.ts';
import { logisticRegression } from './logisticRegression/spec.ts';
import { multilayerPerceptron } from './multilayerPerceptron/spec.ts';
import { multinomialNB } from './multinomialNB/spec.ts';
import { perceptron } from './perceptron/spec.ts';
import { poissonRegressor } from './poissonRegressor/spec.ts';
import { quadraticDiscriminantAnalysis } from './quadraticDiscriminantAnalysis/spec.ts';
import { randomForest } from './randomForest/spec.ts';
import { ridge } from './ridge/spec.ts';
import { sgdClassifier } from './sgdClassifier/spec.ts';
import { sgdRegressor } from './sgdRegressor/spec.ts';
import { stacking } from './stacking/spec.ts';
import { supportVectorMachine } from './supportVectorMachine/spec.ts';
import { voting } from './voting/spec.ts';

/** Every model, in the order of the model list. */
export const modelSpecs = {
  linearRegression,
  ridge,
  lasso,
  elasticNet,
  bayesianRidge,
  poissonRegressor,
  gammaRegressor,
  huberRegressor,
  quantileRegressor,
  sgdRegressor,
  logisticRegression,
  sgdClassifier,
  perceptron,
  linearDiscriminantAnalysis,
  decisionTree,
  randomForest,
  extraTrees,
  histGradientBoosting,
  explainableBoosting,
  adaBoost,
  gaussianNB,
  quadraticDiscriminantAnalysis,
  bernoulliNB,
  multinomialNB,
  complementNB,
  categoricalNB,
  kNeighbors,
  supportVectorMachine,
  gaussianProcess,
  kMeans,
  miniBatchKMeans,
  gaussianMixture,
  agglomerative,
  spectral,
  birch,
  dbscan,
  hdbscan,
  optics,
  meanShift,
  isolationForest,
  localOutlierFactor,
  oneClassSvm,
  multilayerPerceptron,
  voting,
  stacking,
  baseline,
} as const;

export type ModelId = keyof typeof modelSpecs;

/** Stands in every comparison, and is not offered for choice. */
export const baselineId = 'baseline' satisfies ModelId;
