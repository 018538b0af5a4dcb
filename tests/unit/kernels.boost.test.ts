import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { binColumns } from '#lib/engine/kernels/bins.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { binsOf, quantileEdges } from '#lib/engine/kernels/reference/bins.ts';
import * as plain from '#lib/engine/kernels/reference/boost.ts';
import type { Packed } from '#lib/engine/kernels/reference/boost.ts';
import { randomOf } from '#lib/models/tree/random.ts';

const draws = (n: number, seed: number): Float64Array => {
  const random = randomOf(seed, 0);
  return Float64Array.from({ length: n }, () => random() - 0.5);
};

const columns: readonly (readonly [string, Float64Array, number])[] = [
  ['many distinct values', draws(3000, 1), 255],
  ['few bins', draws(1000, 2), 7],
  ['a multiple of the bins', draws(510, 3), 255],
  ['few distinct values', draws(900, 4).map((x) => Math.round(20 * x)), 255],
  ['heavy ties', draws(4000, 5).map((x) => (x < 0.2 ? 0 : x)), 255],
  ['missing values', draws(2000, 6).map((x, i) => (i % 5 === 0 ? NaN : x)), 255],
  ['nothing but missing values', new Float64Array(40).fill(NaN), 255],
  ['one value', new Float64Array(40).fill(-3.25), 255],
  ['both zeros', Float64Array.from({ length: 50 }, (_, i) => (i % 2 ? 0 : -0)), 255],
  ['the ends of the range', Float64Array.of(-1e308, 1e308, 5e-324, -5e-324, 1e308, 0, 1), 255],
  ['times in seconds', draws(2000, 7).map((x) => 1.7e9 + Math.round(1e5 * x) / 8), 255],
];

describe('bins', () => {
  it.each(columns)('are the plain ones on %s', (_, x, most) => {
    const kernels = new Kernels();
    const {
      columns: at,
      stride,
      edges,
      missing,
    } = driveSync(binColumns(kernels, { columns: [x, x], order: null, learning: x.length, most }));
    const expected = quantileEdges(x, most);
    expect([...edges[1]!]).toEqual([...expected]);
    expect(missing[1]).toBe(x.some(Number.isNaN) ? 1 : 0);
    const there = [...kernels.viewBytes(at + stride, x.length)];
    expect(there).toEqual(binsOf(x, expected, expected.length + 1));
  });

  it('come from learning rows alone, and rows may be in another order', () => {
    const x = Float64Array.of(5, 1, 900, 2, NaN);
    const kernels = new Kernels();
    const order = Int32Array.of(3, 1, 0, 2, 4);
    const binned = driveSync(binColumns(kernels, { columns: [x], order, learning: 3, most: 255 }));
    expect([...binned.edges[0]!]).toEqual([1.5, 3.5]);
    expect([...kernels.viewBytes(binned.columns, 5)]).toEqual([1, 0, 2, 2, 255]);
  });
});

