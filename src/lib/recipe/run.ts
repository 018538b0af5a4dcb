import type { ColumnProfile, Conformal, Diagnosis } from './diagnosis.ts';
import type { ErrorDetail } from './errors.ts';
import type { Edit } from './edits.ts';
import type { LogEvent } from './log.ts';
import type { Task } from './profile.ts';

export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

/** [metric id, value]; null where the metric is not defined (one class in the part, no rows). */
export type Scores = readonly (readonly [string, number | null])[];
export type PartScores = Readonly<Record<Part, Scores>>;

export interface Interval {
  readonly metric: string;
  readonly part: Part;
  readonly value: number | null;
  /** 95 % bootstrap percentile interval over the rows of the part; null where not defined. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Curve {
  /** Class that counts as positive. */
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Area under ROC, or average precision. */
  readonly area: number | null;
}

export interface Importance {
  readonly feature: string;
  /** Mean loss of the primary metric when the column is shuffled; positive is useful. */
  readonly mean: number;
  readonly std: number;
}

/** One row of a part, for the residual charts and the worst errors. */
export interface Predicted {
  /** 0-based row of the file. */
  readonly rid: number;
  readonly actual: number;
  readonly predicted: number;
}

export interface PartCharts {
  /** Row-major classes × classes, actual by predicted; empty for regression. */
  readonly confusion: readonly number[];
  /** One for binary, one for each class otherwise; empty for regression. */
  readonly roc: readonly Curve[];
  readonly precisionRecall: readonly Curve[];
  /** At most 2,000 rows, evenly taken; for regression. */
  readonly predicted: readonly Predicted[];
  /** Absent in runs of earlier versions, and where there is no target. */
  readonly diagnosis?: Diagnosis;
}

/** How sure a coefficient of least squares is. */
export interface CoefficientTest {
  readonly error: number;
  /** Coefficient by error; not finite where the error is 0. */
  readonly t: number;
  /** Two-sided, that the true coefficient is 0. */
  readonly p: number;
  /** 95 % confidence interval. */
  readonly low: number;
  readonly high: number;
}

/** Coefficients along falling penalties, as the fit's own settings have them otherwise. */
export interface CoefficientPath {
  /** Descending. */
  readonly alphas: readonly number[];
  /** [feature, coefficient at each alpha] of the columns drawn, largest first. */
  readonly coefficients: readonly (readonly [string, readonly number[]])[];
  /** How many coefficients are not 0 at each alpha, of all columns. */
  readonly kept: readonly number[];
}

/** What one column, or two together, add to the answer of a model that adds up: tables over the places of its axes. */
export interface AdditiveTerm {
  readonly columns: readonly string[];
  /** Mean over training rows of how far it moves the answer. */
  readonly importance: number;
  /** Ascending cuts of numbers, or values of categories. Place 0 of each axis is a missing value. */
  readonly axes: readonly { readonly kind: 'cuts' | 'levels'; readonly at: readonly number[] }[];
  /** [output][place of the first column × places of the second] */
  readonly scores: readonly (readonly number[])[];
  /** Standard deviation of each over the samples of the fit. */
  readonly errors: readonly (readonly number[])[];
  /** Training rows in each place. */
  readonly rows: readonly number[];
}

