import { Damaged } from './damage.ts';

/**
 * Parquet's hybrid of runs and bit-packed integers, read as far as asked for, so that a run of a thousand million values in
 * four bytes takes no memory.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export class Hybrid {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #width: number;
  #at: number;
  /** Values left of the run or the packed groups at hand. */
  #left = 0;
  #packed = false;
  #value = 0;
  /** Position in bits of the next packed value. */
  #bit = 0;

  constructor(bytes: Uint8Array, start: number, end: number, width: number) {
    if (width > 32 || start > end || end > bytes.length)
      throw new Damaged('a page ends in the middle of its levels or indexes');
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#width = width;
  }

  /** The next `count` values into out[0], out[1], … */
  fill(out: Uint8Array | Int32Array, count: number): void {
    for (let done = 0; done < count;) {
      if (this.#left === 0) this.#next();
      const n = Math.min(this.#left, count - done);
      if (this.#packed) this.#unpack(out, done, n);
      else out.fill(this.#value, done, done + n);
      this.#left -= n;
      done += n;
    }
  }

  #next(): void {
    const head = this.#varint();
    this.#packed = head % 2 === 1;
    if (this.#packed) {
      const groups = (head - 1) / 2;
      this.#left = groups * 8;
      this.#bit = this.#at * 8;
      // the last group may be cut short, as far as its values are not used
      this.#at = Math.min(this.#end, this.#at + groups * this.#width);
      return;
    }
    this.#left = head / 2;
    let value = 0;
    for (let k = 0; k < (this.#width + 7) >> 3; k += 1) value += this.#byte() * 256 ** k;
    this.#value = value;
  }

  #unpack(out: Uint8Array | Int32Array, from: number, count: number): void {
    const bytes = this.#bytes;
    const width = this.#width;
    let bit = this.#bit;
    if (bit + count * width > this.#end * 8)
      throw new Damaged('a page has fewer levels or indexes than it says');
    if (width <= 8) {
      const mask = (1 << width) - 1;
      for (let k = 0; k < count; k += 1, bit += width) {
        const at = Math.floor(bit / 8);
        out[from + k] = ((bytes[at]! | (bytes[at + 1]! << 8)) >> (bit & 7)) & mask;
      }
    } else if (width <= 25) {
      const mask = (1 << width) - 1;
      for (let k = 0; k < count; k += 1, bit += width) {
        const at = Math.floor(bit / 8);
        const word =
          bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        out[from + k] = (word >>> (bit & 7)) & mask;
      }
    } else {
      for (let k = 0; k < count; k += 1, bit += width) out[from + k] = wide(bytes, bit, width);
    }
    this.#bit = bit;
  }

  #varint(): number {
    let value = 0;
    for (let k = 0; k < 5; k += 1) {
      const byte = this.#byte();
      value += (byte & 127) * 128 ** k;
      if (byte < 128) return value;
    }
    throw new Damaged('a page has a run longer than there can be');
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new Damaged('a page has fewer levels or indexes than it says');
    const byte = this.#bytes[this.#at]!;
    this.#at += 1;
    return byte;
  }
}

/** 26 to 32 bits from bit `bit` on. */
function wide(bytes: Uint8Array, bit: number, width: number): number {
  const shift = bit % 8;
  const at = (bit - shift) / 8;
  let value = bytes[at]! >> shift;
  for (let have = 8 - shift, k = 1; have < width; have += 8, k += 1)
    value += (bytes[at + k] ?? 0) * 2 ** have;
  return width === 32 ? value % 4294967296 : value % 2 ** width;
}

/** Bits that hold the numbers from 0 to `most`. */
export const widthOf = (most: number): number => 32 - Math.clz32(most);
