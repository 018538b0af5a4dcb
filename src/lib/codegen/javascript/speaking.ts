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

/** Steps that rows to be predicted pass as they are, and those that rename or leave out: of cleaning, by id. */
export type CleaningSpeakings = Readonly<Record<string, Spoken>>;

export const nameOf = (code: string): string => /^function (\w+)/.exec(code)![1]!;
