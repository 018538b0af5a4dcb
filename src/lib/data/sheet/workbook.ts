import type { ReadHooks } from '../formats/reader.ts';
import type { Sheet } from '#lib/recipe/source.ts';

export interface SheetInfo {
  readonly name: string;
  readonly hidden: boolean;
}

/** What a cell holds; 0 is nothing. */
export const kinds = { text: 1, number: 2, boolean: 3, date: 4, error: 5 } as const;

/** What is to be told of a cell. */
export const notes = [
  'formula-without-value',
  'error-cells',
  'percent-cells',
  'leap-day-1900',
  'undisplayed-part',
  'not-a-date',
  'escaped-characters',
  'broken-characters',
  'not-a-number',
] as const;
export type Note = (typeof notes)[number];

/** A row that holds something. */
export interface SheetRow {
  /** The sheet's row, 1-based; ascending, with gaps where rows are blank. */
  readonly number: number;
  readonly hidden: boolean;
  /** Columns up to the last that holds something; 0 when none does. */
  readonly width: number;
  /** By column; nothing, or a hole, where the cell is empty. */
  readonly texts: readonly (string | null)[];
  /** By column, one of `kinds`. */
  readonly kinds: readonly number[];
  /** Of its cells: which note and which column. */
  readonly notes: readonly { readonly note: Note; readonly column: number }[];
}

/** A range of cells shown as one; rows 1-based, columns from 0, ends included. */
export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** What a sheet says beside its rows; whole when all the rows have gone by. */
export class SheetExtras {
  readonly merges: Merge[] = [];
  /** First and last column of each hidden stretch, from 0. */
  readonly hiddenColumns: (readonly [first: number, last: number])[] = [];
}

/** A workbook of any kind, opened. */
export interface Workbook {
  readonly kind: Sheet['workbook'];
  /** In the order of the tabs, hidden ones too. */
  readonly sheets: readonly SheetInfo[];
  /** Bytes to unpack for a pass over the sheet, 0 where it is in memory. */
  cost(sheet: number): number;
  /** The rows of a sheet that hold something, some at a time; may be asked for again. */
  rows(sheet: number, extras: SheetExtras, hooks: ReadHooks): AsyncIterable<readonly SheetRow[]>;
}

/** Builds one row. */
export class RowBuilder {
  readonly number: number;
  readonly hidden: boolean;
  width = 0;
  readonly texts: (string | null)[] = [];
  readonly kinds: number[] = [];
  readonly notes: { note: Note; column: number }[] = [];

  constructor(number: number, hidden: boolean) {
    this.number = number;
    this.hidden = hidden;
  }

  put(column: number, text: string, kind: number): void {
    if (text !== '' && column >= this.width) this.width = column + 1;
    this.kinds[column] = kind;
    if (text.isWellFormed()) this.texts[column] = text;
    else {
      this.texts[column] = text.toWellFormed();
      this.note('broken-characters', column);
    }
  }

  note(note: Note, column: number): void {
    this.notes.push({ note, column });
  }

  /** Neither a value nor anything to tell. */
  get isBlank(): boolean {
    return this.width === 0 && this.notes.length === 0;
  }
}
