import { describe, expect, it } from 'vitest';
import { bytesIn, withSorted } from '#lib/data/kernels.ts';
import {
  Fingerprint,
  fingerprintOfCodes,
  fingerprintOfNumbers,
} from '#lib/data/profile/fingerprint.ts';
import { moments } from '#lib/data/profile/moments.ts';
import { medianDeviation } from '#lib/data/profile/sorted.ts';
import { RowHashes } from '#lib/data/rowHashes.ts';
import { describeNumbers } from '#lib/data/statistics.ts';
import { RandomState } from '#lib/engine/random.ts';

/** More than kernels are worth, by a multiple of nothing. */
const many = 9001;
const few = 4000;
const rng = new RandomState(11);
const normal = Float64Array.from({ length: many }, () => rng.normal(0, 1));
const kinds: readonly (readonly [string, Float64Array])[] = [
  ['normal numbers', normal],
  ['gaps, zeros of both signs and infinities', normal.map((x, i) => odd(x, i))],
  ['whole numbers', normal.map((x) => Math.round(40 * x))],
  ['numbers far from 0', normal.map((x) => 1e15 + Math.round(x))],
  ['a sum that overflows', normal.map((x) => 1.7e308 - Math.abs(x) * 1e306)],
  ['smallest doubles', normal.map((x) => x * 5e-324 * 1e3)],
  ['one value', normal.map(() => 0.1)],
];
function odd(x: number, i: number): number {
  if (i % 7 === 0) return NaN;
  if (i % 11 === 0) return -0;
  if (i % 13 === 0) return 0;
  return i % 1000 === 1 ? Infinity : x;
}
const codes = Int32Array.from(normal, (x, i) => (i % 9 === 0 ? -1 : Math.abs(Math.round(50 * x))));
const texts = {
  low: Int32Array.from({ length: 400 }, (_, i) => Math.imul(i + 1, 0x9e3779b1)),
  high: Int32Array.from({ length: 400 }, (_, i) => Math.imul(i + 7, 0x85ebca6b)),
};

describe.each(kinds)('kernels that describe %s', (_words, values) => {
  it('say the bits of moments that the loops say', () => {
    const finite = values.filter((x) => Number.isFinite(x));
    const sorted = finite.map((x) => (x === 0 ? 0 : x)).sort();
    withSorted(finite, (all, momentsOf) => {
      expect(all).toEqual(sorted);
      expect(momentsOf(all)).toEqual(moments(sorted));
      // A part of it, as where infinities stand at its ends.
      expect(momentsOf(all.subarray(3, all.length - 5))).toEqual(moments(sorted.slice(3, -5)));
    });
  });

  it('say the fingerprint that the loop says', () => {
    const print = new Fingerprint();
    const words = new Int32Array(2);
    const double = new Float64Array(words.buffer);
    for (const x of values) {
      double[0] = Number.isNaN(x) ? NaN : x === 0 ? 0 : x;
      for (const word of words) print.add(word);
    }
    expect(fingerprintOfNumbers(values)).toBe(print.text());
  });

  it('say the hashes of rows that the loop says', () => {
    const all = new RowHashes(many);
    const first = new RowHashes(few);
    for (const [hashes, rows] of [[all, many] as const, [first, few] as const]) {
      hashes.addNumbers(values.subarray(0, rows));
      hashes.addCodes(codes.subarray(0, rows), texts);
      hashes.addNumbers(values.subarray(0, rows));
    }
    expect(all.words.low.subarray(0, few)).toEqual(first.words.low);
    expect(all.words.high.subarray(0, few)).toEqual(first.words.high);
  });

  it('have a histogram in which each value is counted where it lies', () => {
    const { summary } = describeNumbers(values);
    const { edges, counts } = summary!.histogram;
    const bins = counts.length;
    const counted = new Array<number>(bins).fill(0);
    for (const x of values) {
      if (!Number.isFinite(x)) continue;
      let k = 0;
      while (k < bins - 1 && x >= edges[k + 1]!) k += 1;
      counted[k]! += 1;
    }
    expect(counts).toEqual(counted);
    expect(describeNumbers(values).absent).toBe(values.filter((x) => Number.isNaN(x)).length);
  });
});

it('the median deviation is that of all distances, sorted', () => {
  for (const [, values] of kinds)
    for (const n of [1, 2, 3, 10, 4001, 9000]) {
      const sorted = values
        .filter((x) => Number.isFinite(x))
        .slice(0, n)
        .sort();
      const m = sorted.length;
      for (const centre of [sorted[0]!, sorted[m >> 1]!, sorted[m - 1]!, 0.25]) {
        const far = sorted.map((x) => Math.abs(x - centre)).sort();
        const [a, b] = [far[(m - 1) >> 1]!, far[m >> 1]!];
        expect(medianDeviation(sorted, centre)).toBe(m % 2 === 1 ? b : a + (b - a) / 2);
      }
    }
});

it('rows that come again are counted, also where there are many', () => {
  const hashes = new RowHashes(many);
  hashes.addNumbers(Float64Array.from({ length: many }, (_, i) => i % 700));
  hashes.addCodes(
    Int32Array.from({ length: many }, (_, i) => (i % 700 === 3 ? Math.floor(i / 700) % 2 : -1)),
    texts,
  );
  // Of 700 rows one kind is two.
  expect(hashes.duplicates()).toBe(many - 701);
});

it.each([0, 1, 17, 40_000, 40_015])(
  'bytes above 127, and zeros, are seen at any place of %i',
  (n) => {
    const bytes = new Uint8Array(n + 3).fill(65).subarray(3);
    expect(bytesIn(bytes)).toEqual({ high: false, zero: false });
    for (const at of [0, 15, 16, n - 1].filter((i) => i >= 0 && i < n)) {
      bytes[at] = 0;
      expect(bytesIn(bytes)).toEqual({ high: false, zero: true });
      bytes[at] = 128;
      expect(bytesIn(bytes)).toEqual({ high: true, zero: false });
      bytes[at] = 65;
    }
  },
);

it('the fingerprint of codes is the loop’s', () => {
  const print = new Fingerprint();
  for (const code of codes) {
    print.add(code < 0 ? 1 : texts.low[code]!);
    print.add(code < 0 ? 2 : texts.high[code]!);
  }
  expect(fingerprintOfCodes(codes, texts)).toBe(print.text());
});
