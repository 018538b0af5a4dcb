import type { Assessment, Question } from './structure.ts';

/** What an edit does to the honest score: the same model on the same folds, without it and with it. */
export interface Gain {
  readonly metric: string;
  /** Means over the folds. */
  readonly before: number;
  readonly after: number;
  /** Mean of the differences, above 0 where the score gets better, whichever way the metric runs. */
  readonly mean: number;
  /** 95 % interval of it, as of the only one that was tried. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, of no difference; times the number tried (Bonferroni), at most 1. */
  readonly p: number;
  /** How many edits were tried for this one to be chosen from; 1 for one that was asked for. */
  readonly tried: number;
  readonly folds: number;
  /** scikit-learn's words: RepeatedStratifiedKFold(5, 2 times). */
  readonly how: string;
}

/** What a gain is measured on: ten folds where rows are drawn, five where groups, time or places keep them together. */
export const gainQuestion = { ask: 'folds', nSplits: 5, nRepeats: 2 } as const satisfies Question;

/** Folds of both assessments, in pairs. */
export interface Compared {
  readonly before: Assessment;
  readonly after: Assessment;
}

/** `perhaps`: its own interval holds no 0, but of so many tries one would do that by luck. */
export type Verdict = 'gain' | 'loss' | 'perhaps' | 'noise';

export function verdictOf({ mean, low, high, p }: Gain): Verdict {
  if (p < 0.05) return mean > 0 ? 'gain' : 'loss';
  return low > 0 ? 'perhaps' : high < 0 ? 'loss' : 'noise';
}
