import { crc32 } from './crc32.ts';

interface Written {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** 1980-01-01, the first day a zip archive can name: the same table gives the same bytes. */
const date = 0x21;
const full32 = 0xff_ff_ff_ff;

/** Packs text parts, one after the other, into a zip archive of deflated entries. */
export class ZipWriter {
  readonly #chunks: Uint8Array[] = [];
  readonly #entries: Written[] = [];
  #length = 0;

  async add(name: string, text: Iterable<string>): Promise<void> {
    const offset = this.#length;
    const bytes = new TextEncoder().encode(name);
    let crc = 0;
    let size = 0;
    const encoder = new TextEncoder();
    const source = text[Symbol.iterator]();
    const plain = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const { done, value } = source.next();
        if (done) return controller.close();
        const chunk = encoder.encode(value);
        crc = crc32(crc, chunk);
        size += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const head = this.#chunks.push(new Uint8Array()) - 1;
    const start = (this.#length += 30 + bytes.length);
    const reader = plain.pipeThrough(new CompressionStream('deflate-raw')).getReader();
    for (let got = await reader.read(); !got.done; got = await reader.read()) this.#put(got.value);
    const entry = { name: bytes, crc, packed: this.#length - start, size, offset };
    this.#chunks[head] = header(0x04_03_4b_50, entry);
    this.#entries.push(entry);
  }

  /** The archive's bytes; nothing can be added after. */
  end(): Uint8Array {
    const offset = this.#length;
    for (const entry of this.#entries) this.#put(header(0x02_01_4b_50, entry));
    const last = new DataView(new ArrayBuffer(22));
    last.setUint32(0, 0x06_05_4b_50, true);
    last.setUint16(8, this.#entries.length, true);
    last.setUint16(10, this.#entries.length, true);
    last.setUint32(12, this.#length - offset, true);
    last.setUint32(16, offset, true);
    this.#put(new Uint8Array(last.buffer));
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  /** Bytes so far and the largest entry: an archive of 4 GiB would need another form. */
  get tooLarge(): boolean {
    return this.#length > full32 || this.#entries.some(({ size }) => size > full32);
  }

  #put(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }
}

/** A local header, or the longer one of the directory. */
function header(signature: number, entry: Written): Uint8Array {
  const local = signature === 0x04_03_4b_50;
  const fixed = local ? 30 : 46;
  const bytes = new Uint8Array(fixed + entry.name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  const at = local ? 4 : 6;
  if (!local) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x08_00, true);
  view.setUint16(at + 4, 8, true);
  view.setUint16(at + 8, date, true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, entry.packed, true);
  view.setUint32(at + 18, entry.size, true);
  view.setUint16(at + 22, entry.name.length, true);
  if (!local) view.setUint32(42, entry.offset, true);
  bytes.set(entry.name, fixed);
  return bytes;
}
