/** What a column holds. `text` is free text or an identifier that is neither category nor number. */
export const columnTypes = [
  'integer',
  'number',
  'boolean',
  'category',
  'text',
  'date',
  'datetime',
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What a column is for. Only `feature` columns reach the model. */
export const roles = ['feature', 'target', 'id', 'split', 'ignored'] as const;
export type Role = (typeof roles)[number];

export const tasks = ['binary', 'multiclass', 'regression'] as const;
export type Task = (typeof tasks)[number];

export const isNumeric = (type: ColumnType): boolean => type === 'integer' || type === 'number';
export const isClassification = (task: Task): boolean => task !== 'regression';

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
}

export type Severity = 'high' | 'medium' | 'low' | 'ask';

/** Something a person should know about the table, with its evidence. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** The claim: "age is 19.9 % missing". */
  readonly title: string;
  /** The evidence, with a number. */
  readonly detail: string;
  readonly columns: readonly string[];
  /** Points taken from the quality score of 100. */
  readonly points: number;
}

export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Rows equal to an earlier row in every column. */
  readonly duplicateRows: number;
}
