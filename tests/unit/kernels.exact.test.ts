import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { gramByKernels } from '#lib/engine/kernels/exact.ts';
import { centred, gramPlainly, mean } from '#lib/engine/linalg.ts';
import { pivotedQR, pivotedQRPlainly } from '#lib/engine/qr.ts';
import { wave } from '../oracle/models/fixtures.ts';

/** Columns of odd sizes, the last two all but the same and the third a multiple of the first. */
const columnsOf = (rows: number, p: number): Float64Array[] => {
  const value = (i: number, j: number): number => wave(i, j) * 10 ** (j % 5) + 40 * (j % 2);
  return Array.from({ length: p }, (_, j) =>
    Float64Array.from({ length: rows }, (_row, i) =>
      j === 2 ? 3 * value(i, 0) : j === p - 1 ? value(i, j - 1) * (1 + 1e-9 * i) : value(i, j),
    ),
  );
};

describe('the kernels and the plain loops say the same bit for bit', () => {
  it.each([
    [1, 1],
    [3, 2],
    [517, 5],
    [1030, 6],
    [1029, 31],
    [140, 203],
  ])('products of columns, %i × %i', (rows, p) => {
    const columns = columnsOf(rows, p);
    expect(driveSync(gramByKernels(columns))).toEqual(driveSync(gramPlainly(columns)));
  });

  it.each([
    [20_000, 1],
    [4001, 6],
    [2002, 11],
    [2003, 32],
    [150, 160],
  ])('QR with pivots, %i × %i', (rows, p) => {
    const columns = columnsOf(rows, p);
    for (const tolerance of [0, 1e-7]) {
      const [b, c] = [0, 1].map(() => Float64Array.from({ length: rows }, (_, i) => wave(i, 77)));
      const byKernels = driveSync(pivotedQR(columns, b!, tolerance));
      const plainly = driveSync(pivotedQRPlainly(columns, c!, tolerance));
      expect(byKernels).toEqual(plainly);
      expect(b).toEqual(c);
    }
  });

  it('means of columns taken away four at once, one after another', () => {
    for (const p of [1, 4, 6, 7]) {
      const columns = columnsOf(103, p);
      const { means, columns: moved } = driveSync(centred(columns));
      expect(means).toEqual(Float64Array.from(columns, mean));
      expect(moved[p - 1]![5]).toBe(columns[p - 1]![5]! - means[p - 1]!);
    }
  });
});
