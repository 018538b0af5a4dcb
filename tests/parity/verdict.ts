import type { ModelId } from '#lib/models/specs.ts';
import { parts, type Part } from '#lib/recipe/run.ts';
import { difference, metricsApart } from './differ.ts';
import type { Pair, Target } from './experiments.ts';
import type { AsTrained } from './whole/asTrained.ts';

/** One line of docs/parity.json. */
export interface Verdict {
  readonly recipe: string;
  readonly model: ModelId;
  readonly target: Target | 'notebook' | AsTrained;
  /** Of test rows: values relative to those above 1, or probabilities. Not judged for trees and forests. */
  readonly maxPredictionDifference: number;
  /** Of every metric on every part; for trees and forests of the metrics that `lasting` names. */
  readonly maxMetricDifference: number;
  readonly tolerance: number;
  readonly ok: boolean;
}

/**
 * Linear models and all preparation agree to the digits; trees break ties by draws of their own, so only the
 * scores that do not hang on single rows are compared.
 */
const tolerances: Readonly<Partial<Record<ModelId, number>>> = {
  baseline: 1e-6,
  linearRegression: 1e-6,
  ridge: 1e-6,
  lasso: 1e-6,
  elasticNet: 1e-6,
  gaussianNB: 1e-6,
  kNeighbors: 1e-6,
  gammaRegressor: 1e-6,
  huberRegressor: 1e-3,
  quantileRegressor: 1e-6,
  sgdRegressor: 0.05,
  sgdClassifier: 0.05,
  perceptron: 0.05,
  poissonRegressor: 1e-6,
  bayesianRidge: 1e-6,
  complementNB: 1e-6,
  multinomialNB: 1e-6,
  bernoulliNB: 1e-6,
  quadraticDiscriminantAnalysis: 1e-6,
  linearDiscriminantAnalysis: 1e-6,
  logisticRegression: 1e-6,
  decisionTree: 0.03,
  randomForest: 0.05,
  extraTrees: 0.05,
  histGradientBoosting: 0.05,
  explainableBoosting: 0.05,
  adaBoost: 0.05,
  supportVectorMachine: 1e-4,
  categoricalNB: 1e-6,
  gaussianProcess: 1e-6,
  // Columns come in another order there, so that a seed gives another start.
  multilayerPerceptron: 0.05,
};

const lasting: ReadonlySet<string> = new Set(['accuracy', 'roc_auc', 'r2', 'explained_variance']);

export interface Judged {
  readonly verdict: Verdict;
  /** Why it is not ok. */
  readonly reasons: readonly string[];
}

export async function judge(
  recipe: string,
  pair: Omit<Pair, 'target' | 'key'> & Pick<Verdict, 'target'>,
): Promise<Judged> {
  const { model, target, ours } = pair;
  const theirs = await pair.theirs;
  const tolerance = tolerances[model] ?? 1e-6;
  const loose = tolerance > 1e-6;
  const found = difference(ours, theirs);
  const metrics = loose ? lastingDifference(ours.metrics, theirs.metrics) : found.metrics;
  const faults = [...found.rowFaults, ...(loose ? [] : found.labelFaults)];
  const close = metrics <= tolerance && (loose || found.predictions <= tolerance);
  return {
    verdict: {
      recipe,
      model,
      target,
      maxPredictionDifference: found.predictions,
      maxMetricDifference: metrics,
      tolerance,
      ok: close && faults.length === 0,
    },
    reasons: [
      ...faults,
      ...(loose ? [] : metricsApart(ours, theirs, tolerance)),
      ...(found.predictions > tolerance && !loose ? [`predictions ${found.predictions}`] : []),
      ...(close ? [] : theirs.warnings),
    ],
  };
}

type Table = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

function lastingDifference(
  ours: Readonly<Record<Part, readonly (readonly [string, number | null])[]>>,
  theirs: Table,
): number {
  const gaps = parts.flatMap((part) =>
    ours[part].flatMap(([id, value]) => {
      const other = theirs[part]?.[id];
      return lasting.has(id) && value !== null && typeof other === 'number'
        ? [Math.abs(value - other)]
        : [];
    }),
  );
  return gaps.length === 0 ? Infinity : Math.max(...gaps);
}
