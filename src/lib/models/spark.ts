import { printLiteral } from '#lib/codegen/python/print.ts';
import { unsaid, type SparkModel } from '#lib/codegen/spark/speaking.ts';

type Params = Readonly<Record<string, unknown>>;
const num = (params: Params, name: string): string => printLiteral(params[name] as number);
const py = (value: unknown): string => printLiteral(value as number | boolean);

/** `n` is the number of training rows, which the code counts. */
const linear = (
  penalty: (params: Params) => readonly (readonly [string, string])[],
): SparkModel => ({
  classes: false,
  estimator: (params) =>
    params['positive'] === true
      ? unsaid('Spark’s coefficients may be negative')
      : {
          name: 'LinearRegression',
          kwargs: [
            ...penalty(params),
            ['fitIntercept', py(params['fitIntercept'] ?? true)],
            ['standardization', 'False'],
            ['maxIter', '1000'],
            ['tol', '1e-10'],
          ],
        },
});

/** Depth and leaves under Spark's names; it grows 30 levels at most. */
const tree = (params: Params, seed: number): readonly (readonly [string, string])[] => [
  ['maxDepth', py(Math.min(30, Number(params['maxDepth'] ?? 30)))],
  ['minInstancesPerNode', py(Number(params['minSamplesLeaf'] ?? 1))],
  ['maxBins', '256'],
  ['seed', String(seed)],
];

/** Settings that change what is learned and that Spark's trees do not have, with the value that leaves them out. */
const plain: Readonly<Record<string, readonly unknown[]>> = {
  classWeight: ['none'],
  bootstrap: [true],
  criterion: ['auto', 'gini', 'squared_error'],
  loss: ['auto', 'log_loss', 'squared_error'],
};

function untold(params: Params): ReturnType<typeof unsaid> | null {
  const odd = Object.entries(plain).find(
    ([name, usual]) => params[name] !== undefined && !usual.includes(params[name]),
  );
  return odd
    ? unsaid(
        `its trees have no ${odd[0]} “${String(params[odd[0]])}”: set it to “${String(odd[1][0])}”`,
      )
    : null;
}

/** The estimators that Spark has, too, with what they mean there. */
export const sparkModels: Readonly<Record<string, SparkModel>> = {
  linearRegression: linear(() => [['regParam', '0.0']]),
  ridge: linear((params) => [['regParam', `${num(params, 'alpha')} / rows`]]),
  lasso: linear((params) => [
    ['regParam', num(params, 'alpha')],
    ['elasticNetParam', '1.0'],
  ]),
  elasticNet: linear((params) => [
    ['regParam', num(params, 'alpha')],
    ['elasticNetParam', num(params, 'l1Ratio')],
  ]),
  logisticRegression: {
    classes: true,
    estimator: (params) =>
      params['classWeight'] === 'balanced'
        ? unsaid('Spark weights no classes by itself: set the class weights of the model to none')
        : {
            name: 'LogisticRegression',
            kwargs: [
              ['regParam', `1 / (${num(params, 'C')} * rows)`],
              ['elasticNetParam', num(params, 'l1Ratio')],
              ['fitIntercept', py(params['fitIntercept'])],
              ['standardization', 'False'],
              ['maxIter', '1000'],
              ['tol', '1e-10'],
            ],
          },
  },
  decisionTree: {
    classes: true,
    estimator: (params, classification, seed) =>
      untold(params) ?? {
        name: classification ? 'DecisionTreeClassifier' : 'DecisionTreeRegressor',
        kwargs: tree(params, seed),
      },
  },
  randomForest: {
    classes: true,
    estimator: (params, classification, seed) =>
      untold(params) ?? {
        name: classification ? 'RandomForestClassifier' : 'RandomForestRegressor',
        kwargs: [['numTrees', num(params, 'nEstimators')], ...tree(params, seed)],
      },
  },
  histGradientBoosting: {
    classes: true,
    estimator: (params, classification, seed) =>
      untold(params) ?? {
        name: classification ? 'GBTClassifier' : 'GBTRegressor',
        kwargs: [
          ['maxIter', num(params, 'maxIter')],
          ['stepSize', num(params, 'learningRate')],
          ...tree({ maxDepth: params['maxDepth'] ?? 5, ...params }, seed).filter(
            ([name]) => name !== 'maxDepth',
          ),
          ['maxDepth', py(Math.min(30, Number(params['maxDepth'] ?? 5)))],
        ],
      },
  },
};
