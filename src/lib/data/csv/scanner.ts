export const needMore = -1;
export const openQuote = -2;

const tab = 9;
const lf = 10;
const cr = 13;
const space = 32;

/** How cells are divided. A delimiter of `\s+` is a run of spaces and tabs, as pandas has it. */
export interface Marks {
  readonly delimiter: string;
  /** Empty: none. */
  readonly quote: string;
  /** What makes the next character text, inside quotes and outside; empty: nothing. */
  readonly escape: string;
}

export const blanks = '\\s+';

interface How {
  /** No bytes follow `end`. */
  readonly final: boolean;
  readonly oneLine: boolean;
}

const byteOf = (text: string): number => (text === '' ? -1 : text.charCodeAt(0));

/**
 * Finds one record in bytes: where each cell starts and ends. Quoting as RFC 4180, with Python's leniency: text
 * after a closing quote belongs to the cell, and a quote inside an unquoted cell is text.
 */
export class Scanner {
  /** Cells of the last record: bounds[2k] to bounds[2k + 1], quotes around a cell excluded. */
  bounds = new Int32Array(256);
  cells = 0;
  /** Cells whose text has doubled quotes, escapes, or text after the closing quote, to be put right by `unescape`. */
  readonly escaped: number[] = [];
  /** A quoted cell holds a line break. */
  multiline = false;
  /** Text follows a closing quote. */
  stray = false;
  readonly #quote: number;
  readonly #escape: number;
  readonly #runs: boolean;
  /** Delimiter and line breaks. */
  readonly #ends = new Uint8Array(256);
  /** These and the escape. */
  readonly #stops: Uint8Array;
  /** What matters inside quotes. */
  readonly #inside = new Uint8Array(256);