export interface FittedSummary {
  /** For each class (one entry for regression and binary): [feature, coefficient] in matrix order. */
  readonly coefficients?: readonly (readonly (readonly [string, number])[])[];
  /** One for each entry of `coefficients`. */
  readonly intercept?: readonly number[];
  /** Standard errors of least squares; absent where columns repeat each other, or no row is left over. */
  readonly inference?: {
    readonly degrees: number;
    readonly residual: number;
    readonly coefficients: readonly (readonly [string, CoefficientTest])[];
    readonly intercept: CoefficientTest | null;
  };
  /** Of the lasso and the elastic net. */
  readonly path?: CoefficientPath;
  /** What the coefficients add up to: the logarithm of the answer. Absent: the answer, or log-odds. */
  readonly link?: 'log';
  /** For each class with a training row: [feature, mean in that class] in matrix order. */
  readonly means?: readonly (readonly (readonly [string, number])[])[];
  /** Mean decrease in impurity, summing to 1, in matrix order. */
  readonly importances?: readonly (readonly [string, number])[];
  /** Of a model that adds up terms: the most important first, and how many are not told. Log-odds, scores, or the answer. */
  readonly additive?: {
    readonly intercept: readonly number[];
    readonly terms: readonly AdditiveTerm[];
    readonly left: number;
  };
  /** Mean over trees. */
  readonly nodes?: number;
  readonly depth?: number;
  /** Iterations used and whether they sufficed. */
  readonly iterations?: number;
  readonly converged?: boolean;
  /** Of each pass over the training rows, for models that learn in passes. */
  readonly learning?: LearningCurve;
}

export interface LearningCurve {
  readonly loss: readonly number[];
  /** Score of the rows held back from learning: accuracy, or R². Empty where none were. */
  readonly validation: readonly number[];
  /** The pass whose weights were kept, counted from 1. */
  readonly kept: number;
  /** The arithmetic: "doubles", or TensorFlow.js's backend. */
  readonly where: string;
  /** Whether another machine would reach the same bits. */
  readonly reproducible: boolean;
}

/** Everything a finished run says, as plain data: what views draw and storage keeps. */
export interface RunResult {
  /** runKey(recipe, modelKey): the run is stale when the recipe's key differs. */
  readonly key: string;
  readonly modelKey: string;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly task: Task;
  /** Empty for a task without one. */
  readonly target: string;
  /** Labels in scikit-learn's order (sorted); null for regression. The last is positive in a binary task. */
  readonly classes: readonly string[] | null;
  readonly rows: Readonly<Record<Part, number>>;
  /** Rows without a target or without a part in the split column. */
  readonly rowsLeftOut: number;
  /** Raw columns that feed the model. */
  readonly inputs: readonly string[];
  /** Columns of the matrix. */
  readonly features: readonly string[];
  readonly metrics: PartScores;
  readonly baseline: PartScores;
  /** [metric id, why it has no value], of each part that has rows; absent in runs of earlier versions. */
  readonly notDefined?: Readonly<Record<Part, readonly (readonly [string, string])[]>>;
  /** The primary metric where it is judged: validation if there is one, else test. */
  readonly judged: Interval;
  readonly intervals: readonly Interval[];
  readonly fitted: FittedSummary;
  readonly charts: Readonly<Record<Part, PartCharts>>;
  /** The model says decision values of classes and no probabilities: what needs these is left out. */
  readonly decisions?: true;
  /** Absent in runs of earlier versions, without a target, and without probabilities of classes. */
  readonly conformal?: Conformal;
  readonly importance: readonly Importance[];
  readonly importanceRows: number;
  readonly seconds: number;
  /** For a task without a target. */
  readonly unsupervised?: Unsupervised;
}

/** What a run without a target says of its training rows. */
export interface Unsupervised {
  /** 0-based row of the file, one for each training row. */
  readonly rid: Int32Array;
  /** See engine/model.ts: a group from 0, −1 for none; for anomaly −1 is unusual. */
  readonly labels: Int32Array;
  /** For anomaly: below 0 is unusual. */
  readonly scores: Float64Array | null;
  /** Rows of each group, the rows in none first where there are some. */
  readonly sizes: readonly { readonly label: number; readonly rows: number }[];
  /** At most 2,000 rows, evenly taken, in two dimensions. */
  readonly map: RowMap;
  /** How alike the groups of two samples of the rows are; null where that was not looked at. */
  readonly stability: Stability | null;
  /** Silhouettes of other numbers of groups; absent where the model is not asked for a number, and in earlier runs. */
  readonly counts?: GroupCounts;
  /** Of a clustering: its groups in the table's columns; absent in runs of earlier versions. */
  readonly profile?: readonly ColumnProfile[];
  /** Whether the model answers for rows it has not seen. */
  readonly newRows: boolean;
}

