import type { Reject, Repair } from '../formats/issues.ts';

export type RowRepair =
  'short-rows' | 'stray-text' | 'open-quote' | 'blank-lines' | 'comment-lines' | 'undecodable';

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
    if (entry.rows.length < shown[kind]) entry.rows.push(row);
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

/** How many rows of each are listed; text that was lost must be found again. */
const shown: Record<RowRepair, number> = {
  'short-rows': 20,
  'stray-text': 20,
  'open-quote': 20,
  'blank-lines': 20,
  'comment-lines': 20,
  undecodable: 10_000,
};

const rowsWord = (n: number, one: string, many: string): string =>
  n === 1 ? `1 row ${one}` : `${n.toLocaleString('en-US')} rows ${many}`;

const linesWord = (n: number, kind: string): string =>
  n === 1
    ? `1 ${kind} line was skipped`
    : `${n.toLocaleString('en-US')} ${kind} lines were skipped`;

const messages: Record<RowRepair, (n: number) => string> = {
  'short-rows': (n) =>
    `${rowsWord(n, 'has', 'have')} fewer cells than the header; the cells that are not there are missing`,
  'stray-text': (n) =>
    `${rowsWord(n, 'has', 'have')} text after a closing quote; it was kept as part of the cell`,
  'open-quote': (n) =>
    `${rowsWord(n, 'has', 'have')} a quote that never closes; it was read as text`,
  'blank-lines': (n) => linesWord(n, 'blank'),
  'comment-lines': (n) => linesWord(n, 'comment'),
  undecodable: (n) =>
    `${rowsWord(n, 'has', 'have')} bytes that are no characters in this encoding; each was replaced by U+FFFD (�)`,
};
