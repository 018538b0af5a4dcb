import {
  Field,
  Int64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  makeData,
} from 'apache-arrow';
import type { Data } from 'apache-arrow';
import type { CellBlock } from '../csv/reader.ts';
import type { Sql } from '../sql.ts';
import type { Batch } from './reader.ts';
import { blockTexts, encoded, pick, type Texts } from './texts.ts';

/** Puts batches of rows into a raw table, numbering the rows, and keeps every n-th where asked. */
export class Inserter {
  readonly #sql: Sql;
  readonly #table: string;
  readonly #every: number;
  /** Rows that came. */
  #seen = 0;
  /** Rows that went in. */
  #rows = 0;

  constructor(sql: Sql, table: string, every: number) {
    this.#sql = sql;
    this.#table = table;
    this.#every = every;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @returns the first texts of this batch's rows, at most `limit`, where it asks for any */
  async add(batch: Batch, limit: number): Promise<readonly (readonly string[])[]> {
    const { texts, rows } = this.#taken(batch);
    if (rows === 0) return [];
    await this.#sql.insertArrow(this.#table, asIpc(texts, this.#rows, rows));
    this.#rows += rows;
    return firstOf(texts, Math.min(limit, rows));
  }

  /** The texts of the rows that are sampled. */
  #taken(batch: Batch): { texts: readonly Texts[]; rows: number } {
    const offset = (this.#every - (this.#seen % this.#every)) % this.#every;
    const came = batch.kind === 'block' ? batch.block.rows : batch.rows;
    this.#seen += came;
    if (this.#every === 1) return { texts: textColumns(batch), rows: came };
    const indices: number[] = [];
    for (let i = offset; i < came; i += this.#every) indices.push(i);
    return { texts: textColumns(rowsOf(batch, indices)), rows: indices.length };
  }
}

function rowsOf(batch: Batch, indices: readonly number[]): Batch {
  const rows = indices.length;
  if (batch.kind === 'block') return { kind: 'block', block: rowsOfBlock(batch.block, indices) };
  if (batch.kind === 'texts')
    return {
      kind: 'texts',
      rows,
      columns: batch.columns.map((c) => indices.map((i) => c[i] ?? null)),
    };
  return { kind: 'columns', rows, columns: batch.columns.map((c) => pick(c, indices)) };
}

function rowsOfBlock(block: CellBlock, indices: readonly number[]): CellBlock {
  const width = 2 * block.columns;
  const bounds = new Int32Array(indices.length * width);
  indices.forEach((i, k) =>
    bounds.set(block.bounds.subarray(i * width, (i + 1) * width), k * width),
  );
  return { ...block, bounds, rows: indices.length };
}

function textColumns(batch: Batch): readonly Texts[] {
  if (batch.kind === 'columns') return batch.columns;
  if (batch.kind === 'texts') return batch.columns.map((column) => encoded(column));
  const { block } = batch;
  return Array.from({ length: block.columns }, (_, j) => blockTexts(block, j));
}

/** An Arrow IPC stream of `rid` and c0, c1, …: every cell's text as it is. */
function asIpc(texts: readonly Texts[], firstRid: number, rows: number): Uint8Array {
  const columns = texts.map(({ offsets, bytes, nulls, bitmap }) =>
    makeData({
      type: new Utf8(),
      length: rows,
      nullCount: nulls,
      valueOffsets: offsets,
      data: bytes,
      ...(bitmap && { nullBitmap: bitmap }),
    }),
  );
  const fields = [
    new Field('rid', new Int64(), false),
    ...columns.map((_, j) => new Field(`c${j}`, new Utf8(), true)),
  ];
  const rid = makeData({
    type: new Int64(),
    length: rows,
    nullCount: 0,
    data: counting(firstRid, rows),
  });
  const struct = makeData({
    type: new Struct(fields),
    length: rows,
    nullCount: 0,
    children: [rid, ...columns] as Data[],
  });
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(new Schema(fields), struct as never));
  writer.finish();
  return writer.toUint8Array(true);
}

/** first, first + 1, … as little-endian 64-bit integers, without a BigInt for each. */
function counting(first: number, rows: number): BigInt64Array {
  const values = new BigInt64Array(rows);
  const words = new Int32Array(values.buffer);
  for (let i = 0; i < rows; i += 1) words[2 * i] = first + i;
  return values;
}

function firstOf(texts: readonly Texts[], limit: number): string[][] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: limit }, (_, i) =>
    texts.map(({ offsets, bytes }) => decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!))),
  );
}
