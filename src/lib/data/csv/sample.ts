import { tooManyColumns } from './refusals.ts';
import { isBlank, lineAfter, Scanner, type Marks } from './scanner.ts';

/** What decides where records begin and end. */
export interface Cut extends Marks {
  readonly comment: string;
  readonly skip: number;
}

/** The beginning of a file as UTF-8; `whole` when nothing follows. */
export interface Head {
  readonly text: Uint8Array;
  readonly whole: boolean;
  readonly file: string;
}

export interface SampleRecord {
  readonly cells: readonly string[];
  /** Lines of the file before it. */
  readonly line: number;
  /** A blank line stands before it. */
  readonly afterBlank: boolean;
}

/** A table has at most this many columns; a record of more is not looked into. */
const columnsLimit = 20_000;
const sampled = 200;
/** Cells beyond it are not looked at for a guess. */
const sampledCells = 4_000_000;

/** The first records as text; blank and comment lines left out. */
export function sampleRecords(head: Head, cut: Cut, limit = sampled): SampleRecord[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const records: SampleRecord[] = [];
  let cells = 0;
  eachRecord(head, cut, (record) => {
    if (record.cells > columnsLimit) throw tooManyColumns(record.cells, columnsLimit, head.file);
    records.push({
      cells: Array.from({ length: record.cells }, (_, k) => decoder.decode(record.cell(k))),
      line: record.line,
      afterBlank: record.afterBlank,
    });
    cells += record.cells;
    return records.length < limit && cells < sampledCells;
  });
  return records;
}

export interface Shape {
  /** Cells of each record. */
  readonly widths: readonly number[];
  /** Records with text after a closing quote, or a quote that does not close. */
  readonly tangled: number;
  /** Records with a quoted cell. */
  readonly quoted: number;
}

/** What the first records look like, without their texts. */
export function shapeOf(head: Head, cut: Cut): Shape {
  const widths: number[] = [];
  let tangled = 0;
  let quoted = 0;
  eachRecord(head, cut, (record) => {
    widths.push(record.cells);
    if (record.tangled) tangled += 1;
    else if (record.quoted) quoted += 1;
    return widths.length < sampled;
  });
  return { widths, tangled, quoted };
}

export interface Outlined {
  readonly width: number;
  /** All its cells are blank. */
  readonly empty: boolean;
  readonly line: number;
  readonly afterBlank: boolean;
}

/** Every record of the head, without its texts. */
export function outline(head: Head, cut: Cut): Outlined[] {
  const records: Outlined[] = [];
  eachRecord(head, cut, ({ cells, cell, line, afterBlank }) => {
    let empty = true;
    for (let k = 0; empty && k < cells; k += 1) empty = isBlankCell(cell(k));
    records.push({ width: cells, empty, line, afterBlank });
    return true;
  });
  return records;
}

interface Seen {
  readonly cells: number;
  readonly cell: (k: number) => Uint8Array;
  readonly line: number;
  readonly afterBlank: boolean;
  readonly tangled: boolean;
  readonly quoted: boolean;
}

/** Visits records as long as it is told to go on. */
function eachRecord({ text, whole }: Head, cut: Cut, visit: (record: Seen) => boolean): void {
  const bytes = text.slice();
  const scanner = new Scanner(cut);
  const quote = cut.quote === '' ? -1 : cut.quote.charCodeAt(0);
  const comment = new TextEncoder().encode(cut.comment);
  const leftOut = (at: number, line: number): boolean =>
    line < cut.skip || beginsWith(bytes, at, comment);
  let afterBlank = false;
  for (let at = 0, line = 0; at < bytes.length;) {
    if (leftOut(at, line)) {
      at = lineAfter(bytes, at, whole);
      if (at < 0) return;
      line += 1;
      continue;
    }
    const { next, tangled } = oneRecord(scanner, bytes, at, whole);
    if (next < 0) return;
    const lines = linesIn(bytes, at, next);
    const quoted = quotedCell(scanner, bytes, quote);
    if (isBlankLine(scanner, bytes, quoted)) {
      afterBlank = true;
    } else {
      for (const k of scanner.escaped) scanner.unescape(bytes, k);
      const cell = (k: number): Uint8Array =>
        bytes.subarray(scanner.bounds[2 * k]!, scanner.bounds[2 * k + 1]!);
      if (!visit({ cells: scanner.cells, cell, line, afterBlank, tangled, quoted })) return;
      afterBlank = false;
    }
    line += lines;
    at = next;
  }
}

const isBlankLine = ({ cells, bounds }: Scanner, bytes: Uint8Array, quoted: boolean): boolean =>
  cells === 1 && !quoted && isBlank(bytes, bounds[0]!, bounds[1]!);

/** As the reader would take it: a quote that swallows what follows is text. */
function oneRecord(
  scanner: Scanner,
  bytes: Uint8Array,
  at: number,
  whole: boolean,
): { next: number; tangled: boolean } {
  const next = scanner.scan(bytes, at, bytes.length, whole);
  const torn = next < 0 || (scanner.multiline && scanner.stray);
  const { stray } = scanner;
  if (!torn || (next === -1 && !whole)) return { next, tangled: stray };
  return { next: scanner.scanLine(bytes, at, bytes.length, true), tangled: true };
}

function quotedCell(scanner: Scanner, bytes: Uint8Array, quote: number): boolean {
  for (let k = 0; k < scanner.cells; k += 1) {
    const start = scanner.bounds[2 * k]!;
    if (start > 0 && bytes[start - 1] === quote && quote >= 0) return true;
  }
  return false;
}

const isBlankCell = (bytes: Uint8Array): boolean => isBlank(bytes, 0, bytes.length);

function beginsWith(bytes: Uint8Array, at: number, mark: Uint8Array): boolean {
  return mark.length > 0 && mark.every((b, k) => bytes[at + k] === b);
}

function linesIn(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let p = from; p < to; p += 1) {
    if (bytes[p] === 10 || (bytes[p] === 13 && bytes[p + 1] !== 10)) lines += 1;
  }
  return lines;
}
