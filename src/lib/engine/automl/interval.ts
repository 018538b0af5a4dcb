import type { AutoScore } from '#lib/recipe/automl.ts';
import { correctedT } from '../correctedT.ts';
import { mean } from '../stats.ts';

/**
 * Mean of the folds' scores with the interval of the corrected resampled t: their spread alone is too sure of itself.
 * Every primary metric is 1 at best.
 */
export function scoreOf(values: readonly (number | null)[], testByTrain: number): AutoScore {
  const known = values.filter((x) => x !== null);
  if (known.length === 0) return { score: null, values, interval: null };
  const score = mean(known);
  if (known.length < 2) return { score, values, interval: null };
  const { low, high } = correctedT(known, testByTrain);
  return { score, values, interval: { low, high: Math.min(1, high) } };
}
