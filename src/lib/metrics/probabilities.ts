import { classColumn, thresholdCounts } from '#lib/engine/evaluate.ts';
import { sum, type Numbers } from '#lib/engine/stats.ts';
import { notDefined, type Score } from './input.ts';

/** Metrics of predicted probabilities. */

export const rocAuc: Score = ({ yTrue, predicted, nClasses, weight }) =>
  auc(yTrue, classColumn(predicted, nClasses, 1), weight) ??
  notDefined('All rows here are of one class.');

/** Mean over classes of the AUC of class against rest; every class must have rows. */
export const rocAucOneVsRest: Score = ({ yTrue, predicted, nClasses, weight }) => {
  const areas: number[] = [];
  for (let c = 0; c < nClasses; c += 1) {
    const is = yTrue.map((y) => (y === c ? 1 : 0));
    const area = auc(is, classColumn(predicted, nClasses, c), weight);
    if (area === null) return notDefined('A class has no row here.');
    areas.push(area);
  }
  return sum(areas) / areas.length;
};

/**
 * Hand and Till (2001): mean over pairs of the classes that occur, each pair measured both ways. Every row counts the
 * same: scikit-learn knows no weights here.
 */
export const rocAucOneVsOne: Score = ({ yTrue, predicted, nClasses }) => {
  const occurring = [...new Set(yTrue)].sort((a, b) => a - b);
  const columns = occurring.map((c) => classColumn(predicted, nClasses, c));
  const areas = occurring.flatMap((a, i) =>
    occurring.slice(i + 1).map((b, k) => {
      const rows = Int32Array.from(yTrue.keys()).filter((r) => yTrue[r] === a || yTrue[r] === b);
      const against = (c: number, scores: Float64Array) =>
        auc(
          Float64Array.from(rows, (r) => (yTrue[r] === c ? 1 : 0)),
          Float64Array.from(rows, (r) => scores[r]!),
        )!;
      return (against(a, columns[i]!) + against(b, columns[i + 1 + k]!)) / 2;
    }),
  );
  return sum(areas) / areas.length;
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
