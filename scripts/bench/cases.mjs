// What `npm run bench` compares. Shapes are those of the product's promise, small enough for twelve minutes in all.
// `params` are Tabwise's; peer.py holds the peer of each id with the same meaning.

const linear = { rows: 40_000, testRows: 20_000, columns: 30 };
const forest = { rows: 20_000, testRows: 20_000, columns: 20 };
const vectors = { rows: 5_000, testRows: 5_000, columns: 30 };
const small = { rows: 2_000, testRows: 10_000, columns: 20 };

/** 202 MB: 13 columns of numbers, five of texts with twelve levels, a day and an outcome. */
const mixed = {
  kind: 'csv',
  rows: 1_000_000,
  columns: 20,
  mixed: { numbers: 13, levels: 5, other: 2 },
};

/** Where a case has categories they are the odd columns. */
const named = Array.from({ length: 15 }, (_, k) => `x${2 * k + 1}`);

const own = [
  {
    id: 'linearRegression',
    kind: 'model',
    model: 'linearRegression',
    params: {},
    task: 'regression',
    ...linear,
    repeats: 5,
  },
  {
    id: 'ridge',
    kind: 'model',
    model: 'ridge',
    params: {},
    task: 'regression',
    ...linear,
    repeats: 5,
  },
  {
    id: 'logisticRegression',
    kind: 'model',
    model: 'logisticRegression',
    params: {},
    task: 'binary',
    ...linear,
    repeats: 5,
  },
  {
    id: 'logisticRegression.exported',
    kind: 'model',
    model: 'logisticRegression',
    params: {},
    task: 'binary',
    ...linear,
    repeats: 5,
  },
  {
    id: 'decisionTree.binary',
    kind: 'model',
    model: 'decisionTree',
    params: { minSamplesLeaf: 20 },
    task: 'binary',
    ...linear,
    repeats: 5,
  },
  {
    id: 'decisionTree.regression',
    kind: 'model',
    model: 'decisionTree',
    params: { minSamplesLeaf: 20 },
    task: 'regression',
    ...linear,
    repeats: 5,
  },
  {
    id: 'randomForest.binary',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'binary',
    ...forest,
    repeats: 3,
  },
  {
    id: 'randomForest.regression',
    kind: 'model',
    model: 'randomForest',
    params: { nEstimators: 30 },
    task: 'regression',
    ...forest,
    repeats: 3,
  },
  {
    id: 'gbdt-40k',
    kind: 'model',
    model: 'histGradientBoosting',
    params: { earlyStopping: 'off' },
    task: 'binary',
    ...linear,
    repeats: 7,
  },
  {
    id: 'gbdt-500k',
    kind: 'model',
    model: 'histGradientBoosting',
    params: { earlyStopping: 'off' },
    task: 'binary',
    ...linear,
    rows: 500_000,
    repeats: 3,
  },
  {
    id: 'forest-40k',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'binary',
    ...linear,
    testRows: 10_000,
    repeats: 3,
  },
  // Its trees on two workers and its peer's on two threads, the input's way to the second worker included.
  {
    id: 'forest-40k.workers',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'binary',
    ...linear,
    threads: 2,
    repeats: 3,
  },
  // What the forests of `forest-40k` say of its test rows: of as many forests as that case has turns.
  {
    id: 'predict-forest',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'binary',
    ...linear,
    testRows: 10_000,
    predictionsOf: 'forest-40k',
    repeats: 0,
  },
  // The same two on what tables are like: 20 % missing, half of the columns names of ten kinds, ten classes.
  {
    id: 'gbdt-missing',
    kind: 'model',
    model: 'histGradientBoosting',
    params: { earlyStopping: 'off' },
    task: 'binary',
    ...linear,
    missing: 0.2,
    repeats: 3,
  },
  {
    id: 'gbdt-categories',
    kind: 'model',
    model: 'histGradientBoosting',
    params: { earlyStopping: 'off', categoricalFeatures: named },
    task: 'binary',
    ...linear,
    categories: 10,
    repeats: 3,
  },
  {
    id: 'gbdt-classes',
    kind: 'model',
    model: 'histGradientBoosting',
    params: { earlyStopping: 'off' },
    task: 'multiclass',
    ...linear,
    classes: 10,
    repeats: 3,
  },
  {
    id: 'forest-missing',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'binary',
    ...linear,
    missing: 0.2,
    repeats: 3,
  },
  {
    id: 'forest-classes',
    kind: 'model',
    model: 'randomForest',
    params: {},
    task: 'multiclass',
    ...linear,
    classes: 10,
    repeats: 3,
  },
  // At scikit-learn's own tolerance; `logisticRegression` above goes on to this product's default, six digits further.
  {
    id: 'logistic-40k',
    kind: 'model',
    model: 'logisticRegression',
    params: { tol: 1e-4 },
    task: 'binary',
    ...linear,
    repeats: 7,
  },
  // With probabilities on both sides: six machines each.
  {
    id: 'svc-5k',
    kind: 'model',
    model: 'supportVectorMachine',
    params: {},
    task: 'binary',
    ...vectors,
    repeats: 3,
  },
  {
    id: 'svr-5k',
    kind: 'model',
    model: 'supportVectorMachine',
    params: {},
    task: 'regression',
    ...vectors,
    repeats: 3,
  },
  {
    id: 'knn-40k',
    kind: 'model',
    act: 'predict',
    model: 'kNeighbors',
    params: {},
    task: 'binary',
    ...linear,
    testRows: 10_000,
    repeats: 3,
  },
  // The peer draws features once for each tree, not at each split: with all of them both are the same bagged trees.
  // So few trees score 0.0022 apart from seed to seed (standard deviation, scikit-learn's, 10 trees on such a table).
  {
    id: 'randomForest.js',
    kind: 'model',
    model: 'randomForest',
    params: { nEstimators: 10, maxFeatures: 'all' },
    task: 'binary',
    ...small,
    repeats: 3,
    peerInBrowser: 'ml-random-forest',
    equalWithin: 0.01,
  },
  // Ours with probabilities, six machines; the peer's one, by the same kernel and penalty.
  {
    id: 'supportVectorMachine.js',
    kind: 'model',
    model: 'supportVectorMachine',
    params: {},
    task: 'binary',
    ...small,
    rows: 500,
    repeats: 3,
    peerInBrowser: 'ml-svm',
    equalWithin: 0.01,
  },
  {
    id: 'kmeans-40k',
    kind: 'model',
    model: 'kMeans',
    params: { nClusters: 8 },
    task: 'clustering',
    ...linear,
    repeats: 7,
  },
  {
    id: 'pca-40k',
    kind: 'step',
    step: 'pca',
    params: { nComponents: 10 },
    task: 'clustering',
    ...linear,
    repeats: 15,
  },
  { id: 'csv.profile', kind: 'csv', rows: 200_000, columns: 20, repeats: 5 },
  { id: 'import-1m', ...mixed, repeats: 3 },
  { id: 'import-1m.first', ...mixed, act: 'firstRows', repeats: 1 },
  { id: 'import-1m.ydata', ...mixed, python: 'ydata', repeats: 1 },
];

/** Boosting again beside two libraries that do nothing else; theirs is another algorithm of the same kind. */
const boosted = ['gbdt-40k', 'gbdt-500k', 'gbdt-missing', 'gbdt-classes'].flatMap((id) =>
  ['lightgbm', 'xgboost'].map((peer) => ({
    ...own.find((one) => one.id === id),
    id: `${id}.${peer}`,
    python: 'boosting',
    repeats: 3,
    equalWithin: 0.005,
  })),
);

export const cases = [...own, ...boosted];

/** Of the machine, on both sides. */
export const threadsOf = (one) => one.threads ?? 1;

/** Scores further apart than this make a ratio worthless: the two did not do the same work. */
export const equalWithin = (one) => one.equalWithin ?? 0.002;

export const scoreName = ({ kind, task }) => {
  if (kind === 'csv') return 'mean of the first column';
  if (kind === 'step') return 'share of the variance';
  if (task === 'clustering') return 'share of the spread between groups';
  return task === 'regression' ? 'R²' : 'ROC AUC';
};
