import type { ReadHooks } from '../formats/reader.ts';
import type { FileSource } from '../files.ts';
import { crc32 } from './crc32.ts';
import { bombRatio, bombSize, unpackedLimit } from './limits.ts';
import { count, malformed, mebibytes, tooLarge } from './refusals.ts';
import { readDirectory, viewOf } from './zip.ts';
import type { ZipDirectory, ZipEntry } from './zip.ts';

/** Small, because a browser inflates what it is given at once: at most 1,032 times as much. */
const step = 1 << 15;

/** The parts of a zipped document, unpacked as they are read; nothing is ever held whole. */
export class Parts {
  readonly file: FileSource;
  readonly names: readonly string[];
  readonly #directory: ZipDirectory;
  readonly #opened = new Map<string, number>();

  private constructor(file: FileSource, directory: ZipDirectory) {
    this.file = file;
    this.#directory = directory;
    this.names = directory.names;
  }

  /** @throws EngineError file-malformed, file-kind, size-limit */
  static async open(file: FileSource): Promise<Parts> {
    return new Parts(file, await readDirectory(file));
  }

  has(name: string): boolean {
    return this.#directory.entry(name) !== undefined;
  }

  /** Bytes of the part unpacked, as declared; reading more than that is refused. */
  sizeOf(name: string): number {
    return this.#directory.entry(name)?.size ?? 0;
  }

  /**
   * The part's bytes. Its size and checksum are held against those declared.
   * @param hooks onBytes is told of packed bytes of this part
   * @throws EngineError file-malformed, size-limit
   */
  async *read(name: string, hooks: ReadHooks): AsyncGenerator<Uint8Array> {
    const entry = this.#directory.entry(name);
    if (!entry) throw malformed(this.file.name, `The workbook has no part “${name}”`);
    this.#allow(entry);
    const packed = await packedBytes(this.file, entry, hooks);
    let size = 0;
    let crc = 0;
    for await (const bytes of inflated(packed, entry, this.file.name)) {
      hooks.checkCancel();
      size += bytes.length;
      if (size > entry.size) break;
      crc = crc32(crc, bytes);
      yield bytes;
    }
    if (size !== entry.size) {
      const real = size > entry.size ? `more than ${count(entry.size)}` : count(size);
      throw malformed(
        this.file.name,
        `The part “${name}” unpacks to ${real} bytes where ${count(entry.size)} are declared`,
      );
    }
    if (crc !== entry.crc) {
      throw malformed(this.file.name, `The part “${name}” is damaged: its checksum differs`);
    }
  }

  #allow(entry: ZipEntry): void {
    const { name } = this.file;
    if (entry.size > bombSize && entry.size > bombRatio * entry.packed) {
      const ratio = count(Math.round(entry.size / Math.max(1, entry.packed)));
      throw tooLarge(
        name,
        `The part “${entry.name}” unpacks to ${mebibytes(entry.size)}, ${ratio} times its packed size: a zip bomb (the limit is ${bombRatio} times)`,
      );
    }
    this.#opened.set(entry.name, entry.size);
    let total = 0;
    for (const size of this.#opened.values()) total += size;
    if (total <= unpackedLimit) return;
    throw tooLarge(
      name,
      `The workbook unpacks to ${mebibytes(total)} of text; at most ${mebibytes(unpackedLimit)} are read`,
    );
  }
}

async function packedBytes(
  file: FileSource,
  entry: ZipEntry,
  hooks: ReadHooks,
): Promise<AsyncGenerator<Uint8Array>> {
  const head = await file.slice(entry.offset, entry.offset + 30);
  const view = viewOf(head);
  if (head.length < 30 || view.getUint32(0, true) !== 0x04_03_4b_50) {
    throw malformed(file.name, `The part “${entry.name}” is not where the archive says`);
  }
  const start = entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  return slices(file, { start, end: start + entry.packed }, hooks);
}

async function* slices(
  file: FileSource,
  { start, end }: { start: number; end: number },
  hooks: ReadHooks,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += step) {
    hooks.checkCancel();
    const bytes = await file.slice(at, Math.min(end, at + step));
    if (bytes.length === 0) throw malformed(file.name, 'The file is cut off');
    yield bytes;
    hooks.onBytes(at + bytes.length - start);
  }
}

async function* inflated(
  packed: AsyncGenerator<Uint8Array>,
  entry: ZipEntry,
  file: string,
): AsyncGenerator<Uint8Array> {
  if (entry.method === 0) return yield* packed;
  if (entry.method !== 8) {
    throw malformed(
      file,
      `The part “${entry.name}” is packed by method ${entry.method}; 0 (stored) and 8 (deflate) are read`,
    );
  }
  let cause: unknown = null;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await packed.next();
          if (done) controller.close();
          else controller.enqueue(value as Uint8Array<ArrayBuffer>);
        } catch (error) {
          cause = error;
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  const reader = source.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let got = await reader.read(); !got.done; got = await reader.read()) yield got.value;
  } catch (error) {
    if (cause) throw cause;
    throw malformed(file, `The part “${entry.name}” is damaged: ${messageOf(error)}`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message ? error.message : 'it does not unpack';
