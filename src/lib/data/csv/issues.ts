import type { HeaderRepair } from '#lib/recipe/headers.ts';

/** Something that was put right while reading, to be shown. */
export interface Repair {
  readonly kind:
    | HeaderRepair['kind']
    | 'header-short'
    | 'short-rows'
    | 'stray-text'
    | 'open-quote'
    | 'blank-lines';
  /** "3 rows have fewer cells than the header; the rest of them is missing." */
  readonly message: string;
  readonly count: number;
  /** The first file rows concerned, 1-based, the header being row 1. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

/** A row that was left out. */
export interface Reject {
  /** File row, 1-based, the header being row 1. */
  readonly row: number;
  readonly cells: number;
  /** The row as it stands in the file, at most 500 characters. */
  readonly raw: string;
  readonly reason: string;
}

export type RowRepair = 'short-rows' | 'stray-text' | 'open-quote' | 'blank-lines';

/** Counts what happens to rows; keeps the first of each. */
export class RowIssues {
  readonly rejects: Reject[] = [];
  /** Every rejected row. */
  readonly rejectedRows: number[] = [];
  /** Other readers of CSV would see other rows. */
  irregular = false;
  readonly #counts = new Map<RowRepair, { count: number; rows: number[] }>();

  repair(kind: RowRepair, row: number): void {
    if (kind === 'open-quote') this.irregular = true;
    const entry = this.#counts.get(kind) ?? { count: 0, rows: [] };
    entry.count += 1;
    if (entry.rows.length < 20) entry.rows.push(row);
    this.#counts.set(kind, entry);
  }

  count(kind: RowRepair): number {
    return this.#counts.get(kind)?.count ?? 0;
  }

  reject(reject: Reject): void {
    this.rejectedRows.push(reject.row);
    if (this.rejects.length < 1000) this.rejects.push(reject);
  }

  repairs(): Repair[] {
    return [...this.#counts].map(([kind, { count, rows }]) => ({
      kind,
      message: messages[kind](count),
      count,
      rows,
      columns: [],
    }));
  }
}

export const rowsWord = (n: number, one: string, many: string): string =>
  n === 1 ? `1 row ${one}` : `${n.toLocaleString('en-US')} rows ${many}`;

const messages: Record<RowRepair, (n: number) => string> = {
  'short-rows': (n) =>
    `${rowsWord(n, 'has', 'have')} fewer cells than the header; the cells that are not there are missing`,
  'stray-text': (n) =>
    `${rowsWord(n, 'has', 'have')} text after a closing quote; it was kept as part of the cell`,
  'open-quote': (n) =>
    `${rowsWord(n, 'has', 'have')} a quote that never closes; it was read as text`,
  'blank-lines': (n) =>
    n === 1 ? '1 blank line was skipped' : `${n.toLocaleString('en-US')} blank lines were skipped`,
};

export function headerRepair(repair: HeaderRepair): Repair {
  const where = `Column ${repair.column + 1}`;
  return {
    kind: repair.kind,
    message:
      repair.kind === 'header-empty'
        ? `${where} has no name; it is called “${repair.name}”`
        : `${where} is another “${repair.header}”; it is called “${repair.name}”`,
    count: 1,
    rows: [1],
    columns: [repair.name],
  };
}
