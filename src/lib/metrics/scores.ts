import { bootstrapInterval, type Interval } from '#lib/engine/evaluate.ts';
import type { Progress } from '#lib/engine/model.ts';
import { wilson } from '#lib/engine/wilson.ts';
import { acrossClasses, notDefined, prepare } from './input.ts';
import type { NotDefined, PreparedInput, Score, ScoreInput } from './input.ts';
import * as labels from './labels.ts';
import * as probabilities from './probabilities.ts';
import * as separation from './separation.ts';
import * as values from './values.ts';
import { metricsFor, primaryMetric, type MetricId } from './specs.ts';
import { needsProbabilities } from './traits.ts';

export type { ScoreInput } from './input.ts';

const { macro, weighted, ofPositive, precision, recall, f1, fBeta } = labels;
const [f2, f05] = [fBeta(2), fBeta(0.5)];

const scores: Readonly<Record<MetricId, Score>> = {
  accuracy: labels.accuracy,
  balanced_accuracy: acrossClasses(labels.balancedAccuracy),
  roc_auc: acrossClasses(probabilities.rocAuc),
  roc_auc_ovr: acrossClasses(probabilities.rocAucOneVsRest('macro')),
  roc_auc_ovr_weighted: acrossClasses(probabilities.rocAucOneVsRest('weighted')),
  roc_auc_ovo: acrossClasses(probabilities.rocAucOneVsOne('macro')),
  roc_auc_ovo_weighted: acrossClasses(probabilities.rocAucOneVsOne('weighted')),
  average_precision: acrossClasses(probabilities.averagePrecision),
  gain_at_10: acrossClasses(probabilities.gainAt(0.1)),
  lift_at_10: acrossClasses(probabilities.liftAt(0.1)),
  top_2_accuracy: probabilities.topAccuracy(2),
  top_3_accuracy: probabilities.topAccuracy(3),
  precision: acrossClasses(ofPositive(precision)),
  recall: acrossClasses(ofPositive(recall)),
  f1: acrossClasses(ofPositive(f1)),
  f2: acrossClasses(ofPositive(f2)),
  f05: acrossClasses(ofPositive(f05)),
  precision_macro: acrossClasses(macro(precision)),
  recall_macro: acrossClasses(macro(recall)),
  f1_macro: acrossClasses(macro(f1)),
  f2_macro: acrossClasses(macro(f2)),
  precision_weighted: acrossClasses(weighted(precision)),
  recall_weighted: acrossClasses(weighted(recall)),
  f1_weighted: acrossClasses(weighted(f1)),
  f2_weighted: acrossClasses(weighted(f2)),
  matthews_corrcoef: acrossClasses(labels.matthews),
  cohen_kappa: acrossClasses(labels.cohenKappa),
  log_loss: probabilities.logLoss,
  brier: probabilities.brier,
  r2: values.r2,
  rmse: values.rmse,
  mae: values.mae,
  mse: values.mse,
  mape: values.mape,
  smape: values.smape,
  median_absolute_error: values.medianAbsoluteError,
  explained_variance: values.explainedVariance,
  max_error: values.maxError,
  rmsle: values.rmsle,
  pinball_10: values.pinball(0.1),
  pinball_90: values.pinball(0.9),
  silhouette: separation.silhouette,
  calinski_harabasz: separation.calinskiHarabasz,
  davies_bouldin: separation.daviesBouldin,
};

/** Every metric of the task, in the registry's order; null where it is not defined on these rows. */
export function scoreAll(input: ScoreInput): Map<MetricId, number | null> {
  const prepared = prepare(input);
  return new Map(
    metricsFor(input.task).map(({ id }) => [id, valueOrNull(outcome(id, prepared))] as const),
  );
}

/** One metric with scikit-learn's definition; null where it is not defined, never NaN. */
export const score = (id: MetricId, input: ScoreInput): number | null =>
  valueOrNull(outcome(id, prepare(input)));

/** Why `score` is null, as a sentence; null when it is not. */
export function whyNotDefined(id: MetricId, input: ScoreInput): string | null {
  const result = outcome(id, prepare(input));
  return typeof result === 'number' ? null : result.reason;
}

/**
 * 95 % interval of the task's primary metric on these rows: Wilson's for accuracy, which is a share and on small
 * parts often 1, where a bootstrap has nothing to resample; else the bootstrap's.
 */
export function* primaryInterval(
  input: ScoreInput,
  seed: number,
): Generator<Progress, Interval | null> {
  const id = primaryMetric(input.task);
  if (id === 'accuracy') return wilsonInterval(score(id, input), rowsThatCount(input));
  return yield* bootstrapInterval({
    yTrue: input.yTrue,
    predicted: input.predicted,
    seed,
    weight: input.weight ?? null,
    score: (yTrue, predicted, weight) => score(id, { ...input, yTrue, predicted, weight }),
  });
}

/** As many equal rows as these tell as much as, (Σw)² / Σw²: Kish 1965. */
function rowsThatCount({ yTrue, weight }: ScoreInput): number {
  if (!weight) return yTrue.length;
  const total = weight.reduce((sum, w) => sum + w, 0);
  const squares = weight.reduce((sum, w) => sum + w * w, 0);
  return total ** 2 / squares;
}

function wilsonInterval(share: number | null, n: number): Interval | null {
  return share === null ? null : { ...wilson(share, n), level: 0.95, resamples: 0 };
}

function outcome(id: MetricId, input: PreparedInput): number | NotDefined {
  if (input.yTrue.length === 0 && !input.matrix?.rows) return notDefined('There are no rows here.');
  if (input.weight && !(input.total > 0)) return notDefined('All rows here have the weight 0.');
  if (!input.finite) return notDefined('A prediction is infinite or not a number.');
  if (input.decisions && needsProbabilities(id))
    return notDefined(
      'This model says which class and how surely, but gives no probabilities, which the metric needs.',
    );
  const result = scores[id](input);
  if (typeof result !== 'number' || Number.isFinite(result)) return result;
  return notDefined('The numbers are too large or too small to compute with.');
}

const valueOrNull = (result: number | NotDefined): number | null =>
  typeof result === 'number' ? result : null;
