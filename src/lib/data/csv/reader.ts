import { RowIssues, type RowRepair } from './issues.ts';
import { PlainRows } from './plainRows.ts';
import { Room } from './room.ts';
import { footerTooLong, rowTooLong, tooManyCells } from './refusals.ts';
import { isBlank, lineAfter, needMore, openQuote, Scanner, type Marks } from './scanner.ts';

/** Rows × columns cells inside `bytes`: cell (i, j) is bounds[2(i·columns + j)] to the next. */
export interface CellBlock {
  readonly bytes: Uint8Array;
  readonly bounds: Int32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface ReaderOptions extends Marks {
  readonly columns: number;
  /** Lines that begin with it are left out; empty: none. */
  readonly comment: string;
  /** Lines before the header, whatever stands in them: each counts as a row. */
  readonly skip: number;
  /** Rows of the header. */
  readonly header: number;
  /** Rows at the end that are no part of the table. */
  readonly footer: number;
  /** Cells that take the place of those of a file row. */
  readonly repaired: ReadonlyMap<number, readonly string[]>;
  readonly file: string;
}

/** A record may be this long. */
export const recordLimit = 1 << 26;
/** A quoted cell that has not closed by then never will. */
const openQuoteLimit = recordLimit;
/** The rows of a footer lie within this many bytes. */
const footerRoom = 1 << 22;

/**
 * Turns bytes into blocks of whole rows of equally many cells; what does not fit goes to `issues`.
 *
 * A file row, 1-based, is a line of the skipped ones, or after them a record: header, data or rejected. Blank and
 * comment lines are no rows, and a record of several lines is one.
 */
export class RowReader {
  readonly #options: ReaderOptions;
  readonly #issues: RowIssues;
  readonly #scanner: Scanner;
  readonly #quote: number;
  readonly #comment: Uint8Array;
  readonly #visit: ((at: number) => void) | null;
  /** Lines may still be left out before they are looked at. */
  #marked = true;
  /** The header is done, and rows enter as they are. */
  #steady = false;
  #carry: Uint8Array = new Uint8Array(0);
  readonly #room = new Room();
  /** Bytes before `#carry`. */
  #gone = 0;
  #skipped = 0;
  #headers = 0;
  /** File row of the next record. */
  #row = 1;
  #bounds: Int32Array = new Int32Array(1 << 16);
  #rows = 0;
  /** Texts of repaired rows, to stand after the block's bytes. */
  #patches: Uint8Array[] = [];
  #patched = 0;
  #bad: number[] = [];
  /** A quote is open: it is looked for again when twice as many bytes are there, so that scanning stays linear. */
  #waitFor = 0;

  /** @param visit told where each record begins that is one, for a dry run */
  constructor(options: ReaderOptions, issues: RowIssues, visit?: (at: number) => void) {
    this.#options = options;
    this.#issues = issues;
    this.#visit = visit ?? null;
    this.#quote = options.quote === '' ? -1 : options.quote.charCodeAt(0);
    this.#comment = new TextEncoder().encode(options.comment);
    this.#scanner = new Scanner(options);
  }

  /** File row of the record that comes next. */
  get row(): number {
    return this.#row;
  }

  /**
   * The rows that end in `block`, which is rewritten; with `final` all that are left. The memory of `bytes` and
   * `bounds` is used again by the next call.
   * @param bad where in the block a U+FFFD stands for what did not decode
   */
  push(block: Uint8Array, final: boolean, bad: readonly number[] = []): CellBlock {
    const start = this.#gone + this.#carry.length;
    for (const at of bad) this.#bad.push(start + at);
    let bytes = this.#room.joined(this.#carry, block);
    this.#rows = 0;
    this.#patches = [];
    this.#patched = bytes.length;
    const stop = this.#readable(bytes, final);
    const { footer, columns } = this.#options;
    if (footer > 0 && final) bytes = this.#withoutFooter(bytes);
    const at = this.#records(bytes, Math.min(stop, bytes.length), final);
    if (bytes.length - at > recordLimit)
      throw rowTooLong(recordLimit, this.#options.file, this.#row);
    this.#carry = bytes.subarray(at);
    this.#gone += at;
    return { bytes: this.#withPatches(bytes), bounds: this.#bounds, rows: this.#rows, columns };
  }

  /** Position after the records that begin before `end` and are whole. */
  #records(bytes: Uint8Array, end: number, final: boolean): number {
    const watched = this.#bad.length > 0;
    const plain = watched || this.#visit ? null : PlainRows.in(bytes, end, this.#options);
    let at = 0;
    while (at < end) {
      const row = this.#row;
      const isTurn = plain && this.#steady && plain.isTurn();
      const next = isTurn ? this.#takePlain(plain, at, end) : this.#record(bytes, at, final);
      if (next === needMore) break;
      if (watched) this.#noteBad(this.#gone + next, row);
      at = next;
    }
    plain?.done();
    return at;
  }

  #takePlain(plain: PlainRows, at: number, end: number): number {
    const { rows, next, bounds } = plain.rows(at, end);
    if (rows === 0) return at;
    const to = this.#place(rows);
    this.#bounds.set(bounds, to);
    this.#row += rows;
    this.#rows += rows;
    return next;
  }

