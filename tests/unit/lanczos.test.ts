import { expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { symmetricEigen } from '#lib/engine/eigen.ts';
import { leadingEigen } from '#lib/engine/lanczos.ts';
import { dot } from '#lib/engine/linalg.ts';
import { RandomState } from '#lib/engine/random.ts';

const n = 260;

/** exp(−|xᵢ − xⱼ|² / 4) of random rows: a spectrum that falls fast. */
function kernel(): Float64Array {
  const random = new RandomState(3);
  const rows = Array.from({ length: n }, () => [random.normal(), random.normal(), random.normal()]);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [a, b] = [rows[Math.floor(at / n)]!, rows[at % n]!];
    return Math.exp(-a.reduce((sum, x, j) => sum + (x - b[j]!) ** 2, 0) / 4);
  });
}

const leading = (matrix: Float64Array, size: number, count: number) =>
  driveSync(
    leadingEigen(
      (x, out) => {
        for (let i = 0; i < size; i += 1)
          out[i] = dot(matrix.subarray(i * size, (i + 1) * size), x);
      },
      size,
      count,
    ),
  );

it('finds the eigenvalues and vectors that the whole decomposition finds', () => {
  const matrix = kernel();
  const all = driveSync(symmetricEigen(matrix, n));
  const some = leading(matrix, n, 8);
  for (let k = 0; k < 8; k += 1) {
    expect(some.values[k]).toBeCloseTo(all.values[k]!, 10);
    expect(Math.abs(dot(some.vectors[k]!, all.vectors[k]!))).toBeCloseTo(1, 10);
  }
});

it('goes on where a matrix has fewer directions than are asked for', () => {
  const matrix = new Float64Array(25);
  matrix[0] = 3;
  matrix[6] = 2;
  const { values, vectors } = leading(matrix, 5, 4);
  expect(Array.from(values, (x) => Math.abs(Math.round(x * 1e9) / 1e9))).toEqual([3, 2, 0, 0]);
  for (const [a, u] of vectors.entries())
    for (const [b, w] of vectors.entries()) expect(dot(u, w)).toBeCloseTo(+(a === b), 10);
});
