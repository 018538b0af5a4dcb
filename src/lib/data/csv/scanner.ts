/**
 * Finds one record in bytes: where each cell starts and ends. Quoting as RFC 4180, with Python's leniency: text
 * after a closing quote belongs to the cell, and a quote inside an unquoted cell is text.
 */
export interface Scanner {
  /** Cells of the last record: bounds[2k] to bounds[2k + 1], quotes around a cell excluded. */
  bounds: Int32Array;
  cells: number;
  /** Cells whose text has doubled quotes or text after the closing quote, to be put right by `unescape`. */
  readonly escaped: number[];
  /** A quoted cell holds a line break. */
  multiline: boolean;
  /** Text follows a closing quote. */
  stray: boolean;
  /** Position after the record, or −1 where the bytes end first, −2 where they end inside quotes. */
  scan(bytes: Uint8Array, from: number, end: number, final: boolean): number;
  /** The same for one line only: a quote that does not close properly on the line is text. */
  scanLine(bytes: Uint8Array, from: number, end: number, final: boolean): number;
  /** Rewrites cell k in place without its quoting, and shortens its bounds. */
  unescape(bytes: Uint8Array, cell: number): void;
}

export const needMore = -1;
export const openQuote = -2;

const lf = 10;
const cr = 13;

/** @param quote byte value, −1 for none */
export function scannerFor(delimiter: number, quote: number): Scanner {
  const stops = new Uint8Array(256);
  stops[delimiter] = 1;
  stops[lf] = 1;
  stops[cr] = 1;

  const scanner: Scanner = {
    bounds: new Int32Array(256),
    cells: 0,
    escaped: [],
    multiline: false,
    stray: false,
    scan: (bytes, from, end, final) => scan(bytes, from, end, { final, oneLine: false }),
    scanLine: (bytes, from, end, final) => scan(bytes, from, end, { final, oneLine: true }),
    unescape: (bytes, cell) => {
      const start = scanner.bounds[2 * cell]!;
      scanner.bounds[2 * cell + 1] = unquote(bytes, start, scanner.bounds[2 * cell + 1]!, quote);
    },
  };

  function scan(bytes: Uint8Array, from: number, end: number, how: How): number {
    scanner.cells = 0;
    scanner.escaped.length = 0;
    scanner.multiline = false;
    scanner.stray = false;
    let p = from;
    for (;;) {
      const at = p < end && bytes[p] === quote ? quoted(bytes, p, end, how) : plain(bytes, p, end);
      if (at < 0) return at;
      p = at;
      if (p >= end) return how.final ? p : needMore;
      const b = bytes[p]!;
      if (b === lf) return p + 1;
      if (b === cr) {
        if (p + 1 >= end) return how.final ? p + 1 : needMore;
        return bytes[p + 1] === lf ? p + 2 : p + 1;
      }
      p += 1;
    }
  }

  function plain(bytes: Uint8Array, from: number, end: number): number {
    let p = from;
    while (p < end && stops[bytes[p]!] === 0) p += 1;
    push(from, p);
    return p;
  }

  /** Position of the delimiter or line break after the cell. */
  function quoted(bytes: Uint8Array, from: number, end: number, how: How): number {
    let p = from + 1;
    let doubled = false;
    for (;;) {
      while (p < end && bytes[p] !== quote) {
        if (bytes[p] === lf || bytes[p] === cr) {
          if (how.oneLine) return plain(bytes, from, end);
          scanner.multiline = true;
        }
        p += 1;
      }
      if (p >= end) return how.oneLine ? plain(bytes, from, end) : openQuote;
      if (p + 1 >= end && !how.final) return openQuote;
      if (bytes[p + 1] !== quote || p + 1 >= end) break;
      doubled = true;
      p += 2;
    }
    if (p + 1 >= end || stops[bytes[p + 1]!] === 1) {
      push(from + 1, p);
      if (doubled) scanner.escaped.push(scanner.cells - 1);
      return p + 1;
    }
    if (how.oneLine) return plain(bytes, from, end);
    scanner.stray = true;
    const next = plain(bytes, p + 1, end);
    scanner.bounds[2 * (scanner.cells - 1)] = from + 1;
    scanner.escaped.push(scanner.cells - 1);
    return next;
  }

  function push(start: number, stop: number): void {
    const k = 2 * scanner.cells;
    if (k >= scanner.bounds.length) {
      const grown = new Int32Array(scanner.bounds.length * 2);
      grown.set(scanner.bounds);
      scanner.bounds = grown;
    }
    scanner.bounds[k] = start;
    scanner.bounds[k + 1] = stop;
    scanner.cells += 1;
  }

  return scanner;
}

interface How {
  /** No bytes follow `end`. */
  readonly final: boolean;
  readonly oneLine: boolean;
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
