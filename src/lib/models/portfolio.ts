import type { AutoAsk, AutoEntry, AutoMode } from '#lib/recipe/automl.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { isClassification, type Task } from '#lib/recipe/profile.ts';
import type { SearchRange } from '#lib/recipe/tuning.ts';
import { memberSpecs, type MemberId } from './ensemble/specs.ts';

/** What a choice of models depends on. */
export interface PortfolioFacts {
  readonly task: Task;
  /** Training rows of a fold, and columns after the steps. */
  readonly rows: number;
  readonly features: number;
  /** 1 for regression. */
  readonly classes: number;
  /** Standard deviation of a target of numbers: penalties and margins are in its unit. */
  readonly spread: number;
  /** Rows count differently: only models that know of it. */
  readonly weighted: boolean;
}

type Draft = readonly [model: MemberId, params?: Readonly<Record<string, unknown>>];

/** Training rows up to which a Gaussian process, whose time is their cube, is worth it. */
const processRows = 600;
/** Seconds that a fold's fit may take by the model's own estimate. */
const longest: Readonly<Record<AutoMode, number>> = { quick: 5, thorough: 60, interpretable: 20 };

/** Trials where neither a number nor a time is given. */
export const usualTrials: Readonly<Record<AutoMode, number>> = {
  quick: 10,
  thorough: 40,
  interpretable: 20,
};

/**
 * What an AutoML search tries: models of different kinds with settings that do well on many tables, the quick ones
 * first, without those that would take too long on this one; and what is then searched of the best.
 */
export function autoAsk(
  facts: PortfolioFacts,
  { mode, budget, seed, nSplits }: Pick<AutoAsk, 'mode' | 'budget' | 'seed' | 'nSplits'>,
): AutoAsk {
  const classes = isClassification(facts.task);
  const drafts = (classes ? ofClasses : ofNumbers)(facts, mode);
  const portfolio = drafts.flatMap(([model, params = {}]): AutoEntry[] => {
    const spec = memberSpecs[model];
    if (facts.weighted && spec.capabilities.weights !== true) return [];
    const whole = parseParams(spec.params, params, model) as Record<string, unknown>;
    return secondsOf(model, whole, facts) <= longest[mode] ? [{ model, params: whole }] : [];
  });
  const spaces = Object.fromEntries(
    [...new Set(portfolio.map((e) => e.model))].map((model) => [
      model,
      spaceOf(model as MemberId, facts),
    ]),
  );
  return { mode, budget, seed, nSplits, portfolio, spaces, ensemble: mode !== 'interpretable' };
}

/** By the model's own estimate, for one fit on a fold. */
export function secondsOf(
  model: string,
  params: unknown,
  { rows, features, classes }: Pick<PortfolioFacts, 'rows' | 'features' | 'classes'>,
): number {
  const estimate = memberSpecs[model as MemberId].estimate as (
    size: { rows: number; features: number; classes: number },
    params: unknown,
  ) => { readonly seconds: number };
  return estimate({ rows, features, classes }, params).seconds;
}

const boosted = {
  slow: {
    learningRate: 0.05,
    maxIter: 200,
    maxLeafNodes: 15,
    minSamplesLeaf: 10,
    l2Regularization: 1,
  },
  fine: { learningRate: 0.03, maxIter: 400, minSamplesLeaf: 5, maxFeatures: 0.5 },
} as const;

/** Few samples: error bars are not what a search is after. */
const quickShapes = { outerBags: 4 } as const;

/** Lines, trees that can be drawn, and sums of parts: answers that a person can follow. */
const readableClasses: readonly Draft[] = [
  ['logisticRegression'],
  ['logisticRegression', { C: 0.05 }],
  ['logisticRegression', { C: 0.1, l1Ratio: 1 }],
  ['linearDiscriminantAnalysis'],
  ['explainableBoosting', quickShapes],
  ['gaussianNB'],
  ['decisionTree', { maxDepth: 3 }],
  ['decisionTree', { maxDepth: 5, minSamplesLeaf: 5 }],
];

function ofClasses({ features, rows }: PortfolioFacts, mode: AutoMode): readonly Draft[] {
  if (mode === 'interpretable') return readableClasses;
  const first: readonly Draft[] = [
    ['logisticRegression'],
    ['histGradientBoosting'],
    ['randomForest'],
    ['extraTrees'],
    ['kNeighbors', { nNeighbors: 10, weights: 'distance' }],
    ['supportVectorMachine'],
  ];
  if (mode === 'quick') return first;
  return [
    ...first,
    ['histGradientBoosting', boosted.slow],
    ['linearDiscriminantAnalysis'],
    ['gaussianNB'],
    ['supportVectorMachine', { C: 10 }],
    [
      'randomForest',
      { nEstimators: 200, criterion: 'entropy', maxFeatures: 0.5, minSamplesLeaf: 2 },
    ],
    ['extraTrees', { nEstimators: 200, maxFeatures: 0.5 }],
    ['logisticRegression', { C: 100 }],
    ['multilayerPerceptron', { alpha: 0.01 }],
    ['histGradientBoosting', boosted.fine],
    ['kNeighbors', { nNeighbors: 3, metric: 'manhattan', weights: 'distance' }],
    ...(features <= 200 ? ([['quadraticDiscriminantAnalysis', { regParam: 0.1 }]] as const) : []),
    ...(rows <= processRows ? ([['gaussianProcess']] as const) : []),
  ];
}

