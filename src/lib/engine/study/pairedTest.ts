import type { PairedTest } from '#lib/recipe/study.ts';
import { studentTails } from '../distributions.ts';
import { meanAndDeviation } from '../stats.ts';

/**
 * The corrected resampled t-test of score differences on the same folds (Nadeau and Bengio 2003, eq. 9: the variance
 * is multiplied by 1/n + test ÷ train), and the correlated Bayesian t-test with a region of practical equivalence
 * (Corani and Benavoli 2015, eq. 8), whose posterior is the same Student distribution.
 * @param differences one a fold; @param testByTrain rows of a fold's test part over those of its training part
 * @returns null for fewer than two folds
 */
export function pairedTest(
  differences: readonly number[],
  testByTrain: number,
  rope: number,
): PairedTest | null {
  const n = differences.length;
  if (n < 2) return null;
  const { mean, deviation } = meanAndDeviation(Float64Array.from(differences), 1);
  const error = Math.sqrt(1 / n + testByTrain) * deviation;
  const degrees = n - 1;
  const t = mean === 0 ? 0 : mean / error;
  const half = quantileOfStudent(0.975, degrees) * error;
  const upTo = (x: number): number => studentUpTo(x, mean, error, degrees);
  const below = upTo(-rope);
  const above = 1 - upTo(rope);
  return {
    folds: n,
    mean,
    error,
    t,
    degrees,
    p: studentTails(t, degrees),
    low: mean - half,
    high: mean + half,
    rope,
    below,
    within: Math.max(0, 1 - below - above),
    above,
  };
}

/** P(X ≤ x) of Student's t about `mean`; a step where there is no spread. */
function studentUpTo(x: number, mean: number, scale: number, degrees: number): number {
  if (!(scale > 0)) return mean <= x ? 1 : 0;
  const t = (x - mean) / scale;
  const tail = studentTails(t, degrees) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** By halving: few are asked for. */
function quantileOfStudent(p: number, degrees: number): number {
  let [low, high] = [0, 1];
  const up = (t: number): number => 1 - studentTails(t, degrees) / 2;
  while (up(high) < p) high *= 2;
  for (let turn = 0; turn < 100 && high - low > 1e-15 * high; turn += 1) {
    const middle = (low + high) / 2;
    if (up(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
