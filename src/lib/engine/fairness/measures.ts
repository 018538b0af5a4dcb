import type { MeasureId } from '#lib/recipe/fairness.ts';
import { bootstrapInterval } from '../evaluate.ts';
import type { Progress } from '../model.ts';
import { within } from '../run.ts';
import { areaOf, massOf, meanOf, seenThrough, shareOf, type Estimate } from './estimates.ts';

export type Estimates = ReadonlyMap<MeasureId, Estimate | null>;

/** Calls of classes, with the one that counts as positive. */
export interface Calls {
  readonly positive: Uint8Array;
  readonly selected: Uint8Array;
  /** Whether the called class is the right one, of whatever classes there are. */
  readonly right: Uint8Array;
  /** Probability of the positive class. */
  readonly score: Float64Array;
  readonly weight: Float64Array | null;
}

/**
 * What is said of some rows, by fairlearn's and scikit-learn's definitions: `selection_rate`, `true_positive_rate`,
 * `false_positive_rate`, `precision_score`, `accuracy_score`, `roc_auc_score`. Where those say 0 for want of rows, null stands here.
 */
export function callMeasures(calls: Calls, rows: Int32Array): Estimates {
  const { positive, selected, right, weight } = calls;
  const share = (of: Uint8Array, among: Int32Array): Estimate | null => {
    let hits = 0;
    for (const i of among) if (of[i]!) hits += weight ? weight[i]! : 1;
    return shareOf(hits, massOf(weight, among));
  };
  const positives = rows.filter((i) => positive[i]!);
  const negatives = rows.filter((i) => !positive[i]!);
  const called = rows.filter((i) => selected[i]!);
  return new Map<MeasureId, Estimate | null>([
    ['baseRate', share(positive, rows)],
    ['selectionRate', share(selected, rows)],
    ['tpr', share(selected, positives)],
    ['fpr', share(selected, negatives)],
    ['precision', share(positive, called)],
    ['accuracy', share(right, rows)],
    ['auc', areaOf(calls, rows)],
  ]);
}

export interface Values {
  readonly y: Float64Array;
  readonly predicted: Float64Array;
  readonly weight: Float64Array | null;
  readonly seed: number;
}

/** Bias is the mean of predicted − actual. R² has a bootstrap interval of 95 %, the rest Student's. */
export function* valueMeasures(
  { y, predicted, weight, seed }: Values,
  rows: Int32Array,
): Generator<Progress, Estimates> {
  const off = predicted.map((p, i) => p - y[i]!);
  const squared = meanOf(
    off.map((e) => e * e),
    weight,
    rows,
  );
  const take = (from: Float64Array): Float64Array => Float64Array.from(rows, (i) => from[i]!);
  const own = { yTrue: take(y), predicted: take(predicted), weight: weight && take(weight) };
  const value = r2(own.yTrue, own.predicted, own.weight);
  const ends = yield* bootstrapInterval({ ...own, score: r2, seed });
  return new Map<MeasureId, Estimate | null>([
    ['bias', meanOf(off, weight, rows)],
    ['mae', notBelow0(meanOf(off.map(Math.abs), weight, rows))],
    ['rmse', squared && seenThrough(squared, (x) => Math.sqrt(Math.max(0, x)))],
    ['r2', value === null ? null : { value, rows: rows.length, interval: () => ends }],
  ]);
}

const notBelow0 = (of: Estimate | null): Estimate | null =>
  of && seenThrough(of, (x) => Math.max(0, x));

/** scikit-learn's `r2_score`; null where nothing varies. */
function r2(y: Float64Array, predicted: Float64Array, weight: Float64Array | null): number | null {
  let [total, sum] = [0, 0];
  for (let i = 0; i < y.length; i += 1) {
    total += weight ? weight[i]! : 1;
    sum += (weight ? weight[i]! : 1) * y[i]!;
  }
  const mean = sum / total;
  let [left, all] = [0, 0];
  for (let i = 0; i < y.length; i += 1) {
    const w = weight ? weight[i]! : 1;
    left += w * (y[i]! - predicted[i]!) ** 2;
    all += w * (y[i]! - mean) ** 2;
  }
  return all > 0 ? 1 - left / all : null;
}

/** The measures of each group, one after the other. */
export function* eachGroup(
  groups: readonly Int32Array[],
  measure: (rows: Int32Array, group: number) => Generator<Progress, Estimates>,
): Generator<Progress, Estimates[]> {
  const found: Estimates[] = [];
  for (const [k, rows] of groups.entries()) {
    found.push(yield* within(k / groups.length, (k + 1) / groups.length, measure(rows, k)));
    yield { share: (k + 1) / groups.length };
  }
  return found;
}
