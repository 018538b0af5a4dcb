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
import { columnsOf, worthKernel } from '../kernels.ts';
import { createRaw } from '../relation.ts';
import type { Sql } from '../sql.ts';
import type { Batch } from './reader.ts';
import { blockTexts, encoded, pick, type Texts } from './texts.ts';

/** Rows that go into the table. */
export interface Taken {
  readonly texts: readonly Texts[];
  readonly rows: number;
}

/** Bytes that may wait for the engine while more is read. */
const mostWaiting = 96 << 20;

/**
 * Puts batches of rows into a new raw table, numbering the rows, and keeps every n-th where asked. A batch is taken
 * over at once and goes in while the next ones are read; `done` waits for the last.
 */
export class Inserter {
  readonly #sql: Sql;
  readonly #table: string;
  readonly #every: number;
  /** Rows that came. */
  #seen = 0;
  /** Rows that went in, or are on their way. */
  #rows = 0;
  /** Sent, and not known to be in. */
  #waiting = 0;
  #failed = false;
  #last: Promise<void>;
  readonly #queue: Promise<void>[] = [];

  constructor(sql: Sql, table: string, { columns, every }: { columns: number; every: number }) {
    this.#sql = sql;
    this.#table = table;
    this.#every = every;
    this.#last = createRaw(sql, table, columns);
    // It is awaited later; until then a failure must not look like one that nobody looks at.
    this.#last.catch(() => (this.#failed = true));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Sends rows on their way, when not too many wait; a failure of earlier ones is thrown here. */
  async add({ texts, rows }: Taken): Promise<void> {
    if (rows === 0) return;
    const ipc = asIpc(texts, this.#rows, rows);
    const size = ipc.length;
    this.#rows += rows;
    this.#waiting += size;
    this.#last = this.#send(ipc, this.#last);
    this.#last.then(
      () => (this.#waiting -= size),
      () => (this.#failed = true),
    );
    this.#queue.push(this.#last);
    if (this.#failed) await this.#last;
    while (this.#waiting > mostWaiting) await this.#queue.shift();
  }

  /** One after another: after a failure nothing more goes in. */
  async #send(ipc: Uint8Array, before: Promise<void>): Promise<void> {
    await before;
    await this.#sql.insertArrow(this.#table, ipc);
  }

  /** All that was sent is in. */
  done(): Promise<void> {
    return this.#last;
  }

  /** The texts of the rows of a batch that are sampled. */
  take(batch: Batch): Taken {
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
  if (block.rows * block.columns * 4 > worthKernel) return columnsOf(block);
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

/** The first cells, at most `limit` rows, as they stand. */
export function firstOf({ texts, rows }: Taken, limit: number): string[][] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: Math.min(limit, rows) }, (_, i) =>
    texts.map(({ offsets, bytes }) => decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!))),
  );
}