  /** Up to where records are taken now: a footer may lie at the end, and an open quote wants more bytes first. */
  #readable(bytes: Uint8Array, final: boolean): number {
    if (final) return bytes.length;
    if (bytes.length < this.#waitFor) return 0;
    this.#waitFor = 0;
    return this.#options.footer > 0 ? Math.max(0, bytes.length - footerRoom) : bytes.length;
  }

  #noteBad(end: number, row: number): void {
    const kept = this.#bad.filter((at) => at >= end);
    if (kept.length < this.#bad.length) this.#issues.repair('undecodable', row);
    this.#bad = kept;
  }

  /** The last bytes of the file up to the footer: its records are counted in a dry run. */
  #withoutFooter(bytes: Uint8Array): Uint8Array {
    const { footer, file } = this.#options;
    const starts: number[] = [];
    const options = { ...this.#options, footer: 0, repaired: new Map() };
    const dry = new RowReader(options, new RowIssues(), (at) => starts.push(at));
    dry.#skipped = this.#skipped;
    dry.#headers = this.#headers;
    dry.push(bytes.slice(), true);
    if (starts.length < footer && this.#gone > 0) throw footerTooLong(footer, footerRoom, file);
    return bytes.subarray(0, starts[Math.max(0, starts.length - footer)] ?? bytes.length);
  }

  /** Reads one record and returns the position after it, or needMore. */
  #record(bytes: Uint8Array, at: number, final: boolean): number {
    if (this.#marked) {
      const next = this.#leftOut(bytes, at, final);
      if (next !== at) return next;
    }
    const scanner = this.#scanner;
    const next = scanner.scan(bytes, at, bytes.length, final);
    if (next === needMore) return needMore;
    if (next === openQuote) {
      if (!final && bytes.length - at < openQuoteLimit) {
        this.#waitFor = Math.min(openQuoteLimit, 2 * (bytes.length - at));
        return needMore;
      }
      return this.#oneLine(bytes, at, final);
    }
    const { columns } = this.#options;
    if (scanner.cells === columns && !scanner.stray) {
      if (columns === 1 && this.#isBlankLine(bytes)) return this.#blank(bytes, next);
      this.#accept(bytes, at);
      return next;
    }
    return this.#irregular(bytes, at, next, final);
  }

  /** Position after a skipped or a comment line, `at` where it is neither. */
  #leftOut(bytes: Uint8Array, at: number, final: boolean): number {
    if (this.#skipped < this.#options.skip) return this.#skipLine(bytes, at, final);
    this.#marked = this.#comment.length > 0;
    return this.#marked ? this.#commentLine(bytes, at, final) : at;
  }

  #skipLine(bytes: Uint8Array, at: number, final: boolean): number {
    const next = lineAfter(bytes, at, final);
    if (next === needMore) return needMore;
    this.#skipped += 1;
    this.#row += 1;
    return next;
  }

  /** Position after the comment, `at` where the line is none. */
  #commentLine(bytes: Uint8Array, at: number, final: boolean): number {
    const mark = this.#comment;
    for (let k = 0; k < mark.length; k += 1) {
      if (at + k >= bytes.length) return final ? at : needMore;
      if (bytes[at + k] !== mark[k]) return at;
    }
    const next = lineAfter(bytes, at, final);
    if (next !== needMore) this.#issues.repair('comment-lines', this.#row);
    return next;
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
    if (scanner.cells < columns) this.#note('short-rows');
    if (scanner.stray) this.#note('stray-text');
    this.#accept(bytes, at);
    return next;
  }

