import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { SquareFactor } from '#lib/engine/kernels/factor.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { cholesky } from '#lib/engine/linalg.ts';
import { randomOf } from '#lib/models/tree/random.ts';

/** B B' + n I, row-major. */
function positive(n: number): Float64Array {
  const random = randomOf(n, 0);
  const b = Float64Array.from({ length: n * n }, () => 2 * random() - 1);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) {
      for (let k = 0; k < n; k += 1) out[i * n + j]! += b[i * n + k]! * b[j * n + k]!;
      if (i === j) out[i * n + j]! += n / 4;
    }
  return out;
}

function factorOf(a: Float64Array, n: number): SquareFactor {
  const factor = new SquareFactor(new Kernels(), n);
  for (let i = 0; i < n; i += 1) factor.row(i).set(a.subarray(i * n, (i + 1) * n));
  return factor;
}

// Beside 4 rows, 2 rows, the panel of 32 and the depth of 512.
describe.each([1, 2, 3, 31, 32, 33, 66, 131, 549])('of %d rows', (n) => {
  const a = positive(n);
  const factor = factorOf(a, n);
  const fine = driveSync(factor.factorise());

  it('is the factor of the plain words', () => {
    const plain = a.slice();
    expect([fine, driveSync(cholesky(plain, n))]).toEqual([true, true]);
    let most = 0;
    for (let i = 0; i < n; i += 1)
      for (let j = 0; j <= i; j += 1)
        most = Math.max(most, Math.abs(factor.row(i)[j]! - plain[i * n + j]!));
    expect(most).toBeLessThan(1e-12 * n);
  });

  it('has the inverse, and solutions', () => {
    driveSync(factor.invert());
    const of = (i: number, j: number): number => factor.inverseRow(Math.max(i, j))[Math.min(i, j)]!;
    const asked = n > 200 ? [0, 1, 32, n - 2, n - 1] : Array.from({ length: n }, (_, i) => i);
    for (const i of asked)
      for (const j of asked) {
        let sum = 0;
        for (let k = 0; k < n; k += 1) sum += a[i * n + k]! * of(k, j);
        expect(Math.abs(sum - Number(i === j))).toBeLessThan(1e-10);
      }
    const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const x = factor.solve(b);
    for (let i = 0; i < n; i += 1) {
      let sum = -b[i]!;
      for (let k = 0; k < n; k += 1) sum += a[i * n + k]! * x[k]!;
      expect(Math.abs(sum)).toBeLessThan(1e-10);
    }
  });

  it('solves with its factor for many rows at once', () => {
    const count = 7;
    const b = Float64Array.from({ length: count * n }, (_, i) => Math.cos(i));
    const x = driveSync(factor.forward(b));
    for (let q = 0; q < count; q += 1)
      for (let i = 0; i < n; i += 1) {
        let sum = -b[q * n + i]!;
        for (let k = 0; k <= i; k += 1) sum += factor.row(i)[k]! * x[q * n + k]!;
        expect(Math.abs(sum)).toBeLessThan(1e-11);
      }
  });
});

it('says where a matrix is not positive definite', () => {
  const a = positive(50);
  a[45 * 50 + 45] = -1;
  expect(driveSync(factorOf(a, 50).factorise())).toBe(false);
});
