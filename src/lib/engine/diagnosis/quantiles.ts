import type { QuantilePair } from '#lib/recipe/diagnosis.ts';
import { normalQuantile } from '../distributions.ts';
import { thin } from '../evaluate.ts';
import { meanAndDeviation } from '../stats.ts';

const pointsShown = 200;

/**
 * Residuals in order against what a normal sample of as many rows would have: scipy's `probplot`, by Filliben's
 * order medians (1975), of residuals less their mean over their standard deviation (ddof 1).
 * @returns nothing for fewer than three rows, or rows that are all off by the same
 */
export function quantilePairs(residuals: Float64Array): readonly QuantilePair[] {
  const { mean, deviation, n } = meanAndDeviation(residuals, 1);
  if (n < 3 || !(deviation > 0)) return [];
  const sorted = residuals.toSorted();
  const ends = 0.5 ** (1 / n);
  const share = (i: number): number =>
    i === 0 ? 1 - ends : i === n - 1 ? ends : (i + 1 - 0.3175) / (n + 0.365);
  return thin([...sorted.keys()], pointsShown).map((i) => ({
    expected: normalQuantile(share(i)),
    observed: (sorted[i]! - mean) / deviation,
  }));
}
