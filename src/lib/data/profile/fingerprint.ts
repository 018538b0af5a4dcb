import { fewDoubles, printOf } from '../kernels.ts';
import type { LevelHashes } from '../rowHashes.ts';

/** A 64-bit hash of a sequence of numbers; equal sequences have equal texts. */
export class Fingerprint {
  #a = 0x243f6a88;
  #b = 0x13198a2e;

  add(x: number): void {
    this.#a = Math.imul(this.#a ^ x, 0x01000193);
    this.#a ^= this.#a >>> 15;
    this.#b = (Math.imul(this.#b, 0x5bd1e995) + x) | 0;
    this.#b ^= this.#b >>> 13;
  }

  /** Adds all cells of a column that is not short, by the kernels that say the same. */
  addAll(cells: Parameters<typeof printOf>[0]): void {
    [this.#a, this.#b] = printOf(cells, [this.#a, this.#b]);
  }

  text(): string {
    return `${(this.#a >>> 0).toString(36)}.${(this.#b >>> 0).toString(36)}`;
  }
}

/** Of doubles; −0 is 0, and every NaN is one. */
export function fingerprintOfNumbers(values: Float64Array): string {
  const double = new Float64Array(1);
  const words = new Int32Array(double.buffer);
  const print = new Fingerprint();
  if (values.length >= fewDoubles) print.addAll(values);
  else
    for (const x of values) {
      double[0] = Number.isNaN(x) ? NaN : x === 0 ? 0 : x;
      print.add(words[0]!);
      print.add(words[1]!);
    }
  return print.text();
}

/** Of texts, given as codes and the hash of each code's text; −1 is missing. */
export function fingerprintOfCodes(codes: Int32Array, { low, high }: LevelHashes): string {
  const print = new Fingerprint();
  if (codes.length >= fewDoubles) print.addAll({ codes, texts: { low, high } });
  else
    for (const code of codes) {
      print.add(code < 0 ? 1 : low[code]!);
      print.add(code < 0 ? 2 : high[code]!);
    }
  return print.text();
}

/** A multiset of counts as one number, in any order: columns that differ in it cannot be one-to-one. */
export class CountsKey {
  #sum = 0;

  add(count: number): void {
    let h = Math.imul(count, 0x9e3779b1 | 0);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b | 0);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35 | 0);
    this.#sum = (this.#sum + (h ^ (h >>> 16))) | 0;
  }

  value(): number {
    return this.#sum;
  }
}