describe('exp', () => {
  it('is right to 13 digits', () => {
    for (let x = -690; x < 690; x += 0.37)
      expect(Math.abs(plain.exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
  });
});

describe('gradients', () => {
  const n = 201;
  const raw = draws(n, 8).map((x) => 40 * x);
  const weight = draws(n, 9).map((x) => x + 1);
  const level = 0.3;
  it.each([0, 1, 2, 3, 4, 5])('of loss %i are the plain ones, with weights and without', (loss) => {
    const y = draws(n, 10).map((x) => (loss === 5 ? Number(x > 0) : Math.abs(x)));
    for (const w of [null, weight]) {
      const kernels = new Kernels();
      const at = [raw, y].map((values) => kernels.putDoubles(values)) as [number, number];
      const wAt = w ? kernels.putDoubles(w) : 0;
      const g = kernels.take(4 * n);
      const h = kernels.take(4 * n);
      kernels.call.gradients(loss, level, 0, 100, at[0], at[1], wAt, g, h);
      kernels.call.gradients(loss, level, 100, n, at[0], at[1], wAt, g, h);
      const expected = Array.from(raw, (r, i) =>
        plain.gradientsBy[loss]!(y[i]!, r, level).map((x) => Math.fround((w ? w[i]! : 1) * x)),
      );
      expect([...floats(kernels, g, n)]).toEqual(expected.map(([a]) => a));
      expect([...floats(kernels, h, n)]).toEqual(expected.map(([, b]) => b));
    }
  });

  it('of many classes are the plain ones', () => {
    const kernels = new Kernels();
    const scores = [0, 1, 2, 3].map((k) => draws(n, 20 + k).map((x) => 30 * x));
    const code = draws(n, 30).map((x) => Math.floor(4 * (x + 0.5)));
    const at = kernels.putDoubles(Float64Array.from(scores.flatMap((s) => [...s])));
    const y = kernels.putDoubles(code);
    const [top, share] = [kernels.doubles(n), kernels.doubles(n)];
    const [g, h] = [kernels.take(4 * n), kernels.take(4 * n)];
    kernels.call.softmaxBase(at, n, 4, 0, n, top, share);
    for (const k of [0, 1, 2, 3]) {
      kernels.call.gradientsOfClass(k, 0, n, at + 8 * k * n, y, 0, top, share, g, h);
      const expected = Array.from(code, (c, i) =>
        plain.gradientOfClass(
          k,
          c,
          scores.map((s) => s[i]!),
        ),
      );
      expect([...floats(kernels, g, n)]).toEqual(expected.map(([a]) => Math.fround(a)));
      expect([...floats(kernels, h, n)]).toEqual(expected.map(([, b]) => Math.fround(b)));
    }
  });
});

/** A node of `n` rows with three features of other sizes in one word, or five in two. */
function nodeOf(n: number, seed: number, bins: readonly number[], gaps: readonly boolean[]) {
  const kernels = new Kernels();
  const random = randomOf(seed, 1);
  const codes = bins.map((size, f) =>
    Array.from({ length: n }, () => Math.floor(random() * (size + (gaps[f] ? 1 : 0)))),
  );
  const pairs = Array.from({ length: n }, () => [random() - 0.5, random()] as const);
  const [gs, hs] = [1e5, 3e4];
  const g = kernels.take(4 * n);
  const h = kernels.take(4 * n);
  floats(kernels, g, n).set(pairs.map(([a]) => a));
  floats(kernels, h, n).set(pairs.map(([, b]) => b));
  const packed = kernels.take(8 * n);
  const total = kernels.take(16);
  kernels.call.clear(total, 16);
  kernels.call.pack(g, h, 0, n, gs, hs, packed, total);
  const columns = kernels.take(n * bins.length);
  codes.forEach((code, f) =>
    code.forEach((bin, i) => {
      kernels.viewBytes(columns, n * bins.length)[f * n + i] = bin;
    }),
  );
  const wide = 16 * Math.ceil(bins.length / 16);
  const byRow = kernels.take(wide * n);
  kernels.call.clear(byRow, wide * n);
  kernels.call.toRows(columns, n, bins.length, 0, n, byRow, wide);
  const rows = pairs.map((pair) => plain.pack(pair, gs, hs));
  return { kernels, n, bins, gaps, codes, rows, packed, total, columns, byRow, wide };
}

const shapes = [
  ['full features', [255, 255, 255, 255], [false, false, false, false]],
  ['missing values', [255, 9, 3], [true, true, true]],
  ['a word and two features', [255, 2, 40, 7, 5, 17], [false, false, true, false, true, false]],
] as const;

describe.each(shapes)('histograms and splits of %s', (_, bins, gaps) => {
  const size = bins.map((b, f) => 4 * Math.ceil((b + (gaps[f] ? 1 : 0)) / 4));
  const offset = size.map((_s, f) => 16 * size.slice(0, f).reduce((a, b) => a + b, 0));
  const bytes = 16 * size.reduce((a, b) => a + b, 0) + 16;

  function counted(node: ReturnType<typeof nodeOf>, chosen: readonly number[] | null): number {
    const { kernels, n, packed, byRow, wide } = node;
    const hist = kernels.take(bytes);
    kernels.call.clear(hist, bytes);
    let [idx, from] = [0, packed];
    if (chosen) {
      idx = kernels.take(4 * chosen.length);
      kernels.viewWords(idx, chosen.length).set(chosen);
      from = kernels.take(8 * chosen.length);
      kernels.call.gather(packed, idx, 0, chosen.length, from);
    }
    const count = chosen?.length ?? n;
    const gathered = kernels.take(wide * n);
    kernels.call.gatherBins(byRow, wide, idx, 0, count, gathered, n);
    for (let f = 0; f < bins.length; f += 4) {
      const [o0, o1 = bytes - 16, o2 = -1, o3 = bytes - 16] = offset.slice(f, f + 4);
      kernels.call.histogram(gathered + f * n, from, count, hist, o0!, o1, o2, o3);
    }
    return hist;
  }

  const read = (kernels: Kernels, hist: number, f: number): Packed[] =>
    Array.from({ length: size[f]! }, (_s, b) => {
      const [g, h, c] = kernels.viewWords(hist + offset[f]! + 16 * b, 3) as unknown as number[];
      return [g!, h!, c!];
    });

  it('sum the rows of each bin, and a sibling is the parent less the child', () => {
    const node = nodeOf(700, 3, bins, gaps);
    const chosen = Array.from({ length: 700 }, (_s, i) => i).filter((i) => i % 3 === 0);
    const [all, some] = [counted(node, null), counted(node, chosen)];
    const plainly = (f: number, rows: readonly number[]): Packed[] =>
      plain.histogram(
        rows.map((i) => node.codes[f]![i]!),
        rows.map((i) => node.rows[i]!),
        size[f]!,
      );
    const rest = node.rows.map((_r, i) => i).filter((i) => i % 3 !== 0);
    bins.forEach((_b, f) => expect(read(node.kernels, some, f)).toEqual(plainly(f, chosen)));
    node.kernels.call.subtract(all, some, bytes);
    bins.forEach((_b, f) => expect(read(node.kernels, all, f)).toEqual(plainly(f, rest)));
  });

  it.each([
    [900, 20, 0, 0],
    [900, 1, 30000, 2e5],
    [60, 20, 0, 5],
    [41, 20, 0, 0],
    [900, 1, 0, 1e13],
    [30, 20, 0, 0],
  ])('the best split of %i rows with leaves of %i is the plain one', (n, leaf, light, l2) => {
    for (let seed = 0; seed < 12; seed += 1) {
      const node = nodeOf(n, seed, bins, gaps);
      const { kernels, total } = node;
      const tables = [bins.map((_b, f) => f), offset, bins].map((values) => {
        const at = kernels.take(4 * values.length);
        kernels.viewWords(at, values.length).set(values);
        return at;
      }) as [number, number, number];
      const missing = kernels.take(bins.length);
      kernels.viewBytes(missing, bins.length).set(gaps.map(Number));
      const best = kernels.take(32);
      const hist = counted(node, null);
      const sums = node.rows.reduce(plain.add, [0, 0, 0]);
      const floor = sums[0] ** 2 / (sums[1] + l2);
      kernels.viewDoubles(best, 1)[0] = floor;
      // prettier-ignore
      kernels.call.scan(hist, tables[0], 0, bins.length, tables[1], tables[2], missing, total, leaf, light, l2, best);
      const features = bins.map((b, f) => ({
        histogram: read(kernels, hist, f),
        bins: b,
        gaps: gaps[f]!,
      }));
      const expected = plain.scan(features, sums, { leaf, light, l2 }, floor);
      const gain = kernels.viewDoubles(best, 1)[0]!;
      if (!expected) expect(gain).toBe(floor);
      else {
        const [feature, bin, missingLeft, ...left] = kernels.viewWords(best + 8, 6);
        expect({ gain, feature, bin, missingLeft: missingLeft === 1, left }).toEqual(expected);
      }
    }
  });

  it('part the rows as the plain one does', () => {
    const node = nodeOf(300, 5, bins, gaps);
    const { kernels, n, columns, codes } = node;
    const [idx, spare] = [kernels.take(4 * n), kernels.take(4 * n)];
    const rows = Array.from({ length: n }, (_r, i) => (i * 7) % n);
    codes.forEach((code, f) => {
      for (const missing of [-1, bins[f]!]) {
        kernels.viewWords(idx, n).set(rows);
        const bin = Math.floor(bins[f]! / 2);
        const middle = kernels.call.partition(columns + f * n, bin, missing, idx, spare, 0, n);
        const [left, right] = plain.partition(rows, code, bin, missing);
        expect([...kernels.viewWords(idx, n)]).toEqual([...left, ...right]);
        expect(middle).toBe(left.length);
      }
    });
  });
});

const floats = (kernels: Kernels, at: number, n: number): Float32Array =>
  new Float32Array(kernels.call.memory.buffer, at, n);
