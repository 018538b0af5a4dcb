import { classColumn, thresholdCounts, type ThresholdCounts } from '#lib/engine/evaluate.ts';
import { sum, type Numbers } from '#lib/engine/stats.ts';
import { notDefined, type Score } from './input.ts';

/** Metrics of predicted probabilities. */

export const rocAuc: Score = ({ yTrue, predicted, nClasses, weight }) =>
  auc(yTrue, classColumn(predicted, nClasses, 1), weight) ??
  notDefined('All rows here are of one class.');

/** How areas are averaged: all the same, or by the rows that they rest on. */
type Average = 'macro' | 'weighted';

/** Mean over classes of the AUC of class against rest; every class must have rows where all count the same. */
export const rocAucOneVsRest =
  (average: Average): Score =>
  ({ yTrue, predicted, nClasses, weight }) => {
    const areas: number[] = [];
    const counts: number[] = [];
    for (let c = 0; c < nClasses; c += 1) {
      const is = yTrue.map((y) => (y === c ? 1 : 0));
      const area = auc(is, classColumn(predicted, nClasses, c), weight);
      // By its rows, a class without any counts for nothing.
      if (area === null && average === 'weighted') continue;
      if (area === null) return notDefined('A class has no row here.');
      areas.push(area);
      counts.push(sum(is.map((x, i) => x * (weight?.[i] ?? 1))));
    }
    return averageOf(areas, average === 'macro' ? null : counts);
  };

/**
 * Hand and Till (2001): mean over pairs of the classes that occur, each pair measured both ways. Every row counts the
 * same: scikit-learn knows no weights here.
 */
export const rocAucOneVsOne =
  (average: Average): Score =>
  ({ yTrue, predicted, nClasses }) => {
    const occurring = [...new Set(yTrue)].sort((a, b) => a - b);
    const columns = occurring.map((c) => classColumn(predicted, nClasses, c));
    const pairs = occurring.flatMap((a, i) =>
      occurring.slice(i + 1).map((b, k) => {
        const rows = Int32Array.from(yTrue.keys()).filter((r) => yTrue[r] === a || yTrue[r] === b);
        const against = (c: number, scores: Float64Array) =>
          auc(
            Float64Array.from(rows, (r) => (yTrue[r] === c ? 1 : 0)),
            Float64Array.from(rows, (r) => scores[r]!),
          )!;
        const area = (against(a, columns[i]!) + against(b, columns[i + 1 + k]!)) / 2;
        return { area, rows: rows.length };
      }),
    );
    return averageOf(
      pairs.map((p) => p.area),
      average === 'macro' ? null : pairs.map((p) => p.rows),
    );
  };

function averageOf(values: readonly number[], counts: readonly number[] | null): number {
  if (!counts) return sum(values) / values.length;
  return sum(values.map((x, i) => x * counts[i]!)) / sum(counts);
}

/**
 * Share of the positive rows among the `share` of rows with the highest scores. Rows of one score count in part where
 * only some of them fit, as if their order were drawn: the curve of gains is straight between distinct scores.
 */
export const gainAt =
  (share: number): Score =>
  ({ yTrue, predicted, nClasses, weight }) =>
    gain(thresholdCounts(yTrue, classColumn(predicted, nClasses, 1), weight ?? null), share);

/** Gain over what a random choice of as many rows holds, which is the share itself. */
export const liftAt =
  (share: number): Score =>
  ({ yTrue, predicted, nClasses, weight }) =>
    gain(thresholdCounts(yTrue, classColumn(predicted, nClasses, 1), weight ?? null), share) /
    share;

function gain({ tps, fps }: ThresholdCounts, share: number): number {
  const positives = tps.at(-1)!;
  const wanted = share * (positives + fps.at(-1)!);
  const at = tps.findIndex((tp, i) => tp + fps[i]! >= wanted);
  const [tp, taken] = [tps[at]!, tps[at]! + fps[at]!];
  const [before, takenBefore] = at === 0 ? [0, 0] : [tps[at - 1]!, tps[at - 1]! + fps[at - 1]!];
  return (before + ((tp - before) * (wanted - takenBefore)) / (taken - takenBefore)) / positives;
}

/** scikit-learn's `top_k_accuracy_score`: of classes with one probability the later comes first. */
export const topAccuracy =
  (k: number): Score =>
  ({ yTrue, predicted, nClasses, weight, total }) => {
    if (nClasses <= k)
      return notDefined(`With ${nClasses} classes every row is among the top ${k}.`);
    const hits = yTrue.map((y, i) => {
      const own = predicted[i * nClasses + y]!;
      let before = 0;
      for (let c = 0; c < nClasses; c += 1) {
        const p = predicted[i * nClasses + c]!;
        if (p > own || (p === own && c > y)) before += 1;
      }
      return before < k ? (weight?.[i] ?? 1) : 0;
    });
    return sum(hits) / total;
  };

/** Σ (Rₙ − Rₙ₋₁) Pₙ over falling thresholds. */
export const averagePrecision: Score = ({ yTrue, predicted, nClasses, weight }) => {
  const { tps, fps } = thresholdCounts(yTrue, classColumn(predicted, nClasses, 1), weight);
  const positives = tps.at(-1)!;
  const steps = tps.map((tp, i) => {
    const gained = tp - (i === 0 ? 0 : tps[i - 1]!);
    return (gained / positives) * (tp / (tp + fps[i]!));
  });
  return sum(steps);
};

const epsilon = Number.EPSILON;

/** Probabilities are kept away from 0 and 1 by 2⁻⁵², as scikit-learn does for doubles. */
export const logLoss: Score = ({ yTrue, predicted, nClasses, weight, total }) => {
  const losses = yTrue.map((y, i) => {
    const p = predicted[i * nClasses + y]!;
    return -Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon)) * (weight?.[i] ?? 1);
  });
  return sum(losses) / total;
};

/** Halved for two classes, where both columns make the same error. */
export const brier: Score = ({ yTrue, predicted, nClasses, weight, total }) => {
  const errors = predicted.map((p, k) => {
    const row = Math.floor(k / nClasses);
    const hit = yTrue[row] === k % nClasses ? 1 : 0;
    return (hit - p) ** 2 * (weight?.[row] ?? 1);
  });
  return (sum(errors) / total) * (nClasses === 2 ? 0.5 : 1);
};

/** Area under the ROC curve by trapezoids; ties count half. Null when the rows are of one class. */
function auc(yTrue: Numbers, score: Numbers, weight: Float64Array | null = null): number | null {
  const { tps, fps } = thresholdCounts(yTrue, score, weight);
  const pairs = (tps.at(-1) ?? 0) * (fps.at(-1) ?? 0);
  if (pairs === 0) return null;
  let doubled = 0;
  for (let i = 0; i < tps.length; i += 1) {
    const left = i === 0 ? 0 : fps[i - 1]!;
    const below = i === 0 ? 0 : tps[i - 1]!;
    doubled += (fps[i]! - left) * (tps[i]! + below);
  }
  return doubled / (2 * pairs);
}
