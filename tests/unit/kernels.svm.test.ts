import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { exp } from '#lib/engine/elementary.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { kernelOf, solvePlainly } from '#lib/engine/kernels/reference/svm.ts';
import { KernelRows } from '#lib/engine/kernels/svm.ts';
import type { Dual, RowKernel } from '#lib/engine/kernels/svm.ts';
import { randomOf } from '#lib/models/tree/random.ts';

const draws = (n: number, seed: number): Float64Array => {
  const random = randomOf(seed, 0);
  return Float64Array.from({ length: n }, () => 2 * random() - 1);
};

const kernels: readonly (readonly [string, RowKernel])[] = [
  ['linear', { kind: 'linear', gamma: 1, coef0: 0, degree: 3 }],
  ['poly', { kind: 'poly', gamma: 0.5, coef0: 0.3, degree: 3 }],
  ['rbf', { kind: 'rbf', gamma: 0.7, coef0: 0, degree: 3 }],
  ['sigmoid', { kind: 'sigmoid', gamma: 0.1, coef0: -0.2, degree: 3 }],
];

/** Rows beside a multiple of 16, so that the padding is seen; some twice, so that there are ties. */
function table(n: number, width: number, seed: number): Float64Array {
  const x = draws(n * width, seed);
  for (let i = 10; i + 5 < n; i += 10) x.copyWithin(i * width, (i + 1) * width, (i + 2) * width);
  return x;
}

const rowsOf = (x: Float64Array, width: number): Float64Array[] =>
  Array.from({ length: x.length / width }, (_, i) => x.slice(i * width, (i + 1) * width));

function classification(x: Float64Array, width: number, C: readonly [number, number]): Dual {
  const rows = rowsOf(x, width);
  const noise = draws(rows.length, 99);
  const sign = Float64Array.from(rows, (row, i) =>
    row[0]! + row[1]! * row[2]! + 0.5 * noise[i]! > 0 ? 1 : -1,
  );
  return {
    sign,
    linear: new Float64Array(rows.length).fill(-1),
    most: sign.map((s) => (s > 0 ? C[0] : C[1])),
    tol: 1e-3,
    maxIter: null,
  };
}

function regression(x: Float64Array, width: number): Dual {
  const rows = rowsOf(x, width);
  const y = rows.map((row) => 2 * row[0]! + Math.sin(3 * row[1]!));
  const n = rows.length;
  return {
    sign: new Float64Array(2 * n).fill(-1).fill(1, 0, n),
    linear: Float64Array.from([...y.map((v) => 0.1 - v), ...y.map((v) => 0.1 + v)]),
    most: new Float64Array(2 * n).fill(2),
    tol: 1e-3,
    maxIter: null,
  };
}

const solve = (x: Float64Array, width: number, kernel: RowKernel, dual: Dual) =>
  driveSync(new KernelRows(new Kernels(), x, { width, kernel }).solve(dual));

