import { thresholdSteps, type ThresholdGrid } from '#lib/recipe/diagnosis.ts';
import type { Numbers } from '../stats.ts';

/**
 * Rows above each of 1,001 thresholds, exactly: a row is above t where its score is greater, as a row is called
 * positive above 0.5.
 * @param yTrue 1 for the positive class
 * @param score probabilities, 0 to 1
 */
export function thresholdGrid(
  yTrue: Numbers,
  score: Numbers,
  weight: Float64Array | null = null,
): ThresholdGrid {
  const positives = new Array<number>(thresholdSteps + 1).fill(0);
  const negatives = new Array<number>(thresholdSteps + 1).fill(0);
  const all: [number, number] = [0, 0];
  for (let i = 0; i < yTrue.length; i += 1) {
    const w = weight?.[i] ?? 1;
    const positive = yTrue[i] === 1;
    all[positive ? 0 : 1] += w;
    const k = lastBelow(score[i]!);
    if (k >= 0) (positive ? positives : negatives)[k]! += w;
  }
  for (const counts of [positives, negatives])
    for (let k = thresholdSteps - 1; k >= 0; k -= 1) counts[k]! += counts[k + 1]!;
  return { positives, negatives, all };
}

/** The greatest k with k ÷ 1000 < score; −1 where there is none. */
function lastBelow(score: number): number {
  let k = Math.min(thresholdSteps, Math.ceil(score * thresholdSteps));
  while (k >= 0 && k / thresholdSteps >= score) k -= 1;
  while (k < thresholdSteps && (k + 1) / thresholdSteps < score) k += 1;
  return k;
}
