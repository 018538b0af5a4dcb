import type { PairedTest } from '#lib/recipe/study.ts';
import { correctedT } from '../correctedT.ts';
import { studentTails } from '../distributions.ts';

/**
 * The corrected resampled t-test of score differences on the same folds, and the correlated Bayesian t-test with a region of practical equivalence
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
  const { mean, error, degrees, p, low, high } = correctedT(differences, testByTrain);
  const upTo = (x: number): number => studentUpTo(x, mean, error, degrees);
  const below = upTo(-rope);
  const above = 1 - upTo(rope);
  return {
    folds: n,
    mean,
    error,
    t: mean === 0 ? 0 : mean / error,
    degrees,
    p,
    low,
    high,
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
