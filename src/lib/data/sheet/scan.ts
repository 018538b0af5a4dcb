import type { ReadHooks } from '../formats/reader.ts';
import { cellsLimit } from './limits.ts';
import { count, tooLarge } from './refusals.ts';
import { SheetExtras } from './workbook.ts';
import type { SheetRow, Workbook } from './workbook.ts';

/** What one pass over a sheet finds out; rows are those that hold something. */
export interface Scan {
  /** The first rows. */
  readonly head: readonly SheetRow[];
  /** The last rows, those of `head` left out. */
  readonly tail: readonly SheetRow[];
  readonly rows: number;
  /** The sheet's number of the last row, 0 when there is none. */
  readonly last: number;
  /** Columns that the rows between head and tail reach. */
  readonly middleWidth: number;
  readonly extras: SheetExtras;
  /** All the rows, where they are few enough to be held. */
  readonly kept: readonly SheetRow[] | null;
}

const headLength = 200;
const tailLength = 60;
/** A sheet of so many cells is held, so that it is read once. */
const keptCells = 1_000_000;

/**
 * Goes through a sheet's rows once.
 * @param place which sheet, and how many rows above are none of the table's
 * @throws EngineError file-malformed, size-limit, cancelled
 */
export async function scanSheet(
  book: Workbook,
  place: { readonly sheet: number; readonly skip: number; readonly file: string },
  hooks: ReadHooks,
): Promise<Scan> {
  const extras = new SheetExtras();
  const scanner = new Scanner(place.file);
  for await (const rows of book.rows(place.sheet, extras, hooks)) {
    hooks.checkCancel();
    for (const row of rows) if (row.number > place.skip) scanner.add(row);
  }
  return { ...scanner.result(), extras };
}

class Scanner {
  readonly #file: string;
  readonly #head: SheetRow[] = [];
  /** A ring: the oldest stands at #rows modulo its length. */
  readonly #tail: SheetRow[] = [];
  #oldest = 0;
  #rows = 0;
  #last = 0;
  #width = 0;
  #middleWidth = 0;
  #kept: SheetRow[] | null = [];
  #cells = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(row: SheetRow): void {
    this.#rows += 1;
    this.#last = row.number;
    const { width } = row;
    this.#width = Math.max(this.#width, width);
    if (this.#rows * this.#width > cellsLimit) this.#refuse();
    this.#cells += width + 1;
    if (this.#cells > keptCells) this.#kept = null;
    this.#kept?.push(row);
    if (this.#head.length < headLength) this.#head.push(row);
    else if (this.#tail.length < tailLength) this.#tail.push(row);
    else {
      const left = this.#tail[this.#oldest]!;
      this.#middleWidth = Math.max(this.#middleWidth, left.width);
      this.#tail[this.#oldest] = row;
      this.#oldest = (this.#oldest + 1) % tailLength;
    }
  }

  result(): Omit<Scan, 'extras'> {
    return {
      head: this.#head,
      tail: [...this.#tail.slice(this.#oldest), ...this.#tail.slice(0, this.#oldest)],
      rows: this.#rows,
      last: this.#last,
      middleWidth: this.#middleWidth,
      kept: this.#kept,
    };
  }

  #refuse(): never {
    throw tooLarge(
      this.#file,
      `The sheet has ${count(this.#rows)} rows and more, up to ${count(this.#width)} columns wide: more than ${count(cellsLimit)} cells, empty ones too`,
    );
  }
}
