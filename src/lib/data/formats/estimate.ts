import { EngineError } from '#lib/recipe/errors.ts';
import type { Format } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';

/** What reading a file will take, from its size and a look at some of it. */
export interface Estimate {
  readonly kind: Format['kind'];
  readonly rows: number;
  readonly columns: number;
  /** Bytes of memory for the table. */
  readonly memory: number;
  /** Bytes that a table may take. */
  readonly limit: number;
  /** Every how-many-th row would fit; null where all do. */
  readonly every: number | null;
}

/**
 * DuckDB's memory in a tab is 4 GiB at most (32-bit addresses), and a sort or a copy of the table wants room beside
 * it.
 */
export const tableLimit = 2.2 * 2 ** 30;

/** A text in DuckDB is 16 bytes, and its characters besides where they are more than 12. */
const cellSize = 16;
const inlined = 12;

/** Texts of this part of the file stand for all. */
const sampleSize = 1 << 20;

/** @param file unpacked */
export async function estimate(file: FileSource, kind: Format['kind']): Promise<Estimate> {
  const { rows, columns, memory } = await (kind === 'parquet'
    ? ofParquet(file)
    : ofTexts(file, kind));
  const every = memory <= tableLimit ? null : Math.ceil(memory / tableLimit);
  return { kind, rows, columns, memory, limit: tableLimit, every };
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  readonly memory: number;
}

/** How many bytes of the file a byte of text takes: workbooks are packed, Arrow files hold numbers. */
const textPerByte: Readonly<Record<Exclude<Format['kind'], 'parquet'>, number>> = {
  delimited: 1,
  json: 1,
  sheet: 3,
  arrow: 1.5,
};

async function ofTexts(file: FileSource, kind: Exclude<Format['kind'], 'parquet'>): Promise<Size> {
  if (kind === 'sheet' || kind === 'arrow') return ofPacked(file.size * textPerByte[kind]);
  const parts = [0, 0.5].map((share) => Math.floor(share * file.size));
  let bytes = 0;
  let lines = 0;
  let cells = 0;
  let heap = 0;
  for (const start of parts) {
    const part = await file.slice(start, Math.min(file.size, start + sampleSize));
    const seen = countCells(part);
    bytes += part.length;
    lines += seen.lines;
    cells += seen.cells;
    heap += seen.heap;
    if (file.size <= sampleSize) break;
  }
  const scale = file.size / Math.max(1, bytes);
  const rows = Math.round(Math.max(1, lines) * scale);
  const columns = Math.max(1, Math.round(cells / Math.max(1, lines)));
  return { rows, columns, memory: rows * columns * cellSize + Math.round(heap * scale) };
}

/** Some 8 bytes of text a cell. */
const ofPacked = (text: number): Size => ({
  rows: Math.round(text / 80),
  columns: 10,
  memory: (text / 8) * cellSize,
});

/** Whatever parts cells in any dialect, and nothing about quotes: a rough count is enough. */
function countCells(bytes: Uint8Array): { lines: number; cells: number; heap: number } {
  const counts = new Int32Array(256);
  for (let p = 0; p < bytes.length; p += 1) counts[bytes[p]!]! += 1;
  const delimiter = [44, 59, 9, 124].reduce((best, b) => (counts[b]! > counts[best]! ? b : best));
  let lines = 0;
  let cells = 0;
  let heap = 0;
  let length = 0;
  for (const b of bytes) {
    const ends = b === 10;
    if (!ends && b !== delimiter) {
      length += 1;
      continue;
    }
    cells += 1;
    if (length > inlined) heap += length;
    length = 0;
    if (ends) lines += 1;
  }
  return { lines, cells, heap };
}

/** Parquet says how many rows and bytes it holds. */
async function ofParquet(file: FileSource): Promise<Size> {
  const { parquetSize } = await import('../parquet/parquetReader.ts');
  const { rows, columns, bytes } = await parquetSize(file);
  return { rows, columns, memory: rows * columns * cellSize + bytes };
}

/** Says how many rows would fit. */
export function tooLarge(size: Estimate, file: string): EngineError {
  const { rows, columns, memory, limit, every } = size;
  const gib = (n: number): string => `${(n / 2 ** 30).toFixed(1)} GiB`;
  return new EngineError({
    code: 'size-limit',
    what: `About ${rows.toLocaleString('en-US')} rows × ${columns.toLocaleString('en-US')} columns would take ${gib(memory)} of memory; a table may take ${gib(limit)}`,
    where: { file },
    remedy: `Open one row in ${every ?? 1}, or leave columns out of the file.`,
  });
}
