import type { Diagnosis } from '#lib/recipe/diagnosis.ts';
import type { Curve } from '#lib/recipe/run.ts';
import { classColumn, predictedLabels, thin, thresholdCounts } from '../evaluate.ts';
import type { PartData } from '../prepare.ts';
import type { Judged } from '../scoring.ts';
import type { Target } from '../target.ts';
import { calibrationOf } from './calibration.ts';
import { quantilePairs } from './quantiles.ts';
import { worstSlices, type Errors } from './slices.ts';
import { thresholdGrid } from './thresholds.ts';

const curvePoints = 120;

/** What is drawn of a part beside its scores; empty for a part without rows or with a prediction that is not finite. */
export function diagnose(target: Target, part: PartData, judged: Judged): Diagnosis {
  if (judged.yTrue.length === 0 || !judged.predicted.every(Number.isFinite)) return {};
  if (judged.weight && !judged.weight.some((w) => w > 0)) return {};
  return target.classes
    ? ofClasses(target.classes, part, judged)
    : {
        qq: quantilePairs(judged.yTrue.map((y, i) => y - judged.predicted[i]!)),
        ...slices(part, {
          loss: judged.yTrue.map((y, i) => Math.abs(y - judged.predicted[i]!)),
          measure: 'absolute error',
        }),
      };
}

function ofClasses(classes: readonly string[], part: PartData, judged: Judged): Diagnosis {
  const { yTrue, predicted, nClasses, weight = null, decisions = false } = judged;
  const shown = classes.length === 2 ? [1] : classes.map((_, k) => k);
  const each = shown.map((k) => ({
    label: classes[k]!,
    is: yTrue.map((y) => (y === k ? 1 : 0)),
    score: classColumn(predicted, nClasses, k),
  }));
  const labels = predictedLabels(predicted, nClasses);
  return {
    ...(classes.length === 2 &&
      !decisions && {
        thresholds: thresholdGrid(each[0]!.is, each[0]!.score, weight),
      }),
    gains: each.flatMap(({ label, is, score }) => gains(label, is, score, weight)),
    ...(!decisions && {
      calibration: each.map(({ label, is, score }) => calibrationOf(label, is, score, weight)),
    }),
    ...slices(part, {
      loss: yTrue.map((y, i) => (y === labels[i] ? 0 : 1)),
      measure: 'wrong',
    }),
  };
}

function slices(part: PartData, { loss, measure }: Pick<Errors, 'loss' | 'measure'>): Diagnosis {
  const found = worstSlices({ table: part.table, rid: part.rid, loss, measure });
  return found ? { slices: found } : {};
}

/** Nothing where no row is of the class. */
function gains(
  label: string,
  is: Float64Array,
  score: Float64Array,
  weight: Float64Array | null,
): Curve[] {
  const { tps, fps } = thresholdCounts(is, score, weight);
  const positives = tps.at(-1) ?? 0;
  if (!(positives > 0)) return [];
  const rows = positives + fps.at(-1)!;
  const kept = thin([...tps.keys()], curvePoints);
  return [
    {
      label,
      x: [0, ...kept.map((i) => (tps[i]! + fps[i]!) / rows)],
      y: [0, ...kept.map((i) => tps[i]! / positives)],
      area: null,
    },
  ];
}
