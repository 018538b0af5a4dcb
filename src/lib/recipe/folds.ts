import type { Assessment } from './structure.ts';

/** How rows are dealt into folds, and how often anew; splits that leave no choice are made once. */
export interface FoldsAsked {
  readonly nSplits: number;
  readonly nRepeats: number;
}

/** A run's scores over folds, kept with it, so that what leaves the page makes the same folds. */
export interface CrossValidated extends FoldsAsked {
  readonly answer: Assessment;
}
