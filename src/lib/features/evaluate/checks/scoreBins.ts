import { thresholdSteps, type ThresholdGrid } from '#lib/recipe/diagnosis.ts';

export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly positives: number;
  readonly negatives: number;
}

/** Rows of each class by their probability, in 20 bins; a probability of 0 is in the first. */
export function scoreBins({ positives, negatives, all }: ThresholdGrid): readonly ScoreBin[] {
  const many = 20;
  const step = thresholdSteps / many;
  const above = (counts: readonly number[], whole: number, bin: number): number =>
    bin === 0 ? whole : counts[bin * step]!;
  return Array.from({ length: many }, (_, b) => ({
    from: b / many,
    to: (b + 1) / many,
    positives: above(positives, all[0], b) - (b === many - 1 ? 0 : positives[(b + 1) * step]!),
    negatives: above(negatives, all[1], b) - (b === many - 1 ? 0 : negatives[(b + 1) * step]!),
  }));
}
