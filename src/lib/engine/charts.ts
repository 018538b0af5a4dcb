import type { Curve, PartCharts } from '#lib/recipe/run.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import {
  classColumn,
  confusionMatrix,
  precisionRecallCurve,
  predictedLabels,
  rocCurve,
  thin,
} from './evaluate.ts';
import type { PartData } from './prepare.ts';
import type { Judged, Scoring } from './scoring.ts';
import type { Target } from './target.ts';

const curvePoints = 240;
const rowsShown = 2000;

/** What the evaluation page draws for one part. */
export const chartsOf = (
  target: Target,
  part: PartData,
  judged: Judged,
  scoring: Scoring,
): PartCharts => ({
  ...thinned(target, part, judged, scoring),
  diagnosis: diagnose(target, part, judged),
});

/** Curves and rows, thinned to what a chart can show. */
function thinned(target: Target, part: PartData, judged: Judged, scoring: Scoring): PartCharts {
  if (!target.classes)
    return {
      confusion: [],
      roc: [],
      precisionRecall: [],
      predicted: thin(
        Array.from(part.y, (actual, i) => ({
          rid: part.rid[i]!,
          actual,
          predicted: judged.predicted[i]!,
        })),
        rowsShown,
      ),
    };
  const labels = predictedLabels(judged.predicted, judged.nClasses);
  const positives = target.classes.length === 2 ? [1] : target.classes.map((_, k) => k);
  return {
    confusion: Array.from(confusionMatrix(part.y, labels, judged.nClasses)),
    roc: positives.flatMap((k) =>
      curveOf(target, judged, k, { points: rocPoints, area: areaOf(scoring, 'roc_auc') }),
    ),
    precisionRecall: positives.flatMap((k) =>
      curveOf(target, judged, k, {
        points: precisionPoints,
        area: areaOf(scoring, 'average_precision'),
      }),
    ),
    predicted: [],
  };
}

type Points = (
  yTrue: Float64Array,
  score: Float64Array,
  weight: Float64Array | null,
) => { x: Float64Array; y: Float64Array } | null;

const rocPoints: Points = (yTrue, score, weight) => {
  const curve = rocCurve(yTrue, score, weight);
  return curve && { x: curve.fpr, y: curve.tpr };
};

const precisionPoints: Points = (yTrue, score, weight) => {
  const curve = precisionRecallCurve(yTrue, score, weight);
  return curve && { x: curve.recall, y: curve.precision };
};

const areaOf =
  (scoring: Scoring, id: string) =>
  (yTrue: Float64Array, score: Float64Array, weight: Float64Array | null): number | null => {
    const predicted = new Float64Array(score.length * 2);
    score.forEach((p, i) => predicted.set([1 - p, p], 2 * i));
    return scoring.score(id, { task: 'binary', nClasses: 2, yTrue, predicted, weight });
  };

interface CurveKind {
  readonly points: Points;
  readonly area: (
    yTrue: Float64Array,
    score: Float64Array,
    weight: Float64Array | null,
  ) => number | null;
}

function curveOf(target: Target, judged: Judged, k: number, { points, area }: CurveKind): Curve[] {
  const yTrue = judged.yTrue.map((y) => (y === k ? 1 : 0));
  const score = classColumn(judged.predicted, judged.nClasses, k);
  const { weight = null } = judged;
  const curve = points(yTrue, score, weight);
  if (!curve) return [];
  const kept = thin(
    Array.from(curve.x, (_, i) => i),
    curvePoints,
  );
  return [
    {
      label: target.classes![k]!,
      x: kept.map((i) => curve.x[i]!),
      y: kept.map((i) => curve.y[i]!),
      area: area(yTrue, score, weight),
    },
  ];
}
