import { studentQuantile, studentTails } from './distributions.ts';
import { mean as meanOf, sampleDeviation } from './stats.ts';

/** A mean over folds, with what may be said of it. */
export interface CorrectedT {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly degrees: number;
  /** Two-sided, of a mean of 0; 1 where all values are 0. */
  readonly p: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** Rows that a fold's model learnt from, and those that judged it. */
interface FoldSize {
  readonly train: number;
  readonly judged: number;
}

/** The 95 % interval of a mean over folds; null for fewer than two. @param sizes of the fold of each value */
export function foldInterval(
  values: readonly number[],
  sizes: readonly FoldSize[],
): { readonly low: number; readonly high: number } | null {
  if (values.length < 2) return null;
  const ratio = sizes.reduce((sum, { train, judged }) => sum + judged / train, 0) / sizes.length;
  const { low, high } = correctedT(values, ratio);
  return { low, high };
}

const level = 0.05;

/**
 * The corrected resampled t of values over folds (Nadeau and Bengio 2003, equation 9): folds share training rows, so the
 * variance of their mean is (1/J + test rows / training rows) s², and not s²/J.
 * @param values one a fold, at least two
 * @param testByTrain rows of a fold's test part over those of its training part
 */
export function correctedT(values: readonly number[], testByTrain: number): CorrectedT {
  const mean = meanOf(values);
  const error = Math.sqrt(1 / values.length + testByTrain) * sampleDeviation(values);
  const degrees = values.length - 1;
  const reach = error > 0 ? studentQuantile(level, degrees) * error : 0;
  const p = error > 0 ? studentTails(mean / error, degrees) : mean === 0 ? 1 : 0;
  return { mean, error, degrees, p, low: mean - reach, high: mean + reach };
}