/** The same model with other numbers of groups, each fitted anew. */
export interface GroupCounts {
  /** The parameter that says how many. */
  readonly param: string;
  readonly chosen: number;
  /** All training rows, or a sample of them. */
  readonly rows: number;
  /** By their number; null where that many has no silhouette. */
  readonly tried: readonly { readonly groups: number; readonly silhouette: number | null }[];
}

export interface RowMap {
  /** Share of the matrix's variance along each axis, its first two principal components; empty for one row. */
  readonly shares: readonly number[];
  readonly points: readonly {
    readonly rid: number;
    readonly x: number;
    readonly y: number;
    readonly label: number;
    readonly score?: number;
  }[];
}

/** Adjusted Rand indices of the labels of pairs of samples, on the rows that both have: 1 is the same groups. */
export interface Stability {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** What a run says of test rows, for others to compare with. */
export interface TestAnswers {
  /** 0-based rows of the file. */
  readonly rid: Int32Array;
  /** Row-major rows × (1 or classes). */
  readonly values: Float64Array;
}

/** What a fitted pipeline is made of, enough to predict: structured-cloneable. */
export interface FittedRun {
  readonly model: string;
  /** Of the form that `modelState` has: a later Tabwise that reads another one refuses it. */
  readonly modelVersion: number;
  readonly modelState: unknown;
  readonly task: Task;
  readonly classes: readonly string[] | null;
  readonly inputs: readonly string[];
  /** Columns of the matrix that the model takes. */
  readonly features: readonly string[];
  readonly steps: readonly FittedStep[];
}

export interface FittedStep {
  readonly key: string;
  readonly step: string;
  /** Of the form that `state` has. */
  readonly version: number;
  readonly columns: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: unknown;
}

/** The recipe does not fit the data: shown in place, with an edit that mends it where one is known. */
export interface Problem {
  /** A step's key, or the part of the recipe that is wrong. */
  readonly at:
    { readonly step: string } | { readonly part: 'target' | 'split' | 'model' | 'features' };
  readonly detail: ErrorDetail;
  readonly fix?: { readonly label: string; readonly edit: Edit };
}

/** A column as it stands somewhere in the pipeline, on training rows. */
export interface TracedColumn {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly missing: number;
  readonly distinct: number;
  /** For numbers. */
  readonly mean?: number;
  readonly std?: number;
  readonly median?: number;
  /** 20 equal bins for numbers, top 12 levels for categories; `edges` absent for categories. */
  readonly counts: readonly number[];
  readonly edges?: readonly number[];
  readonly labels?: readonly string[];
}

/** Columns of one step that a trace describes at most, before and after it. */
export const columnsTraced = 24;

export interface TracedStep {
  readonly key: string;
  readonly effect: string;
  readonly events: readonly LogEvent[];
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly columnsBefore: number;
  readonly columnsAfter: number;
  /** The step's columns before and what they became, on training rows. */
  readonly before: readonly TracedColumn[];
  readonly after: readonly TracedColumn[];
}

/** The beginning of a table: some of its columns, and the cells of a few rows, null for missing. */
export interface FirstRowsOf {
  /** How many there are. */
  readonly columns: number;
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A cleaning step's columns before and after it, on all rows. */
export interface StepLook extends Pick<TracedStep, 'before' | 'after'> {
  /** For steps that shape the table. */
  readonly first: { readonly before: FirstRowsOf; readonly after: FirstRowsOf } | null;
}

/** A dry run of the whole recipe up to the model's matrix. */
export interface Trace {
  readonly steps: readonly TracedStep[];
  readonly problems: readonly Problem[];
  readonly rows: Readonly<Record<Part, number>>;
  readonly rowsLeftOut: number;
  readonly classes: readonly { readonly label: string; readonly count: number }[] | null;
  readonly matrix: readonly TracedColumn[];
}
