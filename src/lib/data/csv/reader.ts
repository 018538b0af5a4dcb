import { EngineError } from '#lib/recipe/errors.ts';
import { isBlank } from './dialect.ts';
import type { RowIssues } from './issues.ts';
import { needMore, openQuote, Scanner } from './scanner.ts';

/** Rows × columns cells inside `bytes`: cell (i, j) is bounds[2(i·columns + j)] to the next. */
export interface CellBlock {
  readonly bytes: Uint8Array;
  readonly bounds: Int32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface ReaderOptions {
  readonly delimiter: string;
  readonly quote: string;
  readonly columns: number;
  readonly header: boolean;
  readonly file: string;
}

/** A record may be this long. */
export const recordLimit = 1 << 26;
/** A quoted cell that has not closed by then never will: scanning stays linear in the size of the file. */
const openQuoteLimit = 1 << 24;

/** Turns bytes into blocks of whole rows of equally many cells; what does not fit goes to `issues`. */
export class RowReader {
  readonly #options: ReaderOptions;
  readonly #issues: RowIssues;
  readonly #scanner: Scanner;
  #carry: Uint8Array = new Uint8Array(0);
  #headerDone: boolean;
  /** File row of the next record. */
  #row = 1;
  #bounds: Int32Array = new Int32Array(1 << 16);
  #rows = 0;

  constructor(options: ReaderOptions, issues: RowIssues) {
    this.#options = options;
    this.#issues = issues;
    this.#headerDone = !options.header;
    const quote = options.quote === '' ? -1 : options.quote.charCodeAt(0);
    this.#scanner = new Scanner(options.delimiter.charCodeAt(0), quote);
  }

