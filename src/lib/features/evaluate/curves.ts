import type { CurvePoint } from '#lib/features/charts/curve.ts';
import type { Curve, Part, PartCharts, RunResult } from '#lib/recipe/run.ts';
import { percent } from '#lib/ui/format.ts';

type Kind = 'roc' | 'precisionRecall';

/** The curve of a class; null where the part lacks it. */
export const curveOf = (charts: PartCharts, kind: Kind, label: string): Curve | null =>
  charts[kind].find((c) => c.label === label) ?? null;

/** Where the decision at a threshold stands on the curve of a binary task; null where it is not defined. */
export function operatingPoint(
  confusion: readonly number[],
  kind: Kind,
  at = 0.5,
): CurvePoint | null {
  if (confusion.length !== 4) return null;
  const [trueNegative, falsePositive, falseNegative, truePositive] = confusion as [
    number,
    number,
    number,
    number,
  ];
  const found = truePositive / (truePositive + falseNegative);
  const alarms = falsePositive / (falsePositive + trueNegative);
  const right = truePositive / (truePositive + falsePositive);
  const title = `threshold ${at === 0.5 ? '0.50' : at}`;
  const point =
    kind === 'roc'
      ? { x: alarms, y: found, title, text: `finds ${percent(found)}, alarms ${percent(alarms)}` }
      : { x: found, y: right, title, text: `finds ${percent(found)}, right ${percent(right)}` };
  return Number.isFinite(point.x) && Number.isFinite(point.y) ? point : null;
}

/** Share of the part's rows that are in the class. */
export function prevalenceOf(result: RunResult, part: Part, label: string): number {
  const counts = result.charts[part].confusion;
  const n = result.classes?.length ?? 1;
  const k = result.classes?.indexOf(label) ?? 0;
  const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
  return sum(counts.slice(k * n, (k + 1) * n)) / (sum(counts) || 1);
}