  /** A quoted cell of several lines in an irregular row: perhaps a quote that was never meant to be closed there. */
  #severalLines(bytes: Uint8Array, at: number, final: boolean): number | null {
    const scanner = this.#scanner;
    const { columns } = this.#options;
    const broken = scanner.stray && scanner.cells !== columns;
    const lineEnd = scanner.scanLine(bytes, at, bytes.length, final);
    if (lineEnd !== needMore && scanner.cells === columns) {
      this.#note('open-quote');
      this.#accept(bytes, at);
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
    this.#note('open-quote');
    this.#accept(bytes, at);
    return next;
  }

  #isBlankLine(bytes: Uint8Array): boolean {
    const start = this.#scanner.bounds[0]!;
    const quoted = start > 0 && bytes[start - 1] === this.#quote;
    return !quoted && isBlank(bytes, start, this.#scanner.bounds[1]!);
  }

  /** pandas loses the first empty cell of the row after a blank line that a carriage return alone ends. */
  #blank(bytes: Uint8Array, next: number): number {
    if (bytes[next - 1] === 13) this.#issues.irregular = true;
    this.#issues.repair('blank-lines', this.#row);
    return next;
  }

  /** A repair of the row being read, unless it is a header's or a person wrote the row anew. */
  #note(kind: RowRepair): void {
    const inHeader = this.#headers < this.#options.header;
    if (kind !== 'open-quote' && inHeader) return;
    if (!this.#options.repaired.has(this.#row)) this.#issues.repair(kind, this.#row);
  }

  #accept(bytes: Uint8Array, at: number): void {
    if (this.#steady || !this.#special(at)) this.#keep(bytes);
  }

  #keep(bytes: Uint8Array): void {
    this.#row += 1;
    const { columns } = this.#options;
    const scanner = this.#scanner;
    for (const k of scanner.escaped) if (k < columns) scanner.unescape(bytes, k);
    const to = this.#place();
    const held = 2 * Math.min(columns, scanner.cells);
    const bounds = this.#bounds;
    const found = scanner.bounds;
    for (let k = 0; k < held; k += 1) bounds[to + k] = found[k]!;
    if (held < 2 * columns) bounds.fill(0, to + held, to + 2 * columns);
    this.#rows += 1;
  }

  /** Does with a record what is done with headers and rows written anew; false where it is neither. */
  #special(at: number): boolean {
    const { header, repaired } = this.#options;
    this.#visit?.(at);
    const anew = repaired.get(this.#row);
    const isHeader = this.#headers < header;
    if (isHeader) this.#headers += 1;
    else if (anew) this.#acceptTexts(anew);
    this.#steady = this.#visit === null && repaired.size === 0 && this.#headers >= header;
    if (!isHeader && !anew) return false;
    this.#row += 1;
    return true;
  }

  #acceptTexts(cells: readonly string[]): void {
    const { columns, file } = this.#options;
    if (cells.length > columns)
      throw tooManyCells({ cells: cells.length, columns, file, row: this.#row });
    const to = this.#place();
    for (let j = 0; j < columns; j += 1) {
      const text = new TextEncoder().encode(cells[j] ?? '');
      this.#patches.push(text);
      this.#bounds[to + 2 * j] = this.#patched;
      this.#patched += text.length;
      this.#bounds[to + 2 * j + 1] = this.#patched;
    }
    this.#rows += 1;
  }

  #withPatches(bytes: Uint8Array): Uint8Array {
    if (this.#patches.length === 0) return bytes;
    const all = new Uint8Array(this.#patched);
    all.set(bytes);
    let at = all.length;
    for (const text of this.#patches.reverse()) {
      at -= text.length;
      all.set(text, at);
    }
    return all;
  }

  /** Where the bounds of the next rows go. */
  #place(rows = 1): number {
    const { columns } = this.#options;
    const at = 2 * columns * this.#rows;
    const end = at + 2 * columns * rows;
    if (end > this.#bounds.length) {
      const grown = new Int32Array(Math.max(end, this.#bounds.length * 2));
      grown.set(this.#bounds);
      this.#bounds = grown;
    }
    return at;
  }

  // eslint-disable-next-line max-params -- the record's place and its finding
  #reject(bytes: Uint8Array, at: number, next: number, cells: number, reason?: string): number {
    if (!this.#steady && this.#special(at)) return next;
    const { columns } = this.#options;
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
}
