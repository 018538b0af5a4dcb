/** The record of formats.md section 3. */
export interface Suggestion {
  readonly id: string;
  /** One of the assistant's action types: drop_columns, drop_duplicates, impute, cast, encode, scale. */
  readonly type: string;
  readonly target_columns: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** How often, on reference tables, accepting did not lower the honest score; 0 to 1. */
  readonly confidence: number;
  readonly rationale: string;
  /** Log lines of a dry run on the real columns, in the console's text form. */
  readonly console_preview: readonly string[];
}

/** A suggestion before its dry run. */
export type SuggestionDraft = Omit<Suggestion, 'console_preview'>;