  /** The rows that end in `block`, which is rewritten; with `final` all that are left. */
  push(block: Uint8Array, final: boolean): CellBlock {
    const bytes = this.#joined(block);
    this.#rows = 0;
    let at = 0;
    while (at < bytes.length) {
      const next = this.#record(bytes, at, final);
      if (next === needMore) break;
      at = next;
    }
    if (bytes.length - at > recordLimit) throw this.#tooLong();
    this.#carry = bytes.subarray(at);
    return { bytes, bounds: this.#bounds, rows: this.#rows, columns: this.#options.columns };
  }

  #joined(block: Uint8Array): Uint8Array {
    if (this.#carry.length === 0) return block;
    const joined = new Uint8Array(this.#carry.length + block.length);
    joined.set(this.#carry);
    joined.set(block, this.#carry.length);
    return joined;
  }

  /** Reads one record and returns the position after it, or needMore. */
  #record(bytes: Uint8Array, at: number, final: boolean): number {
    const scanner = this.#scanner;
    const next = scanner.scan(bytes, at, bytes.length, final);
    if (next === needMore) return needMore;
    if (next === openQuote) {
      if (!final && bytes.length - at < openQuoteLimit) return needMore;
      return this.#oneLine(bytes, at, final);
    }
    const { columns } = this.#options;
    if (scanner.cells === columns && !scanner.stray) {
      if (columns === 1 && this.#isBlankLine(bytes)) return this.#blank(bytes, next);
      this.#accept(bytes);
      return next;
    }
    return this.#irregular(bytes, at, next, final);
  }

  #irregular(bytes: Uint8Array, at: number, next: number, final: boolean): number {
    const scanner = this.#scanner;
    const { columns } = this.#options;
    if (scanner.cells === 1 && this.#isBlankLine(bytes)) return this.#blank(bytes, next);
    if (scanner.multiline) {
      const settled = this.#severalLines(bytes, at, final);
      if (settled !== null) return settled;
    }
    if (scanner.cells > columns) return this.#reject(bytes, at, next, scanner.cells);
    if (this.#headerDone && scanner.cells < columns) this.#issues.repair('short-rows', this.#row);
    if (this.#headerDone && scanner.stray) this.#issues.repair('stray-text', this.#row);
    this.#accept(bytes);
    return next;
  }

  /** A quoted cell of several lines in an irregular row: perhaps a quote that was never meant to be closed there. */
  #severalLines(bytes: Uint8Array, at: number, final: boolean): number | null {
    const scanner = this.#scanner;
    const { columns } = this.#options;
    const broken = scanner.stray && scanner.cells !== columns;
    const lineEnd = scanner.scanLine(bytes, at, bytes.length, final);
    if (lineEnd !== needMore && scanner.cells === columns) {
      this.#issues.repair('open-quote', this.#row);
      this.#accept(bytes);
      return lineEnd;
    }
    if (broken && lineEnd !== needMore) return this.#reject(bytes, at, lineEnd, scanner.cells);
    scanner.scan(bytes, at, bytes.length, final);
    return null;
  }

  /** A quote swallows all that follows: the record is its first line, if that has the right number of cells. */
  #oneLine(bytes: Uint8Array, at: number, final: boolean): number {
    const scanner = this.#scanner;
    const next = scanner.scanLine(bytes, at, bytes.length, final);
    if (next === needMore) return needMore;
    if (scanner.cells !== this.#options.columns) {
      return this.#reject(bytes, at, next, scanner.cells, 'a quote opens and never closes');
    }
    this.#issues.repair('open-quote', this.#row);
    this.#accept(bytes);
    return next;
  }

  #isBlankLine(bytes: Uint8Array): boolean {
    const start = this.#scanner.bounds[0]!;
    const quoted = start > 0 && bytes[start - 1] === this.#options.quote.charCodeAt(0);
    return !quoted && isBlank(bytes, start, this.#scanner.bounds[1]!);
  }

  /** pandas loses the first empty cell of the row after a blank line that a carriage return alone ends. */
  #blank(bytes: Uint8Array, next: number): number {
    if (bytes[next - 1] === 13) this.#issues.irregular = true;
    this.#issues.repair('blank-lines', this.#row);
    return next;
  }

  #accept(bytes: Uint8Array): void {
    const { columns } = this.#options;
    const scanner = this.#scanner;
    this.#row += 1;
    if (!this.#headerDone) {
      this.#headerDone = true;
      return;
    }
    for (const k of scanner.escaped) if (k < columns) scanner.unescape(bytes, k);
    const at = 2 * columns * this.#rows;
    if (at + 2 * columns > this.#bounds.length) this.#grow(at + 2 * columns);
    const held = 2 * Math.min(columns, scanner.cells);
    for (let k = 0; k < held; k += 1) this.#bounds[at + k] = scanner.bounds[k]!;
    for (let k = held; k < 2 * columns; k += 1) this.#bounds[at + k] = 0;
    this.#rows += 1;
  }

  #grow(needed: number): void {
    const grown = new Int32Array(Math.max(needed, this.#bounds.length * 2));
    grown.set(this.#bounds);
    this.#bounds = grown;
  }

  // eslint-disable-next-line max-params -- the record's place and its finding
  #reject(bytes: Uint8Array, at: number, next: number, cells: number, reason?: string): number {
    const { columns } = this.#options;
    if (!this.#headerDone) {
      this.#headerDone = true;
      this.#row += 1;
      return next;
    }
    const raw = new TextDecoder().decode(bytes.subarray(at, Math.min(next, at + 2000)));
    this.#issues.reject({
      row: this.#row,
      cells,
      raw: raw.replace(/[\r\n]+$/, '').slice(0, 500),
      reason: reason ?? `${cells} cells where the header has ${columns}`,
    });
    this.#row += 1;
    return next;
  }

  #tooLong(): EngineError {
    return new EngineError({
      code: 'file-malformed',
      what: `A row is longer than ${recordLimit >> 20} MiB, the limit`,
      where: { file: this.#options.file, row: this.#row },
      remedy: 'Check its line breaks and quotes, or leave the row out.',
    });
  }
}
