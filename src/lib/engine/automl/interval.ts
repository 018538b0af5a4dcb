import type { AutoScore } from '#lib/recipe/automl.ts';
import { mean, sampleDeviation } from '../stats.ts';

/** Student's t that 97.5 in 100 stay below, for 1 to 30 degrees of freedom: written out, since browsers round powers apart. */
const t975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];

/**
 * Mean of the folds' scores with the interval of the corrected resampled t-test (Nadeau and Bengio 2003, section 3): folds
 * share training rows, so their spread alone is too sure of itself, and 1 / k becomes 1 / k + test rows / training rows.
 * Every primary metric is 1 at best.
 */
export function scoreOf(values: readonly (number | null)[], testByTrain: number): AutoScore {
  const known = values.filter((x) => x !== null);
  if (known.length === 0) return { score: null, values, interval: null };
  const score = mean(known);
  if (known.length < 2) return { score, values, interval: null };
  const t = t975[Math.min(known.length - 1, t975.length) - 1]!;
  const half = t * sampleDeviation(known) * Math.sqrt(1 / known.length + testByTrain);
  return { score, values, interval: { low: score - half, high: Math.min(1, score + half) } };
}
