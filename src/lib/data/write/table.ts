/** What a column's cells are when written; a date is YYYY-MM-DD, a datetime ISO 8601, both as texts. */
export type OutKind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime';

/** Rows and columns counted from 0. */
export interface OutTable {
  readonly names: readonly string[];
  readonly kinds: readonly OutKind[];
  readonly rows: number;
  /**
   * The value, null where it is missing. An integer that no double holds comes as its digits; it is always one from
   * −2^63 to 2^63 − 1.
   */
  cell(row: number, column: number): string | number | boolean | null;
}

/** A table that is handed out some rows at a time, from the first on, as often as asked for. */
export interface OutSource {
  readonly names: readonly string[];
  readonly kinds: readonly OutKind[];
  readonly rows: number;
  /** @param only the columns whose cells will be asked for; all of them without it */
  pages(only?: readonly number[]): AsyncIterable<OutTable>;
}

/** Something that is not written as it is in the table, to be shown. */
export interface Change {
  /** Stable, in words: spreadsheet-safe, misfits, missing-markers, … */
  readonly kind: string;
  readonly message: string;
  readonly count: number;
  readonly columns: readonly string[];
}

/** A file in the making. */
export interface Written {
  /** Once, in order; errors come as they are met. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What changed; complete after the last bytes. */
  changed(): readonly Change[];
}

/** A table in memory as a source of one page. */
export const wholeTable = (table: OutTable): OutSource => ({
  names: table.names,
  kinds: table.kinds,
  rows: table.rows,
  pages: async function* () {
    yield table;
  },
});

/** "1 cell", "1,234 cells". */
export const cellsWord = (n: number): string =>
  n === 1 ? '1 cell' : `${n.toLocaleString('en-US')} cells`;

export const isNumberKind = (kind: OutKind): boolean => kind === 'integer' || kind === 'number';