describe.each(kernels)('with a %s kernel', (_, kernel) => {
  it('takes the same steps as the plain words, for classes of different prices', () => {
    const x = table(213, 5, 1);
    const dual = classification(x, 5, [1, 3]);
    const plain = solvePlainly(rowsOf(x, 5), kernel, dual);
    const ours = solve(x, 5, kernel, dual);
    expect(ours.iterations).toBe(plain.iterations);
    expect(ours.converged).toBe(true);
    expect(Array.from(ours.alpha)).toEqual(Array.from(plain.alpha));
  });

  it('takes the same steps as the plain words, for numbers', () => {
    const x = table(101, 4, 2);
    const dual = regression(x, 4);
    const plain = solvePlainly(rowsOf(x, 4), kernel, dual);
    const ours = solve(x, 4, kernel, dual);
    expect(ours.iterations).toBe(plain.iterations);
    expect(Array.from(ours.alpha)).toEqual(Array.from(plain.alpha));
  });

  it('takes the same steps as the plain words from a start that is not 0: one class', () => {
    const x = table(121, 3, 12);
    const sign = new Float64Array(121).fill(1);
    // libsvm's start for nu = 0.3: the first rows full, one in part.
    const dual: Dual = {
      sign,
      linear: new Float64Array(121),
      most: sign,
      start: sign.map((_, i) => Math.max(0, Math.min(1, 0.3 * 121 - i))),
      tol: 1e-3,
      maxIter: null,
    };
    const plain = solvePlainly(rowsOf(x, 3), kernel, dual);
    const ours = solve(x, 3, kernel, dual);
    expect(ours.iterations).toBe(plain.iterations);
    expect(ours.iterations).toBeGreaterThan(3);
    expect(Array.from(ours.alpha)).toEqual(Array.from(plain.alpha));
    expect(Math.abs(ours.alpha.reduce((s, a) => s + a, 0) - 0.3 * 121)).toBeLessThan(1e-10);
  });

  it('stays within the bounds and keeps the constraint, and no pair violates the optimum by tol', () => {
    const x = table(150, 3, 3);
    const dual = { ...classification(x, 3, [5, 2]), tol: 1e-8 };
    const { alpha, rho, converged } = solve(x, 3, kernel, dual);
    const rows = rowsOf(x, 3);
    const decisions = rows.map(
      (z) =>
        rows.reduce((s, row, t) => s + dual.sign[t]! * alpha[t]! * kernelOf(kernel, row, z), 0) -
        rho,
    );
    expect(converged).toBe(true);
    expect(Math.abs(alpha.reduce((s, a, t) => s + a * dual.sign[t]!, 0))).toBeLessThan(1e-10);
    for (const [t, a] of alpha.entries()) {
      expect(a).toBeGreaterThanOrEqual(0);
      expect(a).toBeLessThanOrEqual(dual.most[t]!);
      // Kernel values are floats inside: 150 of them, of a size up to about 10, times alpha up to 5.
      const margin = dual.sign[t]! * decisions[t]! - 1;
      if (a < dual.most[t]!) expect(margin).toBeGreaterThan(-1e-4);
      if (a > 0) expect(margin).toBeLessThan(1e-4);
    }
  });

  it('decides as the sum over its rows says', () => {
    const x = table(37, 6, 4);
    const asked = draws(19 * 6, 5);
    const [one, two] = [draws(37, 6), draws(37, 7)];
    const held = new KernelRows(new Kernels(), x, { width: 6, kernel });
    const found = driveSync(
      held.decide(
        asked,
        [one, two],
        [
          [
            { row: 0, from: 3, to: 20 },
            { row: 1, from: 21, to: 37 },
          ],
          [
            { row: 1, from: 0, to: 37 },
            { row: 0, from: 5, to: 5 },
          ],
        ],
      ),
    );
    const sum = (z: Float64Array, c: Float64Array, from: number, to: number): number =>
      rowsOf(x, 6).reduce(
        (s, row, t) => (t >= from && t < to ? s + c[t]! * kernelOf(kernel, row, z) : s),
        0,
      );
    for (const [i, z] of rowsOf(asked, 6).entries()) {
      expect(Math.abs(found[2 * i]! - sum(z, one, 3, 20) - sum(z, two, 21, 37))).toBeLessThan(
        1e-13,
      );
      expect(Math.abs(found[2 * i + 1]! - sum(z, two, 0, 37))).toBeLessThan(1e-13);
    }
  });
});

it('takes the same steps when most kernel rows are thrown out and made again', () => {
  const x = table(213, 5, 1);
  const kernel = kernels[2]![1];
  const dual = classification(x, 5, [1, 3]);
  const kept = solve(x, 5, kernel, dual);
  const held = new KernelRows(new Kernels(), x, {
    width: 5,
    kernel,
    cacheBytes: 5 * 4 * 224,
  });
  expect(driveSync(held.solve(dual))).toEqual(kept);
});

it('ends after the most steps that were asked for, and says that they were too few', () => {
  const x = table(213, 5, 1);
  const dual = { ...classification(x, 5, [1, 3]), maxIter: 7 };
  const kernel = kernels[2]![1];
  const { alpha, iterations, converged } = solve(x, 5, kernel, dual);
  expect([iterations, converged]).toEqual([7, false]);
  expect(Array.from(alpha)).toEqual(Array.from(solvePlainly(rowsOf(x, 5), kernel, dual).alpha));
});

it('refuses kernel values that no number holds', () => {
  const x = table(40, 5, 1).map((v) => 1e60 * v);
  const dual = classification(x, 5, [1, 1]);
  expect(() => solve(x, 5, kernels[1]![1], dual)).toThrow('Scale the columns');
});

it('takes the exponential that the engine takes in plain words, bit for bit', () => {
  const kernel: RowKernel = { kind: 'rbf', gamma: 1, coef0: 0, degree: 3 };
  const held = new KernelRows(new Kernels(), Float64Array.of(0), { width: 1, kernel });
  const asked = draws(2000, 11).map((x) => 26 * x);
  const span = { row: 0, from: 0, to: 1 };
  const found = driveSync(held.decide(asked, [Float64Array.of(1)], [[span, { ...span, to: 0 }]]));
  expect([...found]).toEqual([...asked].map((x) => exp(-(x * x))));
});

it('breathes every few milliseconds of work', () => {
  const x = table(3000, 20, 8);
  const dual = classification(x, 20, [1, 1]);
  const held = new KernelRows(new Kernels(), x, { width: 20, kernel: kernels[2]![1] });
  const shares = [...held.solve(dual)];
  expect(shares.length).toBeGreaterThan(20);
  expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
});
