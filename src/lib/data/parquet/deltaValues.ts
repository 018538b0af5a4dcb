import { Delta, deltaLengths } from './delta.ts';
import type { Format } from './numberTexts.ts';
import type { TextColumn } from './texts.ts';
import { fewer, type ValueBytes, type ValueReader, type ValueType } from './valueTypes.ts';

/** DELTA_BINARY_PACKED. */
export class Deltas implements ValueReader {
  readonly #delta: Delta;
  readonly #words: 1 | 2;
  readonly #format: Format;

  constructor({ bytes, start, end }: ValueBytes, { type, format }: ValueType) {
    this.#delta = new Delta(bytes.subarray(0, end), start);
    this.#words = type === 'int32' ? 1 : 2;
    this.#format = format;
  }

  write(count: number, out: TextColumn): void {
    const words = new Int32Array(this.#words * Math.min(count, 4096));
    const bytes = new Uint8Array(words.buffer);
    const width = 4 * this.#words;
    for (let done = 0; done < count;) {
      const n = Math.min(words.length / this.#words, count - done);
      this.#delta.fill(words, n, this.#words);
      for (let k = 0; k < n; k += 1) {
        this.#format(bytes, k * width, (k + 1) * width, out);
        out.end();
      }
      done += n;
    }
  }
}

/** DELTA_LENGTH_BYTE_ARRAY. */
export class DeltaLengthBytes implements ValueReader {
  readonly #page: ValueBytes;
  readonly #lengths: Int32Array;
  readonly #format: Format;
  #at: number;
  #next = 0;

  constructor(page: ValueBytes, format: Format) {
    this.#page = page;
    this.#format = format;
    const delta = new Delta(page.bytes.subarray(0, page.end), page.start);
    this.#lengths = deltaLengths(delta, page.most);
    this.#at = delta.at;
  }

  write(count: number, out: TextColumn): void {
    const { bytes, end } = this.#page;
    if (this.#next + count > this.#lengths.length) throw fewer();
    for (let k = 0; k < count; k += 1) {
      const length = this.#lengths[this.#next]!;
      if (length < 0 || length > end - this.#at) throw fewer();
      this.#format(bytes, this.#at, this.#at + length, out);
      out.end();
      this.#at += length;
      this.#next += 1;
    }
  }
}

/** DELTA_BYTE_ARRAY: each value is a prefix of the one before and a suffix of its own. */
export class DeltaBytes implements ValueReader {
  readonly #page: ValueBytes;
  readonly #prefixes: Int32Array;
  readonly #suffixes: Int32Array;
  readonly #format: Format;
  #value = new Uint8Array(256);
  #length = 0;
  #at: number;
  #next = 0;

  constructor(page: ValueBytes, format: Format) {
    this.#page = page;
    this.#format = format;
    const bytes = page.bytes.subarray(0, page.end);
    const prefixes = new Delta(bytes, page.start);
    this.#prefixes = deltaLengths(prefixes, page.most);
    const suffixes = new Delta(bytes, prefixes.at);
    this.#suffixes = deltaLengths(suffixes, page.most);
    this.#at = suffixes.at;
  }

  write(count: number, out: TextColumn): void {
    if (this.#next + count > this.#suffixes.length) throw fewer();
    if (this.#prefixes.length !== this.#suffixes.length) throw fewer();
    for (let k = 0; k < count; k += 1) {
      this.#step(this.#prefixes[this.#next]!, this.#suffixes[this.#next]!);
      this.#format(this.#value, 0, this.#length, out);
      out.end();
      this.#next += 1;
    }
  }

  #step(prefix: number, suffix: number): void {
    const { bytes, end } = this.#page;
    if (prefix < 0 || prefix > this.#length || suffix < 0 || suffix > end - this.#at) throw fewer();
    const length = prefix + suffix;
    if (length > this.#value.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.#value.subarray(0, prefix));
      this.#value = grown;
    }
    this.#value.set(bytes.subarray(this.#at, this.#at + suffix), prefix);
    this.#at += suffix;
    this.#length = length;
  }
}