  constructor({ delimiter, quote, escape }: Marks) {
    this.#quote = byteOf(quote);
    this.#escape = byteOf(escape);
    this.#runs = delimiter === blanks;
    const delimiters = this.#runs ? [tab, space] : [byteOf(delimiter)];
    for (const b of [...delimiters, lf, cr]) this.#ends[b] = 1;
    this.#stops = this.#ends.slice();
    if (this.#escape >= 0) this.#stops[this.#escape] = 1;
    for (const b of [lf, cr, this.#quote, this.#escape]) if (b >= 0) this.#inside[b] = 1;
  }

  /** Position after the record; needMore where the bytes end first, openQuote where they end inside quotes. */
  scan(bytes: Uint8Array, from: number, end: number, final: boolean): number {
    return this.#record(bytes, from, end, { final, oneLine: false });
  }

  /** The same for one line only: a quote that does not close properly on the line is text. */
  scanLine(bytes: Uint8Array, from: number, end: number, final: boolean): number {
    return this.#record(bytes, from, end, { final, oneLine: true });
  }

  /** Rewrites cell k in place without its quoting, and shortens its bounds. */
  unescape(bytes: Uint8Array, cell: number): void {
    const start = this.bounds[2 * cell]!;
    const end = this.bounds[2 * cell + 1]!;
    const quoted = start > 0 && bytes[start - 1] === this.#quote;
    const marks = { quote: this.#quote, escape: this.#escape, quoted };
    this.bounds[2 * cell + 1] = unquote(bytes, start, end, marks);
  }

  // eslint-disable-next-line complexity -- one pass over the bytes, called for every row of the file
  #record(bytes: Uint8Array, from: number, end: number, how: How): number {
    this.cells = 0;
    this.escaped.length = 0;
    this.multiline = false;
    this.stray = false;
    const runs = this.#runs;
    let p = runs ? skipBlanks(bytes, from, end) : from;
    for (;;) {
      const isQuoted = p < end && bytes[p] === this.#quote;
      p = isQuoted ? this.#quoted(bytes, p, end, how) : this.#plain(bytes, p, end);
      if (p < 0) return p;
      if (p >= end) return how.final ? p : needMore;
      if (bytes[p] === lf) return p + 1;
      if (bytes[p] === cr) break;
      p += 1;
      if (!runs) continue;
      p = skipBlanks(bytes, p, end);
      if (p >= end) return how.final ? p : needMore;
      if (bytes[p] === lf) return p + 1;
      if (bytes[p] === cr) break;
    }
    if (p + 1 >= end) return how.final ? p + 1 : needMore;
    return bytes[p + 1] === lf ? p + 2 : p + 1;
  }

  #plain(bytes: Uint8Array, from: number, end: number): number {
    const stops = this.#stops;
    let p = from;
    while (p < end && stops[bytes[p]!] === 0) p += 1;
    if (this.#escape >= 0) p = this.#pastEscapes(bytes, p, end);
    this.#push(from, p);
    return p;
  }

  /** The end of an unquoted cell, from its first stop on, which may be an escape. */
  #pastEscapes(bytes: Uint8Array, from: number, end: number): number {
    let p = from;
    while (p < end && bytes[p] === this.#escape) {
      this.#note();
      if (bytes[p + 1] === lf || bytes[p + 1] === cr) this.multiline = true;
      p = Math.min(end, p + 2);
      while (p < end && this.#stops[bytes[p]!] === 0) p += 1;
    }
    return p;
  }

  #note(): void {
    if (this.escaped.at(-1) !== this.cells) this.escaped.push(this.cells);
  }

  /** Position of the delimiter or line break after the cell that opens at `from`. */
  #quoted(bytes: Uint8Array, from: number, end: number, how: How): number {
    const close = this.#closing(bytes, from, end, how);
    const proper = close >= 0 && (close + 1 >= end || this.#ends[bytes[close + 1]!] === 1);
    if (proper) {
      this.#push(from + 1, close);
      return close + 1;
    }
    if (how.oneLine) {
      if (this.escaped.at(-1) === this.cells) this.escaped.pop();
      return this.#plain(bytes, from, end);
    }
    if (close < 0) return openQuote;
    this.stray = true;
    this.#note();
    const next = this.#plain(bytes, close + 1, end);
    this.bounds[2 * (this.cells - 1)] = from + 1;
    return next;
  }

  /** Position of the quote that closes the cell, −1 where there is none; notes what is escaped, and line breaks. */
  #closing(bytes: Uint8Array, from: number, end: number, { final, oneLine }: How): number {
    const quote = this.#quote;
    const escape = this.#escape;
    const inside = this.#inside;
    for (let p = from + 1; p < end; p += 1) {
      const b = bytes[p]!;
      if (inside[b] === 0) continue;
      if (b === escape) {
        this.#note();
        p += 1;
        continue;
      }
      if (b !== quote) {
        if (oneLine) return -1;
        this.multiline = true;
        continue;
      }
      if (p + 1 >= end) return final ? p : -1;
      if (bytes[p + 1] !== quote) return p;
      this.#note();
      p += 1;
    }
    return -1;
  }

  #push(start: number, stop: number): void {
    const k = 2 * this.cells;
    if (k >= this.bounds.length) {
      const grown = new Int32Array(this.bounds.length * 2);
      grown.set(this.bounds);
      this.bounds = grown;
    }
    this.bounds[k] = start;
    this.bounds[k + 1] = stop;
    this.cells += 1;
  }
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  while (p < end && (bytes[p] === space || bytes[p] === tab)) p += 1;
  return p;
}

interface Unquoting {
  readonly quote: number;
  readonly escape: number;
  /** The cell opens with a quote, before `start`. */
  readonly quoted: boolean;
}

/** Drops the closing quote and escapes, and halves doubled quotes; returns the new end. */
function unquote(
  bytes: Uint8Array,
  start: number,
  end: number,
  { quote, escape, quoted }: Unquoting,
): number {
  let out = start;
  let inside = quoted;
  for (let p = start; p < end; p += 1) {
    if (bytes[p] === escape && p + 1 < end) {
      p += 1;
    } else if (inside && bytes[p] === quote) {
      if (p + 1 < end && bytes[p + 1] === quote) p += 1;
      else {
        inside = false;
        continue;
      }
    }
    bytes[out] = bytes[p]!;
    out += 1;
  }
  return out;
}

/** Nothing but spaces and tabs. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p += 1) {
    const b = bytes[p]!;
    if (b !== 32 && b !== 9) return false;
  }
  return true;
}

/** Position after the line that holds `from`, or needMore. */
export function lineAfter(bytes: Uint8Array, from: number, final: boolean): number {
  let p = from;
  while (p < bytes.length && bytes[p] !== lf && bytes[p] !== cr) p += 1;
  if (p >= bytes.length) return final ? p : needMore;
  if (bytes[p] === lf) return p + 1;
  if (p + 1 >= bytes.length) return final ? p + 1 : needMore;
  return bytes[p + 1] === lf ? p + 2 : p + 1;
}
