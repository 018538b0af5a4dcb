export const needMore = -1;
export const openQuote = -2;

const lf = 10;
const cr = 13;

interface How {
  /** No bytes follow `end`. */
  readonly final: boolean;
  readonly oneLine: boolean;
}

/**
 * Finds one record in bytes: where each cell starts and ends. Quoting as RFC 4180, with Python's leniency: text
 * after a closing quote belongs to the cell, and a quote inside an unquoted cell is text.
 */
export class Scanner {
  /** Cells of the last record: bounds[2k] to bounds[2k + 1], quotes around a cell excluded. */
  bounds = new Int32Array(256);
  cells = 0;
  /** Cells whose text has doubled quotes or text after the closing quote, to be put right by `unescape`. */
  readonly escaped: number[] = [];
  /** A quoted cell holds a line break. */
  multiline = false;
  /** Text follows a closing quote. */
  stray = false;
  readonly #quote: number;
  readonly #stops = new Uint8Array(256);

  /** Byte values; a quote of −1 is none. */
  constructor(delimiter: number, quote: number) {
    this.#quote = quote;
    for (const b of [delimiter, lf, cr]) this.#stops[b] = 1;
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
    this.bounds[2 * cell + 1] = unquote(bytes, start, end, this.#quote);
  }

  #record(bytes: Uint8Array, from: number, end: number, how: How): number {
    this.cells = 0;
    this.escaped.length = 0;
    this.multiline = false;
    this.stray = false;
    let p = from;
    for (;;) {
      const isQuoted = p < end && bytes[p] === this.#quote;
      p = isQuoted ? this.#quoted(bytes, p, end, how) : this.#plain(bytes, p, end);
      if (p < 0) return p;
      if (p >= end) return how.final ? p : needMore;
      if (bytes[p] === lf) return p + 1;
      if (bytes[p] === cr) break;
      p += 1;
    }
    if (p + 1 >= end) return how.final ? p + 1 : needMore;
    return bytes[p + 1] === lf ? p + 2 : p + 1;
  }

  #plain(bytes: Uint8Array, from: number, end: number): number {
    const stops = this.#stops;
    let p = from;
    while (p < end && stops[bytes[p]!] === 0) p += 1;
    this.#push(from, p);
    return p;
  }

  /** Position of the delimiter or line break after the cell that opens at `from`. */
  #quoted(bytes: Uint8Array, from: number, end: number, how: How): number {
    const close = this.#closing(bytes, from, end, how);
    const proper = close >= 0 && (close + 1 >= end || this.#stops[bytes[close + 1]!] === 1);
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
    if (this.escaped.at(-1) !== this.cells) this.escaped.push(this.cells);
    const next = this.#plain(bytes, close + 1, end);
    this.bounds[2 * (this.cells - 1)] = from + 1;
    return next;
  }

  /** Position of the quote that closes the cell, −1 where there is none; notes doubled quotes and line breaks. */
  #closing(bytes: Uint8Array, from: number, end: number, { final, oneLine }: How): number {
    const quote = this.#quote;
    for (let p = from + 1; p < end; p += 1) {
      const b = bytes[p]!;
      if (b === lf || b === cr) {
        if (oneLine) return -1;
        this.multiline = true;
      }
      if (b !== quote) continue;
      if (p + 1 >= end) return final ? p : -1;
      if (bytes[p + 1] !== quote) return p;
      if (this.escaped.at(-1) !== this.cells) this.escaped.push(this.cells);
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

/** Drops the closing quote and halves doubled ones; returns the new end. `start` is after the opening quote. */
function unquote(bytes: Uint8Array, start: number, end: number, quote: number): number {
  let out = start;
  let inside = true;
  for (let p = start; p < end; p += 1) {
    if (inside && bytes[p] === quote) {
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
