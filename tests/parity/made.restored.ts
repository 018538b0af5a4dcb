import { cleanedSteps } from './made.cleaning.ts';
import { classesOf, csvOf, people, withColumns, type Made, type MadeStep } from './made.ts';
import type { Model } from './tables.ts';

/** Small tables on which every model and learned step that can be restored is trained. */

const numbers = ['age', 'income', 'visits'];
const texts = ['city', 'size', 'member'];
const table = people(2, 160);
const answer = table.find(([name]) => name === 'answer')![1] as number[];
const csv = csvOf(
  withColumns(table, [
    ['kind', classesOf(answer, ['b', 'a', 'c'])],
    ['grade', classesOf(answer, [10, 2, 1])],
    ['positive', answer.map((x) => Number(Math.exp(x / 20).toFixed(4)))],
  ]),
);
const targets = ['answer', 'label', 'kind', 'grade', 'positive'];

const made = (
  name: string,
  target: string | null,
  steps: readonly MadeStep[],
  models: readonly Model[],
): Made => ({
  name,
  csv,
  target: target ?? 'answer',
  ...(target === null ? { task: 'clustering' as const } : {}),
  roles: Object.fromEntries(
    targets.map((t) => [t, t === target ? ('target' as const) : ('ignored' as const)]),
  ),
  steps,
  models,
});

const filled: MadeStep = ['impute', numbers, { strategy: 'median', indicator: true }];
const usual: MadeStep[] = [filled, ['oneHot', texts], ['standardScale', numbers]];
/** Nothing below 0. */
const amounts: MadeStep[] = [filled, ['oneHot', texts], ['minMaxScale', numbers]];
const codes: MadeStep[] = [
  ['dropColumns', numbers],
  ['impute', texts, { strategy: 'mostFrequent' }],
  ['ordinal', texts],
];

const values: readonly Model[] = [
  ['linearRegression'],
  ['ridge', { alpha: 0.7 }],
  ['lasso', { alpha: 0.1 }],
  ['elasticNet', { alpha: 0.1 }],
  ['bayesianRidge'],
  ['huberRegressor'],
  ['quantileRegressor'],
  ['sgdRegressor'],
  ['decisionTree', { maxDepth: 5 }],
  ['randomForest', { nEstimators: 7 }],
  ['extraTrees', { nEstimators: 7 }],
  ['adaBoost', { nEstimators: 6 }],
  ['histGradientBoosting', { maxIter: 12 }],
  ['explainableBoosting', { maxRounds: 8, outerBags: 2, interactions: 3 }],
  ['kNeighbors', { weights: 'distance' }],
  ['multilayerPerceptron', { hiddenLayerSizes: [6, 4], maxIter: 5 }],
  ['baseline'],
];
const classes: readonly Model[] = [
  ['logisticRegression', { C: 0.8 }],
  ['sgdClassifier', { loss: 'log_loss' }],
  ['sgdClassifier', { loss: 'hinge' }],
  ['perceptron'],
  ['linearDiscriminantAnalysis'],
  ['quadraticDiscriminantAnalysis', { regParam: 0.1 }],
  ['gaussianNB'],
  ['bernoulliNB'],
  ['decisionTree', { maxDepth: 5 }],
  ['randomForest', { nEstimators: 7 }],
  ['extraTrees', { nEstimators: 7 }],
  ['adaBoost', { nEstimators: 6 }],
  ['histGradientBoosting', { maxIter: 12 }],
  ['explainableBoosting', { maxRounds: 8, outerBags: 2, interactions: 3 }],
  ['kNeighbors'],
  ['multilayerPerceptron', { hiddenLayerSizes: [6], maxIter: 5, activation: 'tanh' }],
  ['baseline'],
];
const groups: readonly Model[] = [
  ['kMeans', { nClusters: 3 }],
  ['miniBatchKMeans', { nClusters: 3 }],
  ['gaussianMixture', { nComponents: 2 }],
  ['birch', { nClusters: 3 }],
  ['meanShift'],
];
const shapes = ['tied', 'diag', 'spherical'].map((covarianceType): Model => [
  'gaussianMixture',
  { nComponents: 2, covarianceType },
]);

/** Trees on numbers with gaps. */
const gaps: MadeStep[] = [['ordinal', texts, {}]];
const one: readonly Model[] = [['ridge', { alpha: 0.5 }]];
const yes: readonly Model[] = [['logisticRegression']];

const models: readonly Made[] = [
  made('values', 'answer', usual, values),
  made('two classes', 'label', usual, classes),
  made('three classes', 'kind', usual, classes),
  made('classes that are numbers', 'grade', usual, [
    ['logisticRegression'],
    ['randomForest', { nEstimators: 3 }],
  ]),
  made('positive values', 'positive', usual, [
    ['poissonRegressor'],
    ['gammaRegressor'],
    ['histGradientBoosting', { loss: 'poisson', maxIter: 5 }],
  ]),
  made('counts of classes', 'kind', amounts, [['multinomialNB'], ['complementNB']]),
  made('codes of classes', 'label', codes, [['categoricalNB']]),
  made('gaps', 'label', gaps, [
    ['decisionTree', { maxDepth: 6 }],
    ['randomForest', { nEstimators: 5 }],
    ['histGradientBoosting', { maxIter: 5 }],
    ['explainableBoosting', { maxRounds: 4, outerBags: 2 }],
    ['explainableBoosting', { maxRounds: 4, outerBags: 1, categoricalFeatures: texts }],
  ]),
  made('groups', null, usual, [...groups, ...shapes]),
];

