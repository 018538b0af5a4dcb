import { EngineError } from '#lib/recipe/errors.ts';
import type { Histogram } from '#lib/recipe/profile.ts';
import type { Progress } from './model.ts';
import { RandomState } from './random.ts';
import { meanAndDeviation, quantiles, type Numbers } from './stats.ts';

/**
 * The class of each row: the one with the highest probability, the lowest of those that tie. With two
 * classes, class 1 where its probability is above 0.5.
 * @param probabilities row-major (rows × nClasses)
 */
export function predictedLabels(probabilities: Float64Array, nClasses: number): Int32Array {
  const labels = new Int32Array(probabilities.length / nClasses);
  for (let i = 0; i < labels.length; i += 1) {
    const row = i * nClasses;
    let best = 0;
    for (let c = 1; c < nClasses; c += 1) {
      if (probabilities[row + c]! > probabilities[row + best]!) best = c;
    }
    labels[i] = best;
  }
  return labels;
}

/** Probabilities of one class. @param probabilities row-major (rows × nClasses) */
export function classColumn(
  probabilities: Float64Array,
  nClasses: number,
  c: number,
): Float64Array {
  const column = new Float64Array(probabilities.length / nClasses);
  for (let i = 0; i < column.length; i += 1) column[i] = probabilities[i * nClasses + c]!;
  return column;
}

/** Counts, or with weights their sums, row-major (true class × predicted class). */
export function confusionMatrix(
  yTrue: Numbers,
  yPred: Numbers,
  nClasses: number,
  weight: Float64Array | null = null,
): Float64Array {
  const counts = new Float64Array(nClasses * nClasses);
  for (let i = 0; i < yTrue.length; i += 1)
    counts[yTrue[i]! * nClasses + yPred[i]!]! += weight ? weight[i]! : 1;
  return counts;
}

export interface ThresholdCounts {
  /** Distinct scores, descending. */
  readonly thresholds: Float64Array;
  /** Rows with at least this score that are of class 1, and those that are not; with weights what these count. */
  readonly tps: Float64Array;
  readonly fps: Float64Array;
}

/**
 * True and false positives at every distinct score.
 * @param yTrue 1 for the positive class; any other number is negative
 * @param weight of each row; rows of weight 0 are left out, as scikit-learn does
 * @throws EngineError 'not-finite' when a score is NaN
 */
export function thresholdCounts(
  yTrue: Numbers,
  score: Numbers,
  weight: Float64Array | null = null,
): ThresholdCounts {
  if (weight) return weightedCounts(yTrue, score, weight);
  const positive = scoresOf(yTrue, score, true);
  const negative = scoresOf(yTrue, score, false);
  const thresholds: number[] = [];
  const tps: number[] = [];
  const fps: number[] = [];
  let p = positive.length - 1;
  let n = negative.length - 1;
  while (p >= 0 || n >= 0) {
    const at = Math.max(p >= 0 ? positive[p]! : -Infinity, n >= 0 ? negative[n]! : -Infinity);
    while (p >= 0 && positive[p] === at) p -= 1;
    while (n >= 0 && negative[n] === at) n -= 1;
    thresholds.push(at);
    tps.push(positive.length - 1 - p);
    fps.push(negative.length - 1 - n);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    tps: Float64Array.from(tps),
    fps: Float64Array.from(fps),
  };
}

function weightedCounts(yTrue: Numbers, score: Numbers, weight: Float64Array): ThresholdCounts {
  const rows = Int32Array.from(weight.keys()).filter((i) => weight[i]! > 0);
  if (rows.some((i) => Number.isNaN(score[i]!))) throw notANumber();
  rows.sort((a, b) => score[b]! - score[a]! || a - b);
  const thresholds: number[] = [];
  const tps: number[] = [];
  const fps: number[] = [];
  let [tp, fp] = [0, 0];
  for (const [at, i] of rows.entries()) {
    if (yTrue[i] === 1) tp += weight[i]!;
    else fp += weight[i]!;
    if (at + 1 < rows.length && score[rows[at + 1]!] === score[i]) continue;
    thresholds.push(score[i]!);
    tps.push(tp);
    fps.push(fp);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    tps: Float64Array.from(tps),
    fps: Float64Array.from(fps),
  };
}

