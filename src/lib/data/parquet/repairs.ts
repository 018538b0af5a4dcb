import type { Repair } from '../formats/issues.ts';
import { wordsOf } from './damage.ts';
import type { Note, TextColumn } from './texts.ts';

const rowsKept = 20;
const columnsKept = 20;

interface Tally {
  count: number;
  readonly rows: number[];
  readonly columns: string[];
}

type Kind = Note | 'binary' | 'nested';

/** Collects what happened to cells, over all columns and batches. */
export class Tallies {
  readonly #found = new Map<Kind, Tally>();

  /** Takes the notes of a column's batch whose first row is `firstRow` (0-based) of the table. */
  add(column: TextColumn, header: string, firstRow: number): void {
    for (const [kind, { count, rows }] of column.notes)
      this.tell(kind, { count, header, rows: rows.map((row) => firstRow + row + 1) });
  }

  tell(kind: Kind, what: { count: number; header: string; rows?: readonly number[] }): void {
    const entry = this.#found.get(kind) ?? { count: 0, rows: [], columns: [] };
    entry.count += what.count;
    for (const row of what.rows ?? []) if (entry.rows.length < rowsKept) entry.rows.push(row);
    if (!entry.columns.includes(what.header) && entry.columns.length < columnsKept)
      entry.columns.push(what.header);
    this.#found.set(kind, entry);
  }

  repairs(): readonly Repair[] {
    return [...this.#found].map(([kind, { count, rows, columns }]) => ({
      kind,
      message: messages[kind](count === 1 ? '1 cell' : `${wordsOf(count)} cells`, count === 1),
      count,
      rows: [...new Set(rows)].sort((a, b) => a - b),
      columns,
    }));
  }
}

const messages: Record<Kind, (cells: string, one: boolean) => string> = {
  'not-finite': (cells, one) =>
    `${cells} ${one ? 'is' : 'are'} NaN or infinite, which is no number to compute with; ${one ? 'it was' : 'they were'} written as NaN, Infinity or -Infinity`,
  'not-text': (cells, one) =>
    `${cells} ${one ? 'is' : 'are'} called text and ${one ? 'is' : 'are'} not UTF-8; ${one ? 'its bytes were' : 'their bytes were'} written in hexadecimal digits after \\x`,
  binary: (cells, one) =>
    `${cells} ${one ? 'holds' : 'hold'} bytes that are no text; ${one ? 'they were' : 'all of their columns were'} written in hexadecimal digits after \\x`,
  nested: (cells, one) =>
    `${cells} ${one ? 'holds' : 'hold'} a list or map; ${one ? 'it was' : 'they were'} written as JSON`,
};
