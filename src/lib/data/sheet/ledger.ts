import type { Repair } from '../formats/issues.ts';
import type { Layout } from './layout.ts';
import { rangeName } from './layout.ts';
import { count } from './refusals.ts';
import { columnLetters } from './texts.ts';
import type { Note, SheetRow } from './workbook.ts';

type Kind = Note | 'blank-rows' | 'hidden-rows';

interface Entry {
  count: number;
  readonly rows: number[];
  readonly columns: Set<number>;
}

const listed = 20;

/** Counts what is to be told of the rows of a table; row numbers are the sheet's. */
export class Ledger {
  readonly #entries = new Map<Kind, Entry>();
  readonly #layout: Layout;
  #last: number;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#last = layout.skip + layout.header;
  }

  /** The next row of the body. */
  row(row: SheetRow): void {
    const blank = row.number - this.#last - 1;
    if (blank > 0) this.#blank(blank);
    this.#last = row.number;
    if (row.hidden) this.#add('hidden-rows', row.number, 1);
    for (const { note, column } of row.notes) {
      if (column < this.#layout.width) this.#add(note, row.number, 1).columns.add(column);
    }
  }

  repairs(hiddenColumns: readonly (readonly [number, number])[]): Repair[] {
    const found = [...this.#entries].map(([kind, entry]): Repair => ({
      kind,
      message: messages[kind](entry.count),
      count: entry.count,
      rows: entry.rows,
      columns: [...entry.columns].sort((a, b) => a - b).map((c) => this.#name(c)),
    }));
    return [...found, ...this.#merged(), ...this.#hidden(hiddenColumns)];
  }

  #blank(rows: number): void {
    const entry = this.#add('blank-rows', this.#last + 1, rows);
    for (let k = 2; k <= rows && entry.rows.length < listed; k += 1)
      entry.rows.push(this.#last + k);
  }

  #add(kind: Kind, row: number, times: number): Entry {
    let entry = this.#entries.get(kind);
    if (!entry) this.#entries.set(kind, (entry = { count: 0, rows: [], columns: new Set() }));
    entry.count += times;
    if (entry.rows.length < listed && entry.rows.at(-1) !== row) entry.rows.push(row);
    return entry;
  }

  #merged(): Repair[] {
    const { merges, merged, width } = this.#layout;
    if (merges.length === 0) return [];
    const names = merges.slice(0, 5).map(rangeName).join(', ');
    const ranges = merges.length === 1 ? '1 merged range' : `${count(merges.length)} merged ranges`;
    const done =
      merged === 'fill'
        ? 'each empty cell of a range was given the range’s value'
        : 'only the first cell of each holds the range’s value';
    const columns = new Set(
      merges.slice(0, 100).flatMap((m) => between(m.left, Math.min(m.right, width - 1))),
    );
    return [
      {
        kind: 'merged-cells',
        message: `${ranges}: ${names}${merges.length > 5 ? ' …' : ''}; ${done}`,
        count: merges.length,
        rows: merges.slice(0, listed).map((m) => m.top),
        columns: [...columns].sort((a, b) => a - b).map((c) => this.#name(c)),
      },
    ];
  }

  #hidden(stretches: readonly (readonly [number, number])[]): Repair[] {
    const { width } = this.#layout;
    const columns = stretches.flatMap(([a, b]) => between(a, Math.min(b, width - 1)));
    if (columns.length === 0) return [];
    const letters = columns.slice(0, 10).map(columnLetters).join(', ');
    const what = columns.length === 1 ? '1 column is' : `${count(columns.length)} columns are`;
    return [
      {
        kind: 'hidden-columns',
        message: `${what} hidden in the sheet and ${columns.length === 1 ? 'was' : 'were'} read: ${letters}${columns.length > 10 ? ' …' : ''}`,
        count: columns.length,
        rows: [],
        columns: columns.map((c) => this.#name(c)),
      },
    ];
  }

  #name(column: number): string {
    return this.#layout.headers[column] || columnLetters(column);
  }
}

const between = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);

const of =
  (one: string, many: string) =>
  (n: number): string =>
    n === 1 ? `1 ${one}` : `${count(n)} ${many}`;

const messages: Record<Kind, (n: number) => string> = {
  'blank-rows': of('blank row was left out', 'blank rows were left out'),
  'hidden-rows': of(
    'row is hidden in the sheet and was read',
    'rows are hidden in the sheet and were read',
  ),
  'formula-without-value': of(
    'formula has no value in the file; its cell is missing. Open the file in a spreadsheet and save it to have it computed',
    'formulas have no value in the file; their cells are missing. Open the file in a spreadsheet and save it to have them computed',
  ),
  'error-cells': of(
    'cell holds an error such as #N/A; its text was kept',
    'cells hold errors such as #N/A; their texts were kept',
  ),
  'percent-cells': of(
    'cell is shown as a percentage; its number was kept: 12 % is 0.12',
    'cells are shown as percentages; their numbers were kept: 12 % is 0.12',
  ),
  'leap-day-1900': of(
    'cell says 29 February 1900, a day that never was (Excel’s day 60); it was kept as 1900-02-29',
    'cells say 29 February 1900, a day that never was (Excel’s day 60); they were kept as 1900-02-29',
  ),
  'undisplayed-part': of(
    'date or time holds more than its format shows (a time of day, or a day); it was read whole',
    'dates or times hold more than their format shows (a time of day, or a day); they were read whole',
  ),
  'not-a-date': of(
    'number has the format of a date but is none (negative, day 0 or after 9999); the number was kept, of day 0 the time',
    'numbers have the format of a date but are none (negative, day 0 or after 9999); the numbers were kept, of day 0 the times',
  ),
  'escaped-characters': of(
    'text holds characters as Excel’s _xHHHH_; they were read as the characters they stand for',
    'texts hold characters as Excel’s _xHHHH_; they were read as the characters they stand for',
  ),
  'broken-characters': of(
    'text holds half a character (a lone surrogate); it was read as �',
    'texts hold half a character (a lone surrogate); it was read as �',
  ),
  'not-a-number': of(
    'cell says it is a number but holds a text that is none, or is too large; the text was kept',
    'cells say they are numbers but hold texts that are none, or are too large; the texts were kept',
  ),
};
