import type { Restoring } from '#lib/codegen/restoring.ts';
import { additive } from './explainableBoosting/restore.ts';
import * as groups from './restore/groups.ts';
import * as linear from './restore/linear.ts';
import * as trees from './restore/trees.ts';
import type { ModelId } from './specs.ts';

const onlyItsRows = 'it is only about the rows that it was fitted on, and has no answer for others';
const workedOut =
  'this version of Tabwise does not say how its object in scikit-learn is put together';

/** How each model's state goes back to its estimator in scikit-learn; or why it does not. */
export const modelRestorings = {
  linearRegression: linear.linear,
  ridge: linear.linear,
  lasso: linear.linear,
  elasticNet: linear.linear,
  bayesianRidge: linear.linear,
  huberRegressor: linear.linear,
  quantileRegressor: linear.linear,
  poissonRegressor: linear.generalized,
  gammaRegressor: linear.generalized,
  sgdRegressor: linear.descent,
  logisticRegression: linear.logistic,
  sgdClassifier: linear.logistic,
  perceptron: linear.logistic,
  linearDiscriminantAnalysis: linear.discriminant,
  quadraticDiscriminantAnalysis: linear.quadratic,
  gaussianNB: linear.gaussianBayes,
  multinomialNB: linear.countingBayes,
  complementNB: linear.countingBayes,
  bernoulliNB: linear.bernoulliBayes,
  categoricalNB: linear.categoricalBayes,
  baseline: linear.baseline,
  decisionTree: trees.decisionTree,
  randomForest: trees.forest,
  extraTrees: trees.forest,
  adaBoost: trees.adaBoost,
  histGradientBoosting: trees.histGradientBoosting,
  explainableBoosting: additive,
  kNeighbors: groups.neighbours,
  kMeans: groups.kMeans,
  miniBatchKMeans: groups.kMeans,
  gaussianMixture: groups.gaussianMixture,
  supportVectorMachine: workedOut,
  gaussianProcess: workedOut,
  multilayerPerceptron: groups.network,
  voting: workedOut,
  stacking: workedOut,
  isolationForest: workedOut,
  oneClassSvm: workedOut,
  birch: groups.birch,
  meanShift: groups.meanShift,
  agglomerative: onlyItsRows,
  spectral: onlyItsRows,
  dbscan: onlyItsRows,
  hdbscan: onlyItsRows,
  optics: onlyItsRows,
  localOutlierFactor: onlyItsRows,
} satisfies Record<ModelId, Restoring>;
