import { Damaged, TooLarge, wordsOf } from '../parquet/damage.ts';
import type { ArrowField } from './schema.ts';
import type { BatchBytes } from './messages.ts';

const bufferLimit = 2 ** 30;

/** Hands out a batch's nodes and buffers in the order in which the format lays them down. */
export class Buffers {
  readonly #batch: BatchBytes;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(batch: BatchBytes) {
    this.#batch = batch;
  }

  node(): { readonly length: number; readonly nulls: number } {
    const node = this.#batch.nodes[this.#node];
    this.#node += 1;
    if (!node || node.length < 0)
      throw new Damaged('a record batch has fewer columns than it says');
    return node;
  }

  /** The next buffer, decompressed, of at least `bytes` bytes. */
  next(bytes: number): Uint8Array {
    const found = this.#bytes();
    if (found.length < bytes)
      throw new Damaged(
        `a record batch has ${wordsOf(found.length)} bytes where it needs ${wordsOf(bytes)}`,
      );
    return found;
  }

  variadic(): Uint8Array[] {
    const count = this.#batch.variadic[this.#variadic] ?? 0;
    this.#variadic += 1;
    if (count < 0 || count > this.#batch.buffers.length)
      throw new Damaged('a record batch has fewer buffers than it says');
    return Array.from({ length: count }, () => this.next(0));
  }

  /** Steps over a column. */
  skip(field: ArrowField): void {
    if (field.dictionary) {
      this.#node += 1;
      this.#buffer += 2;
      return;
    }
    this.#node += 1;
    const { type } = field;
    switch (type.id) {
      case 'null':
      case 'runs':
        break;
      case 'bytes':
        this.#buffer += type.offsets === 'views' ? 2 + this.#skippedViews() : 3;
        break;
      case 'struct':
      case 'fixedList':
        this.#buffer += 1;
        break;
      case 'list':
        this.#buffer += type.views ? 3 : 2;
        break;
      case 'union':
        this.#buffer += type.dense ? 2 : 1;
        break;
      default:
        this.#buffer += 2;
    }
    for (const child of field.children) this.skip(child);
  }

  #skippedViews(): number {
    this.#variadic += 1;
    return this.#batch.variadic[this.#variadic - 1] ?? 0;
  }

  #bytes(): Uint8Array {
    const { buffers, body, decompress } = this.#batch;
    const range = buffers[this.#buffer];
    this.#buffer += 1;
    if (!range) throw new Damaged('a record batch has fewer buffers than it says');
    const { offset, length } = range;
    if (offset < 0 || length < 0 || offset + length > body.length)
      throw new Damaged('a column lies outside of its record batch');
    const bytes = body.subarray(offset, offset + length);
    if (!decompress || length === 0) return bytes;
    if (length < 8) throw new Damaged('a compressed column has no length');
    const plain = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
    const packed = bytes.subarray(8);
    if (plain === -1) return packed;
    if (plain < 0) throw new Damaged(`a compressed column says that it has ${plain} bytes`);
    if (plain > bufferLimit)
      throw new TooLarge(
        `A column says that it has ${wordsOf(plain)} bytes in one batch; the limit is ${wordsOf(bufferLimit)}`,
      );
    return decompress(packed, plain);
  }
}
