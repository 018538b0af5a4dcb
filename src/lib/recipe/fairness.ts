import type { Part } from './run.ts';

/** Groups of fewer rows are marked: what is said of them rests on little. */
export const fewRows = 30;

/** One column's share of what a group is. */
export type GroupCell =
  | { readonly kind: 'level'; readonly level: string }
  /** [from, to); null where it is open: the end bins hold all that lies beyond. */
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'missing' }
  /** Levels too rare to stand alone, or that no training row has. */
  | { readonly kind: 'other' };

/** A measure of one group. The interval is of 95 %. */
export interface Measure {
  readonly value: number;
  /** null where the rows allow no interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Rows that it rests on: of the true positive rate the positive ones. */
  readonly rows: number;
}

export const classMeasures = [
  'baseRate',
  'selectionRate',
  'tpr',
  'fpr',
  'precision',
  'accuracy',
  'auc',
] as const;
export const valueMeasures = ['bias', 'mae', 'rmse', 'r2'] as const;
export type MeasureId = (typeof classMeasures)[number] | (typeof valueMeasures)[number];

/** null where a measure is not defined: no positive rows, no calls. */
export type Measures = Readonly<Partial<Record<MeasureId, Measure | null>>>;

export interface FairGroup {
  /** One a column. */
  readonly cells: readonly GroupCell[];
  readonly rows: number;
  readonly small: boolean;
  readonly measures: Measures;
}

export type DisparityId =
  | 'demographicParity'
  | 'equalOpportunity'
  | 'equalizedOdds'
  | 'predictiveParity'
  | 'accuracyParity'
  | 'bias'
  | 'mae'
  | 'rmse';

/** How far the two groups that are farthest apart are. Intervals hold for all pairs of groups at once, with 95 %. */
export interface Gap {
  readonly measure: MeasureId;
  /** Places among the groups. */
  readonly lowest: number;
  readonly highest: number;
  /** Largest less smallest. */
  readonly difference: Measure;
  /** Smallest by largest; null for measures that may be below 0, and where the largest is 0. */
  readonly ratio: Measure | null;
  /** One of the two has few rows. */
  readonly small: boolean;
}

export interface Disparity {
  readonly id: DisparityId;
  /** Of equalized odds the wider one of two; null where fewer than two groups have the measure. */
  readonly gap: Gap | null;
  /** Of equalized odds the smaller ratio of two, which may be another measure's. */
  readonly ratio: Measure | null;
}

/**
 * Why not all definitions can hold. With the same precision and true positive rate in both groups, a group's false positive rate is
 * base ÷ (1 − base) · (1 − precision) ÷ precision · true positive rate (Chouldechova 2017, eq. 2.6).
 */
export interface Conflict {
  /** Groups with the lowest and the highest base rate. */
  readonly lowest: number;
  readonly highest: number;
  readonly baseRates: readonly [number, number];
  /** Whether the interval of their difference leaves out 0. */
  readonly sure: boolean;
  /** Of all rows. */
  readonly precision: number;
  readonly tpr: number;
  readonly fpr: number;
  /** False positive rates that equal precision and true positive rate would force. */
  readonly forcedFpr: readonly [number, number];
  /** Selection rates that equal error rates would force. */
  readonly forcedSelection: readonly [number, number];
}

export interface Fairness {
  readonly columns: readonly string[];
  /** The class that counts as positive; null for numbers. */
  readonly label: string | null;
  readonly part: Part | 'all';
  readonly rows: number;
  /** A call is above this probability, 'kept' where each group of rows has its own; null where the most probable class is called. */
  readonly threshold: number | 'kept' | null;
  readonly weighted: boolean;
  readonly all: Measures;
  readonly groups: readonly FairGroup[];
  readonly disparities: readonly Disparity[];
  readonly conflict: Conflict | null;
}

/** How rows are parted. */
export interface Parting {
  /** One or two columns of the file. */
  readonly columns: readonly string[];
  /** Numbers of more distinct values than `fewValues` are cut into so many bins by the training rows' quantiles. */
  readonly bins: number;
  /** Cuts of a column, ascending, in place of its quantiles. */
  readonly cuts?: Readonly<Record<string, readonly number[]>>;
}
