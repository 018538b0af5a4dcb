import { EngineError } from '#lib/recipe/errors.ts';
import type { FileSource } from '../files.ts';
import { count, tooLarge } from './refusals.ts';

/** A piece of a file that inflates by itself. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly format: 'gzip' | 'deflate-raw';
}

/** Read from the file at once. */
const readSize = 1 << 20;
/** Given to the decompressor at once: it answers with up to a thousand times as much before it waits. */
const feedSize = 1 << 14;

/**
 * What a part inflates to, in chunks. Memory stays within some 20 MB whatever the part holds.
 * @throws TypeError or another error of the platform where the part is damaged, cut off or followed by something else
 */
export async function* inflated(file: FileSource, part: Part): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream(part.format);
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const fed = feed(file, part, writer).catch(async (error: unknown) => {
    await writer.abort(error).catch(() => undefined);
  });
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    await fed;
  }
}

async function feed(
  file: FileSource,
  { start, end }: Part,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  for (let at = start; at < end;) {
    const bytes = await file.slice(at, Math.min(end, at + readSize));
    if (bytes.length === 0) break;
    for (let p = 0; p < bytes.length; p += feedSize) {
      await writer.ready;
      await writer.write(bytes.slice(p, p + feedSize));
    }
    at += bytes.length;
  }
  await writer.close();
}

/** More than this is not inflated. */
const sizeLimit = 2 ** 32;
/** Up to here any ratio is taken; beyond, only what data compress to. */
const freely = 1 << 27;
const ratioLimit = 250;
/** The beginning and the end of what was inflated stay in memory; the rest is inflated again when asked for. */
const keptSize = 1 << 26;
const tailSize = 1 << 20;

/**
 * What was inflated so far. Of at most 64 MiB everything is kept, of more the beginning and the end.
 * @throws EngineError 'size-limit' beyond 4 GiB, and beyond 128 MiB where it is over 250 times the packed size
 */
export class Sink {
  readonly chunks: Uint8Array[] = [];
  kept = 0;
  size = 0;
  /** The last chunks, of 1 MiB or more. */
  #last: Uint8Array[] = [];
  #lastSize = 0;
  readonly #file: string;
  readonly #packed: number;

  constructor(file: string, packed: number) {
    this.#file = file;
    this.#packed = packed;
  }

  add(chunk: Uint8Array): void {
    this.size += chunk.length;
    this.#checkLimits();
    const room = keptSize - this.kept;
    if (room > 0) {
      const part = chunk.slice(0, room);
      this.chunks.push(part);
      this.kept += part.length;
    }
    this.#last.push(chunk);
    this.#lastSize += chunk.length;
    while (this.#lastSize - this.#last[0]!.length >= tailSize)
      this.#lastSize -= this.#last.shift()!.length;
  }

  /** The last bytes, at least 1 MiB where there are as many. */
  tail(): Uint8Array {
    return concatenated(this.#last, this.#lastSize);
  }

  /** Forgets what came after a mark. */
  mark(): () => void {
    const { kept, size } = this;
    const chunks = this.chunks.length;
    const last = [...this.#last];
    const lastSize = this.#lastSize;
    return () => {
      Object.assign(this, { kept, size });
      this.chunks.length = chunks;
      this.#last = last;
      this.#lastSize = lastSize;
    };
  }

  #checkLimits(): void {
    const packed = `${count(this.#packed)} packed bytes`;
    if (this.size > sizeLimit)
      throw tooLarge(this.#file, `The file unpacks to more than 4 GiB from ${packed}, the limit`);
    if (this.size > freely && this.size > ratioLimit * this.#packed)
      throw tooLarge(
        this.#file,
        `The file unpacks to more than ${count(this.size)} bytes from ${packed}; beyond 128 MiB the limit is ${ratioLimit} times as many, as nothing but a bomb needs more`,
      );
  }
}

function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A part and where what it inflates to begins. */
export interface PlacedPart extends Part {
  readonly at: number;
}

/**
 * Inflated bytes to be read anywhere, cheapest one after the other: what is not kept in memory is inflated again,
 * from the part's beginning where the place lies behind.
 */
export class InflatedFile implements FileSource {
  readonly name: string;
  readonly size: number;
  readonly #packed: FileSource;
  readonly #parts: readonly PlacedPart[];
  readonly #kept: Uint8Array;
  readonly #tail: Uint8Array;
  #cursor: Cursor | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(packed: FileSource, name: string, parts: readonly PlacedPart[], sink: Sink) {
    this.name = name;
    this.size = sink.size;
    this.#packed = packed;
    this.#parts = parts;
    this.#tail = sink.tail();
    this.#kept = concatenated(sink.chunks, sink.kept);
    sink.chunks.length = 0;
  }

  slice(start: number, end: number): Promise<Uint8Array> {
    const stop = Math.min(end, this.size);
    const tailAt = this.size - this.#tail.length;
    if (stop <= start) return Promise.resolve(new Uint8Array(0));
    if (stop <= this.#kept.length) return Promise.resolve(this.#kept.slice(start, stop));
    if (start >= tailAt) return Promise.resolve(this.#tail.slice(start - tailAt, stop - tailAt));
    const read = this.#turn.then(() => this.#read(start, stop));
    this.#turn = read.catch(() => undefined);
    return read;
  }

  async #read(start: number, end: number): Promise<Uint8Array> {
    if (!this.#cursor || this.#cursor.at > start) {
      await this.#cursor?.close();
      const from = this.#parts.findLastIndex((part) => part.at <= start);
      this.#cursor = new Cursor(this.#packed, this.#parts.slice(from));
    }
    await this.#cursor.skipTo(start);
    return this.#cursor.take(end - start);
  }
}

/** Reads parts one after the other. */
class Cursor {
  at: number;
  readonly #chunks: AsyncGenerator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(file: FileSource, parts: readonly PlacedPart[]) {
    this.at = parts[0]?.at ?? 0;
    this.#chunks = allOf(file, parts);
  }

  async skipTo(place: number): Promise<void> {
    while (this.at < place && (await this.#fill())) {
      const n = Math.min(place - this.at, this.#chunk.length);
      this.#chunk = this.#chunk.subarray(n);
      this.at += n;
    }
  }

  async take(size: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(size);
    let got = 0;
    while (got < size && (await this.#fill())) {
      const part = this.#chunk.subarray(0, size - got);
      bytes.set(part, got);
      got += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    this.at += got;
    return bytes.subarray(0, got);
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) return false;
      this.#chunk = value;
    }
    return true;
  }
}

async function* allOf(file: FileSource, parts: readonly PlacedPart[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* inflated(file, part);
}

/** An error of the decompressor, not one of ours. */
export const isDamage = (error: unknown): boolean => !(error instanceof EngineError);