const digits = (x: number): number => Number(x.toPrecision(3));

function ofNumbers({ spread, rows }: PortfolioFacts, mode: AutoMode): readonly Draft[] {
  const margin = { C: digits(Math.max(1e-6, spread)), epsilon: digits(0.05 * spread) };
  const lasso = { alpha: digits(Math.max(1e-8, 0.01 * spread)) };
  if (mode === 'interpretable')
    return [
      ['ridge'],
      ['linearRegression'],
      ['lasso', lasso],
      ['lasso', { alpha: 10 * lasso.alpha }],
      ['bayesianRidge'],
      ['explainableBoosting', quickShapes],
      ['decisionTree', { maxDepth: 3 }],
      ['decisionTree', { maxDepth: 5, minSamplesLeaf: 5 }],
    ];
  const first: readonly Draft[] = [
    ['ridge'],
    ['histGradientBoosting'],
    ['randomForest'],
    ['extraTrees'],
    ['kNeighbors', { nNeighbors: 10, weights: 'distance' }],
    ['supportVectorMachine', { ...margin, C: 10 * margin.C }],
  ];
  if (mode === 'quick') return first;
  return [
    ...first,
    ['histGradientBoosting', boosted.slow],
    ['lasso', lasso],
    ['supportVectorMachine', { ...margin, C: 100 * margin.C }],
    ['randomForest', { nEstimators: 200, maxFeatures: 0.5, minSamplesLeaf: 2 }],
    ['extraTrees', { nEstimators: 200, maxFeatures: 0.6, minSamplesLeaf: 2 }],
    ...(rows <= processRows ? ([['gaussianProcess']] as const) : []),
    ['histGradientBoosting', boosted.fine],
    ['kNeighbors', { nNeighbors: 4, metric: 'manhattan', weights: 'distance' }],
    ['supportVectorMachine', margin],
    ['bayesianRidge'],
    ['elasticNet', lasso],
    ['multilayerPerceptron', { alpha: 0.01 }],
  ];
}

type Ends = readonly [number, number];

const real = (name: string, [min, max]: Ends, log = true): SearchRange => ({
  name,
  kind: 'number',
  min: digits(min),
  max: digits(max),
  whole: false,
  log,
});
const whole = (name: string, [min, max]: Ends): SearchRange => ({
  ...{ name, kind: 'number', min, max },
  ...{ whole: true, log: true },
});
const choice = (name: string, ...values: string[]): SearchRange => ({
  name,
  kind: 'choice',
  values,
});

/** Narrower than what can be searched by hand: where good settings were found on many tables. */
function spaceOf(model: MemberId, facts: PortfolioFacts): readonly SearchRange[] {
  const { features, spread } = facts;
  const classes = isClassification(facts.task);
  const unit = classes ? 1 : Math.max(1e-6, spread);
  const criterion = classes ? [choice('criterion', 'gini', 'entropy')] : [];
  const forest = [
    real('maxFeatures', [0.1, 1], false),
    whole('minSamplesLeaf', [1, 12]),
    ...criterion,
  ];
  const spaces: Partial<Record<MemberId, readonly SearchRange[]>> = {
    histGradientBoosting: [
      real('learningRate', [0.01, 0.3]),
      whole('maxIter', [50, 500]),
      whole('maxLeafNodes', [4, 127]),
      whole('minSamplesLeaf', [2, 60]),
      real('l2Regularization', [0.001, 30]),
      real('maxFeatures', [0.3, 1], false),
    ],
    randomForest: forest,
    extraTrees: forest,
    supportVectorMachine: [
      real('C', [0.1 * unit, 1000 * unit]),
      real('gamma', [0.02 / features, 20 / features]),
      ...(classes ? [] : [real('epsilon', [0.001 * unit, 0.3 * unit])]),
    ],
    explainableBoosting: [
      real('learningRate', [0.02, 0.2]),
      whole('minSamplesLeaf', [2, 40]),
      whole('maxLeaves', [2, 5]),
    ],
    kNeighbors: [
      whole('nNeighbors', [1, 50]),
      choice('weights', 'uniform', 'distance'),
      choice('metric', 'euclidean', 'manhattan'),
    ],
    logisticRegression: [real('C', [0.001, 1000])],
    ridge: [real('alpha', [0.001, 10_000])],
    lasso: [real('alpha', [0.0001 * unit, unit])],
    elasticNet: [real('alpha', [0.0001 * unit, unit]), real('l1Ratio', [0.05, 1], false)],
    multilayerPerceptron: [
      real('alpha', [1e-6, 1]),
      real('learningRateInit', [0.0003, 0.01]),
      choice('activation', 'relu', 'tanh'),
    ],
    decisionTree: [whole('maxDepth', [2, 8]), whole('minSamplesLeaf', [1, 60]), ...criterion],
    gaussianNB: [real('varSmoothing', [1e-10, 0.1])],
    quadraticDiscriminantAnalysis: [real('regParam', [0, 1], false)],
  };
  return spaces[model] ?? [];
}
