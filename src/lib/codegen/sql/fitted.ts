import type { FittedRun, FittedStep } from '#lib/recipe/run.ts';

/** A column's name in the query; a new one for a name that it has not met. */
export type SqlId = (name: string) => string;

/** A learned step with what it learned of training rows: each column's new value, and columns that are no more. */
export type SqlFitted = (
  fitted: Pick<FittedStep, 'columns' | 'params' | 'state'>,
  id: SqlId,
) => {
  readonly set: readonly (readonly [name: string, sql: string])[];
  readonly drop: readonly string[];
};

/** Columns of one SELECT beside those before it: what each is called, and lines of SQL. */
export interface SqlStage {
  readonly words: string;
  readonly columns: readonly (readonly [id: string, sql: string | readonly string[]])[];
}

/** A model as SELECTs one after the other, and what the last says: a value, or shares of the classes. */
export interface SqlAnswer {
  readonly stages: readonly SqlStage[];
  readonly values: readonly string[];
}

export type SqlModel = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each knows the state of its own model
  state: any,
  about: {
    /** Columns of the matrix, in its order. */
    readonly features: readonly string[];
    readonly classes: FittedRun['classes'];
    /** A name that the query has not. */
    readonly id: SqlId;
  },
) => SqlAnswer;

/** What says it, or why nothing does: the end of a sentence. */
export type SqlSaid<Said> =
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  { readonly say: Said; readonly refuses?: (params: any, state: any) => string | null } | string;

export interface SqlSpeech {
  readonly steps: Readonly<Record<string, SqlSaid<SqlFitted>>>;
  readonly models: Readonly<Record<string, SqlSaid<SqlModel>>>;
}

/** A double as DuckDB reads it with every digit: without an exponent it would be a decimal. */
export function sqlNumber(x: number): string {
  if (!Number.isFinite(x)) return `CAST('${String(x)}' AS DOUBLE)`;
  const text = String(x).includes('e') ? String(x).replace('e+', 'e') : `${String(x)}e0`;
  return x < 0 || Object.is(x, -0) ? `(${text})` : text;
}
