export type { Alternative, DateFindings, InferredColumn } from '#lib/recipe/reading.ts';

/** What the rest of the table says where a column alone could be read two ways. */
export interface TableHints {
  readonly decimal: '.' | ',' | null;
  readonly dayFirst: boolean | null;
}
