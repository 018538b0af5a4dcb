import {
  Field,
  Int64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  makeData,
  type Data,
} from 'apache-arrow';
import type { Texts } from './texts.ts';

export interface TextStream {
  /** An Arrow IPC stream of `rid` and c0, c1, …: every cell's text as it is. */
  readonly ipc: Uint8Array;
  /** The same texts, as views of it. */
  readonly texts: readonly Texts[];
}

/** Writes all but the body: the texts are copied once, to where they are sent from. */
class HeadWriter extends RecordBatchStreamWriter {
  body: readonly Uint8Array[] = [];

  protected override _writeBodyBuffers(buffers: ArrayBufferView[]): this {
    this.body = buffers.map((b) => new Uint8Array(b.buffer, b.byteOffset, b.byteLength));
    return this;
  }
}

/** Marks the end of a stream: bytes after the body. */
const endSize = 8;
const padded = (size: number): number => (size + 7) & ~7;

/** @param texts of as many rows each; @param first number of the first row */
export function asStream(texts: readonly Texts[], first: number, rows: number): TextStream {
  const writer = new HeadWriter();
  writer.write(batchOf(texts, first, rows));
  writer.finish();
  const head = writer.toUint8Array(true);
  const { body } = writer;
  const start = head.length - endSize;
  const ipc = new Uint8Array(head.length + body.reduce((sum, b) => sum + padded(b.length), 0));
  ipc.set(head.subarray(0, start));
  let at = start;
  const places = body.map((part) => {
    const place = at;
    ipc.set(part, place);
    at += padded(part.length);
    return place;
  });
  ipc.set(head.subarray(start), at);
  return { ipc, texts: texts.map((t, j) => viewOf(ipc, t, { rows, places, j })) };
}

interface Where {
  readonly rows: number;
  readonly places: readonly number[];
  readonly j: number;
}

/** Before a column's buffers stand the two of `rid`; its own are the bitmap, the offsets and the bytes. */
function viewOf(ipc: Uint8Array, { nulls, bitmap, offsets }: Texts, where: Where): Texts {
  const { rows, places, j } = where;
  const size = offsets[rows]! - offsets[0]!;
  return {
    offsets: new Int32Array(ipc.buffer, places[2 + 3 * j + 1], rows + 1),
    bytes: ipc.subarray(places[2 + 3 * j + 2]!, places[2 + 3 * j + 2]! + size),
    nulls,
    bitmap,
  };
}

function batchOf(texts: readonly Texts[], first: number, rows: number): RecordBatch {
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
    data: counting(first, rows),
  });
  const struct = makeData({
    type: new Struct(fields),
    length: rows,
    nullCount: 0,
    children: [rid, ...columns] as Data[],
  });
  return new RecordBatch(new Schema(fields), struct as never);
}

/** first, first + 1, … as little-endian 64-bit integers, without a BigInt for each. */
function counting(first: number, rows: number): BigInt64Array {
  const values = new BigInt64Array(rows);
  const words = new Int32Array(values.buffer);
  for (let i = 0; i < rows; i += 1) words[2 * i] = first + i;
  return values;
}
