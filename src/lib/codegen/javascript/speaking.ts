import type { ColumnFacts } from '#lib/recipe/step.ts';

/**
 * How the exported JavaScript says a fitted step or model. `code` is one function, whose name is that after its
 * `function`: of a step `(row, { columns, state, params }) => void`, which changes a Map from column to number or text;
 * of a model `(state, x, run) => number[]`, the value or the probabilities of all classes of one row of the matrix.
 */
export interface Spoken {
  readonly code: string;
  /** Functions that it calls. */
  readonly uses?: readonly string[];
  /** Fields of the state that it reads; the others stay out of the file. Absent: all. */
  readonly fields?: readonly string[];
  /** Whether a gap in the matrix has an answer. */
  readonly gaps?: boolean;
  /** Why parameters leave no way to say it; null where there is one. */
  readonly refuses?: (params: Readonly<Record<string, unknown>>) => string | null;
}

/** What says it, or why nothing does: the end of a sentence that begins with its name. */
export type Speaking = Spoken | string;

export type Speakings = Readonly<Record<string, Speaking>>;

type Params = Readonly<Record<string, unknown>>;
type Columns = readonly ColumnFacts[];

/** A cleaning step, which depends on the columns where it stands. */
export interface CleaningSpoken extends Spoken {
  /** What its function is given as `params`; absent: the step's own. */
  readonly given?: (before: Columns, columns: readonly string[], params: Params) => unknown;
  /** The columns after it; absent: those before. */
  readonly after?: (before: Columns, columns: readonly string[], params: Params) => Columns;
}

/** Cleaning steps of which each row by itself tells what becomes of it, by id. */
export type CleaningSpeakings = Readonly<Record<string, CleaningSpoken>>;

export const nameOf = (code: string): string => /^function (\w+)/.exec(code)![1]!;
