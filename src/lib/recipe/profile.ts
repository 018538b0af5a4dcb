/**
 * What a column holds. `text` is free text or an identifier that is neither category nor number; `ordinal` is a
 * category with an order; `duration` is a number of seconds.
 */
export const columnTypes = [
  'integer',
  'number',
  'boolean',
  'category',
  'ordinal',
  'text',
  'date',
  'datetime',
  'duration',
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What a column's values stand for, beyond their type. */
export const meanings = [
  'none',
  'zip',
  'code',
  'currency',
  'percent',
  'measure',
  'latitude',
  'longitude',
  'place',
  'year',
  'email',
  'url',
  'phone',
] as const;
export type Meaning = (typeof meanings)[number];

/** What a column is for. Only `feature` columns reach the model. */
/** `weight`: how much each row counts in the fit and in the scores. */
export const roles = [
  'feature',
  'target',
  'weight',
  'id',
  'group',
  'time',
  'split',
  'ignored',
] as const;
export type Role = (typeof roles)[number];

const supervised = ['binary', 'multiclass', 'regression'] as const;
/** Without a target: groups of rows, unusual rows. */
export const unsupervisedTasks = ['clustering', 'anomaly'] as const;
export const tasks = [...supervised, ...unsupervisedTasks] as const;
export type Task = (typeof tasks)[number];
export type UnsupervisedTask = (typeof unsupervisedTasks)[number];

export const isNumeric = (type: ColumnType): boolean =>
  type === 'integer' || type === 'number' || type === 'duration';
/** Levels, in order or not. */
export const isCategorical = (type: ColumnType): boolean =>
  type === 'category' || type === 'ordinal';
export const isClassification = (task: Task): boolean => task === 'binary' || task === 'multiclass';
/** False where there is nothing to predict, and so no column is the target. */
export const isSupervised = (task: Task): task is (typeof supervised)[number] =>
  supervised.some((t) => t === task);

/** Equal-width bins over [edges[0], edges.at(-1)]; `counts.length === edges.length - 1`. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation (ddof = 1), as pandas describes it. */
  readonly std: number;
  /** Fisher-Pearson, biased (g1); NaN when std is 0. */
  readonly skew: number;
  /** Linear interpolation, as numpy's default. */
  readonly quantiles: {
    readonly p01: number;
    readonly p05: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p95: number;
    readonly p99: number;
  };
  readonly zeros: number;
  readonly negatives: number;
  readonly histogram: Histogram;
}

/** A closer look at a column's numbers, for the alerts. Infinities are counted here and are in no other figure. */
export interface NumberShape {
  /** Excess kurtosis, biased (g2), as scipy.stats.kurtosis; NaN when std is 0. */
  readonly kurtosis: number;
  /** Values without a fraction. */
  readonly whole: number;
  readonly infinite: number;
  /** Tukey's fences: 1.5 interquartile ranges below and above the quartiles, and the values beyond them. */
  readonly fences: {
    readonly low: number;
    readonly high: number;
    readonly below: number;
    readonly above: number;
  };
  /** Median absolute deviation from the median, unscaled. */
  readonly mad: number;
  /** Values with |0.6745 (x − median) / mad| > 3.5 (Iglewicz and Hoaglin 1993); 0 where mad is 0. */
  readonly robustOutliers: number;
  /** Cells at the smallest and at the largest value, and the mean count of the ten distinct values next to each. */
  readonly ends: {
    readonly atMin: number;
    readonly nearMin: number;
    readonly atMax: number;
    readonly nearMax: number;
  };
}

/** A value that is written as people and programs write "missing", with what makes it one, or not. */
export interface Suspect {
  readonly value: string;
  readonly count: number;
  /** `word` says it (unknown), `mark` is only signs (-), `vague` may say it (none), `number` and `date` are fillers (0, 999). */
  readonly pattern: 'word' | 'mark' | 'vague' | 'number' | 'date';
  /**
   * Value outlier: its distance from the nearest other value, in median distances between the ten values next to it;
   * null for texts, and for a value that does not stand at an end of the column.
   */
  readonly apart: number | null;
  /** Frequency outlier: its count over the mean count of these ten values; for texts over the median count of the others. */
  readonly often: number;
  /** How far it lies beyond the nearer quartile of the other values, in their interquartile ranges; null where these are 0, for texts and for dates. */
  readonly out: number | null;
  /** It is below 0, and no value without a pattern is. */
  readonly onlyNegative: boolean;
}

/** Buckets of equal calendar length, empty ones included, in order of time; at most some 1,000. */
export interface DateSummary {
  readonly unit: 'hour' | 'day' | 'month' | 'year' | 'decade';
  /** ISO 8601 of the bucket's begin, in UTC. */
  readonly buckets: readonly { readonly start: string; readonly count: number }[];
  /** The longest stretch without a value, between two values. */
  readonly longestGap: { readonly from: string; readonly to: string; readonly days: number } | null;
  /** Cells with a time zone: Z or an offset. */
  readonly zoned: number;
  /** Distinct offsets among them. */
  readonly offsets: number;
  /** Cells before 1900-01-01. */
  readonly early: number;
  /** Cells after the day that counts as today; null where nobody said which day it is. */
  readonly late: number | null;
}

