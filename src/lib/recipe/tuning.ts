import { canonical } from './hash.ts';

/** How the next settings to try are chosen. */
export const tuneMethods = ['tpe', 'gp', 'random', 'grid', 'halving', 'hyperband'] as const;
export type TuneMethod = (typeof tuneMethods)[number];

/** One parameter's numbers to search, both ends included. */
export interface NumberRange {
  readonly name: string;
  /** What a page calls it where its name says too little: a parameter of a step. */
  readonly title?: string;
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** Steps are factors: as many values between 0.1 and 1 as between 1 and 10. */
  readonly log: boolean;
}

export interface ChoiceRange {
  readonly name: string;
  readonly title?: string;
  readonly kind: 'choice';
  readonly values: readonly (string | boolean)[];
}

export type SearchRange = NumberRange | ChoiceRange;

export const titleOf = ({ name, title }: SearchRange): string => title ?? name;

export type TuneParams = Readonly<Record<string, unknown>>;

/** A search of one model's parameters: the same ask on the same rows proposes and scores the same. */
export interface TuneAsk {
  readonly method: TuneMethod;
  /** Trials beside those of `start`; seconds end a search where the clock says so, which is not reproducible. */
  readonly budget: { readonly trials: number } | { readonly seconds: number };
  readonly seed: number;
  readonly space: readonly SearchRange[];
  readonly nSplits: number;
  /** Whole settings that are tried first, to compare with: the defaults, and what the recipe has. */
  readonly start: readonly {
    readonly origin: 'default' | 'current';
    readonly params: TuneParams;
  }[];
  /** Parameters that are not searched. */
  readonly fixed: TuneParams;
}

/** Settings to try. */
export interface Proposal {
  /** From 0, in the order of proposing. */
  readonly number: number;
  readonly origin: 'default' | 'current' | 'search';
  /** All parameters of the model. */
  readonly params: TuneParams;
  /** Share of the training rows of each fold that it is fitted on; below 1 in the early rounds of halving and hyperband. */
  readonly share: number;
}

/** Settings that were tried. */
export interface Trial extends Proposal {
  /** Mean of `values`; null where no fold has a score. */
  readonly score: number | null;
  /** Standard deviation over the folds, population. */
  readonly spread: number;
  /** One for each fold that has a score. */
  readonly values: readonly number[];
  readonly seconds: number;
  /** Of each fit. */
  readonly seed: number;
  /** Why there is no score: these settings do not fit the data. */
  readonly failed?: string;
}

export type Better = 'higher' | 'lower';

/** What the trials of a search are judged by. */
export interface Judging {
  readonly metric: string;
  readonly better: Better;
  readonly how: string;
}

/**
 * What of a batch was tried already, in a search that goes on after an interruption, and what is left to try. A trial counts
 * only where it is of the very settings proposed: the same ask proposes the same.
 */
export function settled(
  batch: readonly Proposal[],
  known: ReadonlyMap<number, Trial>,
): { readonly done: readonly Trial[]; readonly left: readonly Proposal[] } {
  const done: Trial[] = [];
  const left: Proposal[] = [];
  for (const proposal of batch) {
    const trial = known.get(proposal.number);
    const same =
      trial !== undefined &&
      trial.share === proposal.share &&
      canonical(trial.params) === canonical(proposal.params);
    if (same) done.push(trial);
    else left.push(proposal);
  }
  return { done, left };
}

/**
 * Trials, best first: those on all rows before those on a share of them, as only these can be compared; equal scores in
 * the order of proposing, so that a default stands before what only equals it; without a score last.
 */
export function ranked<T extends Pick<Trial, 'score' | 'share' | 'number'>>(
  trials: readonly T[],
  better: Better,
): T[] {
  const sign = better === 'higher' ? -1 : 1;
  const place = ({ score }: T): number => (score === null ? Infinity : sign * score);
  const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
  return trials.toSorted(
    (a, b) =>
      Number(a.score === null) - Number(b.score === null) ||
      b.share - a.share ||
      order(place(a), place(b)) ||
      a.number - b.number,
  );
}

/** The best on all rows; null where none has a score. */
export function bestOf<T extends Pick<Trial, 'score' | 'share' | 'number'>>(
  trials: readonly T[],
  better: Better,
): T | null {
  const whole = trials.filter((t) => t.share === 1 && t.score !== null);
  return ranked(whole, better)[0] ?? null;
}
