import type { Curve } from './run.ts';

/** What the evaluation page draws of one part beside its scores: counts and curves of all its rows, no predictions. */
export interface Diagnosis {
  /** Binary only. */
  readonly thresholds?: ThresholdGrid;
  /** Share of rows, by falling score, against the share of the class that is among them: one for binary, else one a class. */
  readonly gains?: readonly Curve[];
  readonly calibration?: readonly Calibration[];
  /** Of residuals, against the normal distribution; regression only. */
  readonly qq?: readonly QuantilePair[];
  readonly slices?: Slices;
}

/** Steps of the grid of thresholds: 0, 0.001, … 1. */
export const thresholdSteps = 1000;

/** How many rows have a probability of the positive class above k ÷ 1000, for k from 0 to 1000; weights counted. */
export interface ThresholdGrid {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
  /** All positive and all negative rows: a probability of 0 is above no threshold. */
  readonly all: readonly [positives: number, negatives: number];
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  /** Rows, or the sum of their weights. */
  readonly rows: number;
  /** Mean probability, and the share that is of the class. */
  readonly predicted: number;
  readonly observed: number;
}

export interface Calibration {
  readonly label: string;
  /** Ten equal bins, those without rows left out: scikit-learn's `calibration_curve`. */
  readonly bins: readonly CalibrationBin[];
  /** Of class against rest. */
  readonly brier: number;
  /** Mean gap of the bins, weighted by their rows (Naeini, Cooper and Hauskrecht 2015). */
  readonly ece: number;
}

export interface QuantilePair {
  /** Of the standard normal. */
  readonly expected: number;
  /** Of the residuals, less their mean, over their standard deviation. */
  readonly observed: number;
}

/** Rows that share a level or a range of one column. */
export interface Slice {
  readonly column: string;
  /** The level, or the ends of the range as [from, to); `closed` where its upper end belongs to it. */
  readonly level: string | null;
  readonly range: readonly [number, number] | null;
  readonly closed: boolean;
  readonly rows: number;
  /** Share of rows that are wrong, or mean absolute error. */
  readonly error: number;
  /** 95 % interval of the error. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, that its rows err as the others do (Welch 1947), times the segments looked at (Bonferroni), at most 1. */
  readonly p: number;
  /** Up to five of its rows with the largest errors, as 0-based rows of the file. */
  readonly worst: readonly number[];
}

export interface Slices {
  readonly measure: 'wrong' | 'absolute error';
  /** Of all rows that were looked at. */
  readonly error: number;
  readonly rows: number;
  /** Segments that were compared. */
  readonly looked: number;
  /** Segments have at least as many rows. */
  readonly least: number;
  /** Those whose error is above the whole's, the surest first. */
  readonly worst: readonly Slice[];
}

/** Split-conformal prediction (Vovk et al. 2005; Lei et al. 2018): validation rows set the width, test rows check it. */
export interface Conformal {
  /** Rows that set the widths; none where there is no validation part, and then there is nothing else. */
  readonly rows: number;
  readonly testRows: number;
  readonly levels: readonly ConformalLevel[];
}

export interface ConformalLevel {
  /** Share of new rows that should be covered. */
  readonly level: number;
  /** Half the width of the interval, or 1 less the probability a class needs; null where there are too few rows for the level. */
  readonly width: number | null;
  /** Share of test rows whose truth is within, with its 95 % interval; null without test rows or width. */
  readonly coverage: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Classes in a set on average, and the share of empty sets; null for regression. */
  readonly size: number | null;
  readonly empty: number | null;
}

/** What the groups of a clustering are in one column of the table. */
export interface ColumnProfile {
  readonly column: string;
  readonly kind: 'number' | 'category';
  /** 0 to 1: share of the variance between the groups, or normalised mutual information with the groups. */
  readonly tells: number;
  /** Adjusted Rand index of levels and groups; null for numbers. */
  readonly rand: number | null;
  /** Mean, or the most frequent level with its share; null where the group has no value. */
  readonly groups: readonly {
    readonly group: number;
    readonly mean: number | null;
    readonly level: string | null;
    readonly share: number | null;
  }[];
}