const steps: readonly Made[] = [
  made(
    'fills of all kinds',
    'answer',
    [
      ['impute', ['city', 'age'], { strategy: 'mostFrequent', indicator: true }],
      ['impute', ['size'], { strategy: 'constant', fillValue: "it's “none”" }],
      ['impute', ['income', 'visits'], { strategy: 'constant', fillValue: -7.25 }],
      ['oneHot', texts, { drop: 'ifBinary', minFrequency: 12 }],
      ['robustScale', ['age', 'age_missing']],
      ['maxAbsScale', ['income']],
    ],
    one,
  ),
  made(
    'rare levels',
    'label',
    [
      filled,
      ['oneHot', ['city'], { maxCategories: 3, drop: 'first' }],
      ['oneHot', ['size'], { drop: 'first' }],
      ['targetEncode', ['member']],
    ],
    yes,
  ),
  made(
    'encodings of levels',
    'kind',
    [
      ['impute', numbers, { strategy: 'mean' }],
      ['targetEncode', ['city']],
      ['binaryEncode', ['size']],
      ['frequencyEncode', ['member']],
    ],
    yes,
  ),
  made(
    'evidence and orders',
    'label',
    [
      filled,
      ['weightOfEvidence', ['city']],
      [
        'ordinal',
        ['size'],
        { categories: ['low', 'mid'], unknownValue: -5, encodedMissingValue: -9 },
      ],
      ['frequencyEncode', ['member']],
      ['varianceThreshold', numbers],
      ['selectKBest', [...numbers, 'city', 'size'], { k: 4 }],
    ],
    yes,
  ),
  made(
    'products, bins',
    'answer',
    [
      ['dropSparse', ['age', 'member'], { threshold: 0.09 }],
      ['impute', ['income', 'visits'], { strategy: 'median' }],
      ['targetEncode', ['city', 'member', 'size']],
      ['polynomial', ['income', 'visits'], { degree: 3 }],
      ['correlationFilter', ['income', 'visits', 'income^2', 'income^3'], { threshold: 0.8 }],
      ['kBins', ['visits'], { nBins: 4 }],
    ],
    one,
  ),
  made(
    'shapes of numbers',
    'answer',
    [
      ['winsorize', ['age', 'income'], { method: 'iqr' }],
      ['impute', numbers, { strategy: 'median' }],
      ['flagOutliers', ['visits'], { fold: 1 }],
      ['groupStatistics', ['age', 'visits', 'city', 'size'], { statistic: 'median' }],
      ['powerTransform', ['age']],
      ['kBins', ['visits'], { nBins: 3, encode: 'ordinal' }],
      ['oneHot', texts],
      ['normalizeRows', ['age', 'income']],
    ],
    one,
  ),
  made(
    'hashes, words, quantiles',
    'answer',
    [
      filled,
      ['hashEncode', ['member'], { nFeatures: 4 }],
      ['textTerms', ['city'], { maxFeatures: 4 }],
      ['treeBins', ['visits'], { maxDepth: 2 }],
      ['quantileTransform', ['income'], { nQuantiles: 30, outputDistribution: 'normal' }],
      ['oneHot', ['size']],
    ],
    one,
  ),
  ...(
    [
      ['pca', { whiten: true, nComponents: 3 }],
      ['truncatedSvd', { nComponents: 3 }],
      ['incrementalPca', { nComponents: 2 }],
      ['fastIca', { nComponents: 2 }],
      ['factorAnalysis', { nComponents: 2 }],
    ] as const
  ).map(([step, params]) =>
    made(
      `reduced by ${step}`,
      'answer',
      [...usual, [step, [...numbers, 'size_low', 'size_mid'], params]],
      one,
    ),
  ),
  made(
    'columns chosen by a model',
    'answer',
    [
      ...usual,
      ['selectFromModel', [...numbers, 'size_low', 'size_mid'], { alpha: 0.01 }],
      ['rfecv', ['age', 'income'], { cv: 3, minFeaturesToSelect: 2 }],
      ['rfe', ['age', 'income']],
    ],
    one,
  ),
  made('reduced by lda', 'kind', [...usual, ['lda', [...numbers, 'size_low', 'size_mid']]], yes),
];

/** Formulas and cells of which each row by itself tells what becomes of them. */
const cleaned: readonly Made[] = [
  made('cells that are cleaned', 'label', cleanedSteps, [
    ['logisticRegression'],
    ['decisionTree', { maxDepth: 5 }],
  ]),
];

export const madeRestored: readonly Made[] = [...models, ...steps, ...cleaned];
