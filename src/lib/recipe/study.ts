import type { Calibration, ThresholdGrid } from './diagnosis.ts';
import type { Fairness, GroupCell } from './fairness.ts';
import type { Recipe, RecipeModel } from './recipe.ts';
import type { Part } from './run.ts';
import type { TuneAsk, TuneParams } from './tuning.ts';

/** A question about a run that takes more fits of its model to answer. */
export type StudyAsk =
  | { readonly kind: 'outOfFold'; readonly nSplits: number }
  | { readonly kind: 'learning'; readonly nSplits: number; readonly shares: readonly number[] }
  | {
      readonly kind: 'validation';
      readonly nSplits: number;
      readonly param: string;
      readonly values: readonly unknown[];
    }
  | {
      readonly kind: 'compare';
      readonly nSplits: number;
      readonly nRepeats: number;
      /** With the recipe's steps and split, whatever the recipe's own models are. */
      readonly models: readonly [RecipeModel, RecipeModel];
      /** Each model with steps, roles and seed of its own; table, target and split are the same (recipe/runDifference.ts). */
      readonly recipes?: readonly [Recipe, Recipe];
    }
  | {
      readonly kind: 'mitigate';
      readonly nSplits: number;
      readonly columns: readonly string[];
      readonly bins: number;
      readonly aim: MitigationAim;
    }
  /** A search of settings, done anew in each of so many outer folds. */
  | { readonly kind: 'nested'; readonly outer: number; readonly search: TuneAsk };

export type StudyAnswer = OutOfFold | CurveStudy | CompareStudy | MitigateStudy | NestedStudy;

/** What a search is worth, its choice included, beside the best score that the search itself saw. */
export interface NestedStudy {
  readonly kind: 'nested';
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** Of the outer folds: StratifiedKFold(5). */
  readonly how: string;
  /** Mean of `values`; null where no fold has one. */
  readonly score: number | null;
  readonly spread: number;
  /** 95 % of the mean, by the corrected resampled t (Nadeau and Bengio 2003); null for fewer than two folds. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Of the settings that the search in each outer fold chose, on rows that it has not seen. */
  readonly values: readonly number[];
  /** The best score of each of these searches, over its own folds. */
  readonly inner: { readonly score: number | null; readonly values: readonly number[] };
  /** What was found on the training rows of each outer fold. */
  readonly chosen: readonly TuneParams[];
}

/** What thresholds of groups make equal: how often a group is selected, or how often who is of the class is found. */
export const mitigationAims = ['equalOpportunity', 'demographicParity'] as const;
export type MitigationAim = (typeof mitigationAims)[number];

/** A model as it is, fitted on reweighed rows, and with a threshold for each group: score and gaps on the judged part. */
export interface MitigateStudy {
  readonly kind: 'mitigate';
  readonly how: string;
  readonly part: Part;
  readonly columns: readonly string[];
  readonly aim: MitigationAim;
  /** Training rows that the thresholds were chosen on. */
  readonly rows: number;
  readonly metric: string;
  readonly ways: readonly (
    | ({
        readonly id: 'asIs' | 'reweighed' | 'thresholds';
        /** Of the probabilities; thresholds do not change it. */
        readonly score: number | null;
      } & Pick<Fairness, 'all' | 'groups' | 'disparities'>)
    /** Why it cannot be. */
    | { readonly id: 'reweighed'; readonly why: string }
  )[];
  readonly thresholds: readonly {
    readonly cells: readonly GroupCell[];
    readonly rows: number;
    /** Too few rows to choose one: it stays at 0.5. */
    readonly small: boolean;
    readonly threshold: number;
  }[];
}

export const calibrators = ['none', 'platt', 'isotonic'] as const;
export type Calibrator = (typeof calibrators)[number];

/** What the training rows say when each is predicted by a model that has not seen it. */
export interface OutOfFold {
  readonly kind: 'outOfFold';
  readonly how: string;
  /** Training rows that were predicted. */
  readonly rows: number;
  readonly thresholds: ThresholdGrid;
  /** 1 ÷ (1 + e^(slope · p + offset)). */
  readonly platt: { readonly slope: number; readonly offset: number };
  readonly isotonic: { readonly x: readonly number[]; readonly y: readonly number[] };
  /** Of the model fitted on all training rows, before and after; null for a part without rows. */
  readonly parts: Readonly<
    Record<'validation' | 'test', Readonly<Record<Calibrator, Calibration>> | null>
  >;
}

/** Scores along training sizes, or along one parameter. */
export interface CurveStudy {
  readonly kind: 'learning' | 'validation';
  readonly metric: string;
  readonly how: string;
  readonly points: readonly CurveStudyPoint[];
}

export interface CurveStudyPoint {
  /** Training rows of a fold, or the parameter's value. */
  readonly at: unknown;
  /** One a fold; null where the metric is not defined, or the fit failed. */
  readonly train: readonly (number | null)[];
  readonly held: readonly (number | null)[];
  /** Of the first fit that failed. */
  readonly failed?: string;
}

/** Two models on the same folds; differences are the second less the first. */
export interface CompareStudy {
  readonly kind: 'compare';
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly how: string;
  readonly first: readonly (number | null)[];
  readonly second: readonly (number | null)[];
  /** null where fewer than two folds have both scores. */
  readonly test: PairedTest | null;
}

export interface PairedTest {
  readonly folds: number;
  readonly mean: number;
  /** Standard error, corrected for training rows that folds share (Nadeau and Bengio 2003). */
  readonly error: number;
  readonly t: number;
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
  /** 95 % interval of the mean difference; also of the Bayesian posterior, which has the same numbers. */
  readonly low: number;
  readonly high: number;
  /** Half the width of the region in which models are the same for practice. */
  readonly rope: number;
  /** Posterior probabilities (Corani and Benavoli 2015) that the difference lies below, within and above the region. */
  readonly below: number;
  readonly within: number;
  readonly above: number;
}