/** A closer look at a column's texts, for the alerts. Shares are of present cells, 0 to 1. */
export interface TextShape {
  readonly meanLength: number;
  /** Cells of white space only. */
  readonly blank: number;
  /** Cells that begin or end with white space, and are not blank. */
  readonly padded: number;
  /** Distinct values that come once. */
  readonly once: number;
  /** The least frequent value, the last of them by text; null without values. */
  readonly rarest: TopValue | null;
  /** Values of less than the rare level's share and count (findings/limits.ts), and their cells. */
  readonly rare: { readonly levels: number; readonly cells: number };
  /** Numbers only once currency signs, percent signs and marks between thousands are taken away: $1,200. */
  readonly markedNumberShare: number;
  /** Whole numbers that a number would not keep: leading zeros, more than 53 bits. */
  readonly codeShare: number;
  readonly dateShare: number;
  /** The texts that are no numbers, most frequent first, where they are three at most; null where they are more. */
  readonly words: readonly TopValue[] | null;
  /** The one mark with which texts join two numbers (120/80), and their share; null where none does. */
  readonly pairs: { readonly mark: string; readonly share: number } | null;
  /** Texts that read inf or infinity. */
  readonly infinite: number;
  /** Values that differ from a more frequent one only in case, in white space, or in how an accent is written. */
  readonly variants: {
    readonly cells: number;
    readonly values: number;
    /** At most 200 groups of at most 50, those with the most cells first, in each the most frequent spelling first. */
    readonly samples: readonly (readonly string[])[];
  };
}

export interface TopValue {
  readonly value: string;
  readonly count: number;
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: Role;
  /** Cells that are missing: empty or one of the source's missing markers. */
  readonly missing: number;
  /** Distinct present values. */
  readonly distinct: number;
  /** Cells that hold text which does not fit the type; they count as missing downstream and are listed. */
  readonly misfits: number;
  readonly misfitSamples: readonly string[];
  /** Share of present texts that would parse as a number, 0 to 1; for text and category columns. */
  readonly numberShare: number;
  /** Present for integer and number columns with at least one value. */
  readonly number?: NumberSummary;
  /** Most frequent values, at most 20, by count and then text. */
  readonly top: readonly TopValue[];
  /** Lengths in characters of present values; for text and category columns. */
  readonly length?: { readonly min: number; readonly max: number };
  /** ISO 8601; for date and datetime columns. */
  readonly range?: { readonly min: string; readonly max: string };
  /** For integer and number columns with at least one value. */
  readonly shape?: NumberShape;
  /** For all others with at least one value. */
  readonly text?: TextShape;
  /** For date and datetime columns with at least one ISO 8601 text. */
  readonly dates?: DateSummary;
  /** Values that may stand for "missing", most frequent first; judged by the alerts. */
  readonly suspects?: readonly Suspect[];
  /** How missing cells are written, most frequent first; '' is an empty cell. */
  readonly missingAs?: readonly TopValue[];
  /** Present where the values of numbers and dates never fall, or never rise, from row to row. */
  readonly order?: {
    readonly direction: 'up' | 'down';
    /** No two neighbours are equal. */
    readonly strict: boolean;
    /** The one difference between neighbours; null where it varies, and for dates. */
    readonly step: number | null;
  };
}

export type Severity = 'high' | 'medium' | 'low' | 'ask';

/** A step that would answer a finding; without `params` its usual ones. */
export interface StepAsked {
  readonly step: string;
  readonly columns: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What would answer a finding, in the words of edits.ts; the page makes the edit from it. */
export type FindingFix =
  | ({ readonly kind: 'step' } & StepAsked)
  /** One step a column, where each asks for its own parameters. */
  | { readonly kind: 'steps'; readonly steps: readonly StepAsked[] }
  | { readonly kind: 'setRole'; readonly column: string; readonly role: Role }
  | { readonly kind: 'setType'; readonly column: string; readonly type: ColumnType }
  /** Test on the rows that come last by a column of dates. */
  | { readonly kind: 'splitByTime'; readonly column: string };

/** Something a person should know about the table, with its evidence. */
export interface Finding {
  /** `rule:column`, or the rule alone. */
  readonly id: string;
  /** Key into the catalogue (findings/catalogue.ts). */
  readonly rule: string;
  readonly severity: Severity;
  /** The claim: "age is 19.9 % missing". */
  readonly title: string;
  /** The evidence, with a number. */
  readonly detail: string;
  readonly columns: readonly string[];
  /** What the rule asks for: "more than 5 % missing". */
  readonly threshold: string;
  /** What it found, as measured: a share, a count or a coefficient. */
  readonly value: number;
  /** Points it would take alone; `points` are these after the rule's limit and the floor of 0. */
  readonly weight: number;
  /** Points taken from the quality score of 100, in tenths; those of all findings add up to what is lost. */
  readonly points: number;
  /** Points that the fix wins back, with all other findings that it answers. */
  readonly gain: number;
  readonly fix?: { readonly label: string; readonly action: FindingFix };
  /** Where no step answers it: why, and what else may be done, in a sentence. */
  readonly noFix?: string;
  /** What the fix leaves: cells that are missing then, as the weight that they add to `missing` and their share of the rows. */
  readonly leaves?: { readonly weight: number; readonly share: number };
}

/** Columns that say the same of every row. */
export interface Twins {
  readonly columns: readonly string[];
  /** Every cell is the same; or each value of one stands for one value of the other. */
  readonly kind: 'equal' | 'one-to-one';
}

/** All gaps of a column, and no other row, stand where another has one value: nothing was paid where tenure is 0. */
export interface GapCause {
  readonly column: string;
  readonly where: string;
  /** As text; 0 of a number. */
  readonly value: string;
  readonly cells: number;
}

export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Rows equal to an earlier row in every column. */
  readonly duplicateRows: number;
  /** Rows equal to an earlier one in every column but the ids; absent without an id. */
  readonly duplicateRowsButIds?: number;
  /** Columns that hold the same, compared by 64-bit hashes. */
  readonly twins?: readonly Twins[];
  /** Gaps that another column accounts for; absent where there are none. */
  readonly gapCauses?: readonly GapCause[];
}
