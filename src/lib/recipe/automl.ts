import type { SearchRange, TuneParams } from './tuning.ts';
export { ranked, bestOf } from './tuning.ts';

/** How much is tried, and what: see models/portfolio.ts. */
export const autoModes = ['quick', 'thorough', 'interpretable'] as const;
export type AutoMode = (typeof autoModes)[number];

/** A model with all its settings. */
export interface AutoEntry {
  readonly model: string;
  readonly params: TuneParams;
}

/** A search over models and their settings: the same ask on the same rows tries and scores the same. */
export interface AutoAsk {
  readonly mode: AutoMode;
  /** All trials; seconds end a search where the clock says so, which is not reproducible. */
  readonly budget: { readonly trials: number } | { readonly seconds: number };
  readonly seed: number;
  readonly nSplits: number;
  /** Tried first, in this order. */
  readonly portfolio: readonly AutoEntry[];
  /** What is searched of a model that does well; a model that is not named is not tuned. */
  readonly spaces: Readonly<Record<string, readonly SearchRange[]>>;
  /** Whether models may be combined at the end. */
  readonly ensemble: boolean;
}

export interface AutoProposal extends AutoEntry {
  /** From 0, in the order of proposing. */
  readonly number: number;
  readonly origin: 'portfolio' | 'search';
  /** As in tuning: all the training rows of each fold. */
  readonly share: 1;
}

/** Where the mean score would lie in 95 of 100 such cross-validations; null where a fold or two say nothing of it. */
export interface AutoInterval {
  readonly low: number;
  readonly high: number;
}

/** What one entry of the board is worth. */
export interface AutoScore {
  /** Mean of the values; null where no fold has one. */
  readonly score: number | null;
  /** Of each fold, in order; null where the metric is not defined on its rows. */
  readonly values: readonly (number | null)[];
  readonly interval: AutoInterval | null;
}

export interface AutoTrial extends AutoProposal, AutoScore {
  readonly seconds: number;
  readonly seed: number;
  /** Why there is no score. */
  readonly failed?: string;
}

/** Models combined, judged by folds that had no part in the choice of members and weights. */
export interface AutoEnsemble extends AutoScore, AutoEntry {
  readonly members: readonly {
    /** Of the trial. */
    readonly number: number;
    readonly weight: number;
  }[];
  /** Score of the best single model, chosen on the other folds as well: what the ensemble must beat. */
  readonly alone: number | null;
  /** Whether it does. */
  readonly taken: boolean;
  readonly seconds: number;
}
