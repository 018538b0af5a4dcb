import type { FileSource } from '../files.ts';
import { arrowCodec, type Decompress } from '../parquet/codecs.ts';
import { Damaged, TooLarge, unsupported, wordsOf } from '../parquet/damage.ts';
import { FlatTable } from './flatbuffers.ts';

export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A record batch's description with its bytes. */
export interface BatchBytes {
  readonly length: number;
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  readonly buffers: readonly Range[];
  /** How many buffers each column of views has besides its two, in order. */
  readonly variadic: readonly number[];
  readonly body: Uint8Array;
  readonly decompress: Decompress | null;
}

export type Message =
  | { readonly kind: 'schema'; readonly schema: FlatTable }
  | { readonly kind: 'batch'; readonly batch: BatchBytes }
  | {
      readonly kind: 'dictionary';
      readonly id: number;
      readonly delta: boolean;
      readonly batch: BatchBytes;
    };

const metadataLimit = 1 << 27;
const bodyLimit = 2 ** 30;
const rowsLimit = 2 ** 31 - 1;

/**
 * Reads the message at `at`.
 * @returns it and where the next one begins; null at the end mark, undefined where the file ends instead of a message
 */
export async function readMessage(
  file: FileSource,
  at: number,
  end: number,
): Promise<{ readonly message: Message; readonly next: number } | null | undefined> {
  if (at >= end) return undefined;
  const head = await bytesAt(file, { offset: at, length: Math.min(8, end - at) }, end);
  if (head.length < 4) throw cut();
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const marked = view.getUint32(0, true) === 0xffffffff;
  if (marked && head.length < 8) throw cut();
  const length = view.getUint32(marked ? 4 : 0, true);
  if (length === 0) return null;
  if (length > metadataLimit)
    throw new TooLarge(
      `A description of the file's contents has ${wordsOf(length)} bytes; the limit is ${wordsOf(metadataLimit)}`,
    );
  const start = at + (marked ? 8 : 4);
  const table = FlatTable.root(await bytesAt(file, { offset: start, length }, end));
  const bodyLength = table.number(3, 'i64');
  const body = { offset: start + length, length: bodyLength };
  return {
    message: await messageOf(table, file, body, end),
    next: body.offset + Math.ceil(bodyLength / 8) * 8,
  };
}

async function messageOf(
  table: FlatTable,
  file: FileSource,
  body: Range,
  end: number,
): Promise<Message> {
  const kind = table.number(1, 'u8');
  const header = table.table(2);
  if (!header) throw new Damaged('a message says nothing');
  if (kind === 1) return { kind: 'schema', schema: header };
  if (kind !== 2 && kind !== 3)
    throw new Damaged(`a message is of a kind (${kind}) that no table has`);
  if (body.length > bodyLimit)
    throw new TooLarge(
      `A record batch has ${wordsOf(body.length)} bytes; the limit is ${wordsOf(bodyLimit)}`,
    );
  const bytes = await bytesAt(file, body, end);
  if (kind === 3) return { kind: 'batch', batch: await batchOf(header, bytes, file.name) };
  const data = header.table(1);
  if (!data) throw new Damaged('a dictionary is not there');
  return {
    kind: 'dictionary',
    id: header.number(0, 'i64'),
    delta: header.boolean(2),
    batch: await batchOf(data, bytes, file.name),
  };
}

async function batchOf(table: FlatTable, body: Uint8Array, file: string): Promise<BatchBytes> {
  const length = table.number(0, 'i64');
  if (length < 0) throw new Damaged(`a record batch has ${length} rows`);
  if (length > rowsLimit)
    throw new TooLarge(
      `A record batch says that it has ${wordsOf(length)} rows; the limit is ${wordsOf(rowsLimit)}`,
    );
  const compression = table.table(3);
  const codec = compression?.number(0, 'u8') ?? -1;
  const decompress = compression ? await arrowCodec(codec) : null;
  if (compression && !decompress)
    throw unsupported(
      `The Arrow file is compressed with a codec that is not known (${codec})`,
      file,
      'Write it anew with lz4, zstd or without compression.',
    );
  return {
    length,
    nodes: table.structs(1, 16, (number) => ({
      length: number(0, 'i64'),
      nulls: number(8, 'i64'),
    })),
    buffers: table.structs(2, 16, (number) => ({
      offset: number(0, 'i64'),
      length: number(8, 'i64'),
    })),
    variadic: table.numbers(4, 'i64'),
    body,
    decompress,
  };
}

/** Exactly these bytes of the file. */
export async function bytesAt(file: FileSource, range: Range, end: number): Promise<Uint8Array> {
  const { offset, length } = range;
  if (length < 0 || offset < 0 || offset + length > end) throw cut();
  const bytes = await file.slice(offset, offset + length);
  if (bytes.length !== length) throw cut();
  return bytes;
}

const cut = (): Damaged => new Damaged('it ends in the middle of a message');