export interface RocCurve {
  readonly fpr: Float64Array;
  readonly tpr: Float64Array;
  /** Descending; the first is Infinity, where no row is called positive. */
  readonly thresholds: Float64Array;
}

/**
 * scikit-learn's `roc_curve(drop_intermediate=True)`: points in line with their neighbours are left out.
 * @returns null when the rows are all of one class, where the curve is not defined
 */
export function rocCurve(
  yTrue: Numbers,
  score: Numbers,
  weight: Float64Array | null = null,
): RocCurve | null {
  const { thresholds, tps, fps } = thresholdCounts(yTrue, score, weight);
  const positives = tps.at(-1) ?? 0;
  const negatives = fps.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  const bends = (x: Float64Array, i: number) => x[i + 1]! - x[i]! !== x[i]! - x[i - 1]!;
  const corner = (i: number) => i === 0 || i === tps.length - 1 || bends(fps, i) || bends(tps, i);
  const at = Int32Array.from(tps.keys()).filter((i) => corner(i));
  return {
    fpr: startingAt(0, at, (i) => fps[i]! / negatives),
    tpr: startingAt(0, at, (i) => tps[i]! / positives),
    thresholds: startingAt(Infinity, at, (i) => thresholds[i]!),
  };
}

export interface PrecisionRecallCurve {
  /** Ends with 1. */
  readonly precision: Float64Array;
  /** Falls to 0 at the end. */
  readonly recall: Float64Array;
  /** Ascending, one shorter than the other two. */
  readonly thresholds: Float64Array;
}

/**
 * scikit-learn's `precision_recall_curve`.
 * @returns null when the rows are all of one class, where the curve says nothing
 */
export function precisionRecallCurve(
  yTrue: Numbers,
  score: Numbers,
  weight: Float64Array | null = null,
): PrecisionRecallCurve | null {
  const { thresholds, tps, fps } = thresholdCounts(yTrue, score, weight);
  const positives = tps.at(-1) ?? 0;
  if (positives === 0 || fps.at(-1) === 0) return null;
  const n = tps.length;
  const precision = new Float64Array(n + 1);
  const recall = new Float64Array(n + 1);
  for (let i = 0; i < n; i += 1) {
    const from = n - 1 - i;
    precision[i] = tps[from]! / (tps[from]! + fps[from]!);
    recall[i] = tps[from]! / positives;
  }
  precision[n] = 1;
  return { precision, recall, thresholds: thresholds.toReversed() };
}

/** At most `max` of the points, evenly spaced in order, the first and the last among them. */
export function thin<T>(points: readonly T[], max: number): readonly T[] {
  const kept = Math.max(2, Math.floor(max));
  if (points.length <= kept) return points;
  const stride = (points.length - 1) / (kept - 1);
  return Array.from({ length: kept }, (_, i) => points[Math.round(i * stride)]!);
}

export interface ResidualSummary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (ddof = 1); NaN for one row. */
  readonly deviation: number;
  readonly min: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly max: number;
  readonly histogram: Histogram;
}

/** Residuals are actual − predicted. @returns null for no rows */
export function residualSummary(
  yTrue: Float64Array,
  predicted: Float64Array,
  bins = 30,
): ResidualSummary | null {
  if (yTrue.length === 0) return null;
  const residuals = yTrue.map((y, i) => y - predicted[i]!);
  const { mean, deviation, n } = meanAndDeviation(residuals, 1);
  const [min, q25, median, q75, max] = quantiles(residuals, [0, 0.25, 0.5, 0.75, 1]) as Five;
  const histogram = histogramOf(residuals, bins, [min, max]);
  return { n, mean, deviation, min, q25, median, q75, max, histogram };
}

