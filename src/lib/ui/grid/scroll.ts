/** No browser draws taller than this: Firefox stops at 17.9 M px, Chromium at 33.5 M. */
const tallest = 15_000_000;

/**
 * Rows of one height in a box that may be shorter than their sum: beyond 15 M px the bar's travel
 * is scaled, and rows still move by whole pixels.
 */
export interface RowScroll {
  /** Height to give the body, px. */
  readonly height: number;
  /** Offset in the table for an offset of the bar. */
  toTable(bar: number): number;
  /** The reverse. */
  toBar(table: number): number;
}

export function rowScroll(rowCount: number, rowHeight: number, seen: number): RowScroll {
  const full = rowCount * rowHeight;
  const height = Math.min(full, tallest);
  const ratio = height > seen ? (full - seen) / (height - seen) : 1;
  return {
    height,
    toTable: (bar) => Math.round(bar * ratio),
    toBar: (table) => table / ratio,
  };
}

interface Rows {
  readonly rowCount: number;
  readonly rowHeight: number;
}
interface Span {
  readonly first: number;
  readonly last: number;
}

/** Rows of a new grid that are drawn in one turn: so many take no page long. */
export const rowsAtOnce = 6;
/** Rows drawn on each side of those seen, once these are there. */
const spareRows = 8;

/** How many rows of a new grid are drawn in the next turn; Infinity when all that are seen are there. */
export const rowsNext = (most: number, { first, last }: Span): number =>
  most < last - first + 1 ? most + rowsAtOnce : Infinity;

/** First and last row drawn while at most so many are. */
export function drawnOf(offset: number, seen: number, rows: Rows, most: number): Span {
  if (most === Infinity) return rowsInView(offset, seen, { ...rows, spare: spareRows });
  const { first, last } = rowsInView(offset, seen, { ...rows, spare: 0 });
  return { first, last: Math.min(last, first + most - 1) };
}

/** First and last row drawn, with `spare` on each side; empty tables give 0 to −1. */
export function rowsInView(
  offset: number,
  seen: number,
  { rowCount, rowHeight, spare }: Rows & { spare: number },
): Span {
  const first = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const last = Math.min(rowCount - 1, Math.ceil((offset + seen) / rowHeight) - 1 + spare);
  return { first, last };
}
