import type { ColumnFacts } from '#lib/recipe/step.ts';

/** Why something is not said in Spark: a sentence. */
export interface Unsaid {
  readonly why: string;
}
export const unsaid = (why: string): Unsaid => ({ why });
export const isUnsaid = (said: object): said is Unsaid => 'why' in said;

/** What a cleaning step sees: the table's columns where it stands, and what each is called in the code. */
interface SparkPlace {
  readonly before: readonly ColumnFacts[];
  readonly columns: readonly string[];
  /** A column's name in the code, as a Python text; of a new column, too. */
  readonly id: (name: string) => string;
}

/** A cleaning step as Python lines on `df`. */
export interface SparkCleaned {
  readonly lines: readonly string[];
  /** Rows that are predicted all stay. */
  readonly trainingOnly?: true;
}

export type SparkCleaning = (
  place: SparkPlace,
  params: Readonly<Record<string, unknown>>,
) => SparkCleaned | Unsaid;

/** Where a learned step stands in the pipeline: those of one column follow in this order. */
export const sparkRanks = ['impute', 'encode', 'scale'] as const;

export interface SparkLearned {
  readonly rank: (typeof sparkRanks)[number];
  /** Why these parameters have no twin in Spark; null where they have. */
  readonly refuses: (params: Readonly<Record<string, unknown>>) => string | null;
  /**
   * The stages by which Spark learns it, one line of Python each; `inputs` and `outputs` are lists of Python texts.
   * Scaling takes one vector and gives one.
   */
  readonly stages: (
    inputs: readonly string[],
    outputs: readonly string[],
    params: Readonly<Record<string, unknown>>,
  ) => readonly string[];
  readonly imports: readonly string[];
}

/** A step as it was fitted: from each column's Python expression to those of the columns it leaves. */
export type SparkFitted = (
  fitted: {
    readonly columns: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
    readonly state: unknown;
  },
  id: (name: string) => string,
) => {
  /** Name → Python expression of its new value. */
  readonly set: readonly (readonly [string, string])[];
  readonly drop: readonly string[];
};

export interface SparkModel {
  readonly classes: boolean;
  /** The estimator's class in pyspark.ml and its keywords, as Python. */
  readonly estimator: (
    params: Readonly<Record<string, unknown>>,
    classification: boolean,
    seed: number,
  ) => { readonly name: string; readonly kwargs: readonly (readonly [string, string])[] } | Unsaid;
}

export interface SparkSpeech {
  readonly cleaning: Readonly<Record<string, SparkCleaning>>;
  readonly learned: Readonly<Record<string, SparkLearned>>;
  readonly fitted: Readonly<Record<string, SparkFitted>>;
  readonly models: Readonly<Record<string, SparkModel>>;
}