/** numpy's `histogram`: equal-width bins, the last closed on the right; half a unit each way for one value. */
export function histogramOf(
  values: Numbers,
  bins: number,
  [min, max]: readonly [number, number],
): Histogram {
  const [from, to] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  const width = (to - from) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + i * width));
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    let bin = Math.min(bins - 1, Math.floor(((x - from) / (to - from)) * bins));
    if (x < edges[bin]!) bin -= 1;
    else if (bin < bins - 1 && x >= edges[bin + 1]!) bin += 1;
    counts[bin]! += 1;
  }
  return { edges, counts };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Resamples on which the score was defined. */
  readonly resamples: number;
}

export interface BootstrapInput {
  readonly yTrue: Float64Array;
  /** Values, or row-major probabilities. */
  readonly predicted: Float64Array;
  /** Of each row; drawn with it. */
  readonly weight?: Float64Array | null;
  readonly score: (
    yTrue: Float64Array,
    predicted: Float64Array,
    weight: Float64Array | null,
  ) => number | null;
  readonly seed: number;
  readonly resamples?: number;
  readonly level?: number;
  /** Rows of a resample at most; larger parts are resampled in part. */
  readonly maxRows?: number;
}

/**
 * Percentile bootstrap of a score over the rows of one part (Efron and Tibshirani 1993, ch. 13). Above `maxRows`
 * it draws m of n rows and shrinks the spread about the score by √(m ÷ n) (Bickel, Götze and van Zwet 1997).
 * Resamples on which the score is not defined are left out.
 * @returns null when the score is not defined on the part, or on more than half of its resamples
 */
export function* bootstrapInterval(input: BootstrapInput): Generator<Progress, Interval | null> {
  const { yTrue, predicted, weight = null, score, seed } = input;
  const { resamples = 200, level = 0.95, maxRows = 20_000 } = input;
  const n = yTrue.length;
  const whole = n === 0 ? null : score(yTrue, predicted, weight);
  if (whole === null) return null;
  const rng = new RandomState(seed);
  const m = Math.min(n, maxRows);
  const scores: number[] = [];
  for (let b = 0; b < resamples; b += 1) {
    const rows = rng.choice(n, m);
    const drawn = score(
      takeWide(yTrue, rows, 1),
      takeWide(predicted, rows, predicted.length / n),
      weight && takeWide(weight, rows, 1),
    );
    if (drawn !== null) scores.push(drawn);
    yield { share: (b + 1) / resamples };
  }
  if (scores.length * 2 < resamples) return null;
  const shrink = Math.sqrt(m / n);
  const spread = m === n ? scores : scores.map((s) => whole + (s - whole) * shrink);
  const tail = (1 - level) / 2;
  const [low, high] = quantiles(spread, [tail, 1 - tail]) as readonly [number, number];
  return { low, high, level, resamples: scores.length };
}

type Five = readonly [number, number, number, number, number];

function takeWide(values: Float64Array, rows: Int32Array, width: number): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i += 1) {
    for (let c = 0; c < width; c += 1) taken[i * width + c] = values[rows[i]! * width + c]!;
  }
  return taken;
}

function startingAt(first: number, at: Int32Array, of: (i: number) => number): Float64Array {
  const points = new Float64Array(at.length + 1);
  points[0] = first;
  at.forEach((i, k) => {
    points[k + 1] = of(i);
  });
  return points;
}

/** Scores of the positive or the negative rows, ascending. */
function scoresOf(yTrue: Numbers, score: Numbers, positive: boolean): Float64Array {
  const scores = new Float64Array(yTrue.length);
  let n = 0;
  for (let i = 0; i < yTrue.length; i += 1) {
    if ((yTrue[i] === 1) === positive) {
      scores[n] = score[i]!;
      n += 1;
    }
  }
  const sorted = scores.subarray(0, n).sort();
  if (n > 0 && Number.isNaN(sorted[n - 1])) throw notANumber();
  return sorted;
}

const notANumber = (): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: 'A predicted score is not a number',
    where: {},
    remedy: 'Train the model again with scaled features or a smaller learning rate.',
  });
