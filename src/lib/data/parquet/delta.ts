import { Damaged, TooLarge, wordsOf } from './damage.ts';

const blockLimit = 1 << 20;

/**
 * DELTA_BINARY_PACKED: integers as sums of bit-packed differences, modulo 2^32 or 2^64, read as far as asked for.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
export class Delta {
  readonly count: number;
  /** After all values are read: where what follows them begins. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #perMini: number;
  readonly #minis: number;
  /** The value at hand, two's complement in two words. */
  #low = 0;
  #high = 0;
  #left: number;
  #started = false;
  #minLow = 0;
  #minHigh = 0;
  #mini: number;
  #miniLeft = 0;
  #width = 0;
  #bit = 0;
  #widths: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
    const block = this.#unsigned();
    this.#minis = this.#unsigned();
    this.count = this.#unsigned();
    this.#perMini = block / this.#minis;
    if (block > blockLimit || !(this.#minis > 0) || this.#perMini % 8 !== 0 || block === 0)
      throw new Damaged('a page of differences has blocks of a size that there is not');
    this.#left = this.count;
    this.#mini = this.#minis;
    this.#widths = new Uint8Array(0);
    this.#zigzag();
    this.#low = this.#wordLow;
    this.#high = this.#wordHigh;
  }

  #wordLow = 0;
  #wordHigh = 0;

  /** Writes the low (and, with two words, the high) halves of the next `count` values. */
  fill(out: Int32Array, count: number, words: 1 | 2): void {
    if (count > this.#left) throw new Damaged('a page has fewer values than it says');
    for (let k = 0; k < count; k += 1) {
      if (this.#started) this.#advance();
      this.#started = true;
      out[k * words] = this.#low;
      if (words === 2) out[k * 2 + 1] = this.#high;
    }
    this.#left -= count;
    // the last block has bodies only for the miniblocks that hold values, but those whole
    if (this.#left === 0) this.at = Math.min(this.at, this.#bytes.length);
  }

  #advance(): void {
    if (this.#miniLeft === 0) this.#nextMini();
    this.#miniLeft -= 1;
    this.#read();
    const low = (this.#low >>> 0) + (this.#minLow >>> 0) + (this.#wordLow >>> 0);
    const carry = Math.floor(low / 4294967296);
    this.#high = (this.#high + this.#minHigh + this.#wordHigh + carry) | 0;
    this.#low = low | 0;
  }

  #nextMini(): void {
    if (this.#mini === this.#minis) {
      this.#zigzag();
      this.#minLow = this.#wordLow;
      this.#minHigh = this.#wordHigh;
      if (this.at + this.#minis > this.#bytes.length) throw tooShort();
      this.#widths = this.#bytes.subarray(this.at, this.at + this.#minis);
      this.at += this.#minis;
      this.#mini = 0;
    }
    this.#width = this.#widths[this.#mini]!;
    if (this.#width > 64) throw new Damaged('a page has differences of more than 64 bits');
    this.#mini += 1;
    this.#miniLeft = this.#perMini;
    this.#bit = this.at * 8;
    this.at += (this.#perMini * this.#width) / 8;
  }

  /** The next difference into the two words. */
  #read(): void {
    const width = this.#width;
    if (this.#bit + width > this.#bytes.length * 8) throw tooShort();
    this.#wordLow = width === 0 ? 0 : this.#bits(Math.min(32, width));
    this.#wordHigh = width > 32 ? this.#bits(width - 32) : 0;
  }

  #bits(width: number): number {
    const bytes = this.#bytes;
    const shift = this.#bit % 8;
    const at = (this.#bit - shift) / 8;
    this.#bit += width;
    let value = bytes[at]! >> shift;
    for (let have = 8 - shift, k = 1; have < width; have += 8, k += 1)
      value |= bytes[at + k]! << have;
    return width === 32 ? value : value & ((1 << width) - 1);
  }

  #unsigned(): number {
    let value = 0;
    for (let k = 0; k < 5; k += 1) {
      const byte = this.#byte();
      value += (byte & 127) * 128 ** k;
      if (byte < 128) return value;
    }
    throw new Damaged('a page of differences has a header that there is not');
  }

  /** A zigzag integer of up to 64 bits into the two words. */
  #zigzag(): void {
    let low = 0;
    let high = 0;
    for (let k = 0, shift = 0; ; k += 1, shift += 7) {
      const byte = this.#byte();
      const bits = byte & 127;
      if (shift < 32) low |= bits << shift;
      if (shift >= 32) high |= bits << (shift - 32);
      else if (shift > 25) high |= bits >> (32 - shift);
      if (byte < 128) break;
      if (k === 9) throw new Damaged('a page has an integer of more than 64 bits');
    }
    const sign = -(low & 1);
    this.#wordLow = ((low >>> 1) | (high << 31)) ^ sign;
    this.#wordHigh = (high >>> 1) ^ sign;
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw tooShort();
    const byte = this.#bytes[this.at]!;
    this.at += 1;
    return byte;
  }
}

const tooShort = (): Damaged => new Damaged('a page has fewer values than it says');

const lengthsLimit = 1 << 24;

/** All values at once: the lengths of DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY. */
export function deltaLengths(delta: Delta, most: number): Int32Array {
  if (delta.count > most) throw new Damaged('a page has more lengths than values');
  if (delta.count > lengthsLimit)
    throw new TooLarge(
      `A page has ${wordsOf(delta.count)} texts; the limit is ${wordsOf(lengthsLimit)}`,
    );
  const lengths = new Int32Array(delta.count);
  delta.fill(lengths, delta.count, 1);
  return lengths;
}
