import { sum } from './stats.ts';
import type { TrainTarget } from './table.ts';

/** What one column by itself tells of a target: the scores of scikit-learn's feature_selection. */

type Classes = Pick<TrainTarget, 'classes' | 'y'>;

/** Rows of each class that occurs. */
function byClass({ classes, y }: Classes): readonly (readonly number[])[] {
  const rows = (classes ?? []).map((): number[] => []);
  y.forEach((code, i) => rows[code]!.push(i));
  return rows.filter((r) => r.length > 0);
}

/** `f_classif`: the variance between classes over that within; NaN for a constant column. */
export function fByClasses(x: Float64Array, target: Classes): number {
  const groups = byClass(target);
  const all = sum(x);
  const squares = sum(x.map((v) => v * v));
  const ofMean = (all * all) / x.length;
  const between =
    sum(groups.map((rows) => sum(rows.map((i) => x[i]!)) ** 2 / rows.length)) - ofMean;
  const within = squares - ofMean - between;
  if (x.every((v) => v === x[0])) return NaN;
  return between / (groups.length - 1) / (within / (x.length - groups.length));
}

/** `f_regression`: r² ÷ (1 − r²) × (n − 2), 0 for a constant column, the largest double for a perfect line. */
export function fByValues(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const meanX = sum(x) / n;
  const meanY = sum(y) / n;
  const centred = y.map((v) => v - meanY);
  const size = Math.sqrt(sum(x.map((v) => v * v)) - n * meanX * meanX);
  const length = Math.sqrt(sum(centred.map((v) => v * v)));
  const r = sum(x.map((v, i) => v * centred[i]!)) / size / length;
  if (Number.isNaN(r) || x.every((v) => v === x[0])) return 0;
  const f = ((r * r) / (1 - r * r)) * (n - 2);
  return Number.isFinite(f) ? f : Number.isNaN(f) ? 0 : Number.MAX_VALUE;
}

/** `chi2`: the column's sums by class against those that the classes' shares would give; x is never negative. */
export function chiSquares(x: Float64Array, target: Classes): number {
  const all = sum(x);
  const terms = byClass(target).map((rows) => {
    const observed = sum(rows.map((i) => x[i]!));
    const expected = (rows.length / x.length) * all;
    return (observed - expected) ** 2 / expected;
  });
  return sum(terms);
}
