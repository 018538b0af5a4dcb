import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { NearRows } from '#lib/engine/kernels/near.ts';
import { nearest } from '#lib/engine/kernels/reference/near.ts';
import type { Metric, Rows } from '#lib/engine/kernels/reference/near.ts';
import { growTree, nearestInTree, treeWins } from '#lib/engine/nearTree.ts';
import { randomOf } from '#lib/models/tree/random.ts';

const metrics: readonly Metric[] = ['euclidean', 'manhattan'];

function rowsOf(count: number, width: number, value: (i: number, d: number) => number): Rows {
  const values = new Float64Array(count * width);
  for (let i = 0; i < count; i += 1)
    for (let d = 0; d < width; d += 1) values[i * width + d] = value(i, d);
  return { values, count, width };
}

function draws(count: number, width: number, seed: number): Rows {
  const random = randomOf(seed, 0);
  return rowsOf(count, width, () => random() + random() + random() - 1.5);
}

const changed = (rows: Rows, by: (x: number, d: number, i: number) => number): Rows =>
  rowsOf(rows.count, rows.width, (i, d) => by(rows.values[i * rows.width + d]!, d, i));

function expectSame(train: Rows, queries: Rows, k: number, metric: Metric): void {
  const plain = nearest(train, queries, k, metric);
  const flat = new NearRows(new Kernels(), train, { metric }).nearest(queries, k);
  const inTree = nearestInTree(driveSync(growTree(train)), train, queries, { k, metric });
  for (const ours of [flat, inTree]) {
    expect([...ours.rows]).toEqual([...plain.rows]);
    expect([...ours.distances]).toEqual([...plain.distances]);
  }
}

describe.each(metrics)(
  'finds the rows that the plain words find, at the same distances: %s',
  (m) => {
    it.each([1, 2, 3, 5, 8, 30, 67])('%d columns', (width) => {
      expectSame(draws(523, width, width), draws(131, width, 100 + width), 5, m);
    });

    it.each([1, 4, 40, 523])('%d neighbours', (k) => {
      expectSame(draws(523, 6, 1), draws(21, 6, 2), k, m);
    });

    it('where most rows are as far: the earlier is nearer', () => {
      const coarse = (rows: Rows) => changed(rows, (x) => Math.round(x));
      expectSame(coarse(draws(800, 4, 3)), coarse(draws(50, 4, 4)), 7, m);
    });

    it('where rows differ in the last digits of a double only', () => {
      const fine = (rows: Rows) => changed(rows, (x, d) => (d === 0 ? 1 + x * 1e-13 : 2));
      expectSame(fine(draws(400, 3, 5)), fine(draws(40, 3, 6)), 6, m);
    });

    it('in two far groups of 300 columns, where a float’s errors are larger than any distance', () => {
      const group = (rows: Rows) =>
        changed(rows, (x, d, i) => (i % 2 === 0 ? 1 : -1) * (1 + (d % 7) / 3) + 1e-6 * x);
      expectSame(group(draws(300, 300, 21)), group(draws(24, 300, 22)), 4, m);
    });

    it('far above 0, and beside a column of another size', () => {
      const moved = (rows: Rows) => changed(rows, (x, d) => [1.7e9 + x, 1e-9 * x, 1e5 * x, x][d]!);
      expectSame(moved(draws(400, 4, 7)), moved(draws(40, 4, 8)), 6, m);
    });

    it('beside a row that is far out, and for queries out there', () => {
      const one = (rows: Rows) => changed(rows, (x, d, i) => (i === 17 ? 1e14 * (x + d) : x));
      expectSame(one(draws(200, 3, 9)), one(draws(40, 3, 10)), 4, m);
      expectSame(
        draws(200, 3, 9),
        changed(draws(9, 3, 11), (x) => 1e30 * x),
        4,
        m,
      );
    });

    it.each([1e-200, 1e-160, 1e-30, 1e30, 1e120, 1e160, 1e300])('at a size of %d', (factor) => {
      const sized = (rows: Rows) => changed(rows, (x) => factor * x);
      expectSame(sized(draws(100, 3, 12)), sized(draws(20, 3, 13)), 4, m);
    });

    it('where all rows are the same, and for a missing number', () => {
      const same = rowsOf(30, 2, () => 4);
      expectSame(
        same,
        rowsOf(2, 2, (i) => 4 + i),
        3,
        m,
      );
      expectSame(
        draws(30, 2, 14),
        rowsOf(3, 2, (i, d) => (i === 1 && d === 1 ? NaN : 0.1)),
        3,
        m,
      );
    });
  },
);

it('grows a tree where there are few columns for the rows, and says so as it goes', () => {
  expect([1, 3, 5, 8].map((width) => treeWins(draws(20_000, width, 1)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const shares = [...growTree(draws(60_000, 3, 1))];
  expect(shares.length).toBeGreaterThan(5);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
});

it('does not walk through a tree of equal rows for each query', () => {
  const train = rowsOf(60_000, 2, () => 4);
  const queries = rowsOf(2_000, 2, (i) => 4 + (i % 2));
  const found = nearestInTree(driveSync(growTree(train)), train, queries, {
    k: 3,
    metric: 'euclidean',
  });
  // 2,000 walks through 60,000 rows would take 3 s, and the test's time is limited; the rows are the earliest.
  expect(
    new Set(Array.from({ length: 2_000 }, (_, q) => found.rows.slice(3 * q, 3 * q + 3).join())),
  ).toEqual(new Set(['0,1,2']));
});

it('asks again and again without taking memory', () => {
  const kernels = new Kernels();
  const held = new NearRows(kernels, draws(300, 5, 1), { metric: 'euclidean' });
  const before = kernels.call.mark();
  for (let i = 0; i < 20; i += 1) held.nearest(draws(100, 5, i), 5);
  expect(kernels.call.mark()).toBe(before);
});
