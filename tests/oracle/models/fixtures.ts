import type { Matrix } from '#lib/engine/matrix.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { matrixOf } from './answers.ts';

/** Numbers without a library's generator: fractional parts of multiples of an irrational. */
export const wave = (i: number, j: number): number =>
  ((Math.sin(12.9898 * (i + 1) + 78.233 * (j + 1)) * 43758.5453) % 1) * 2;

/** Tables at the edge of what can be fitted. */
export const hardTables: readonly { words: string; X: () => Matrix; y: readonly number[] }[] = [
  { words: 'one feature', X: () => matrixOf([[1, 2, 3, 4, 5, 6]]), y: [-2, 3, 0, 2, -2, 0] },
  { words: 'a constant feature', X: () => matrixOf([[0.1, 0.1, 0.1, 0.1]]), y: [-2, 3, 0, 2] },
  {
    words: 'twice the same column',
    X: () => matrixOf([1, 1].map(() => [1, 5, 3, 4])),
    y: [-2, 3, 0, 2],
  },
  {
    words: 'more columns than rows',
    X: () => matrixOf(Array.from({ length: 9 }, (_, j) => [0, 1, 2, 3].map((i) => wave(i, j)))),
    y: [-2, 3, 0, 2],
  },
  {
    words: 'two rows',
    X: () =>
      matrixOf([
        [1, 2],
        [2, -5],
      ]),
    y: [-2, 3],
  },
  { words: 'one row', X: () => matrixOf([[1], [2]]), y: [3] },
  { words: 'a single class or value', X: () => matrixOf([[1, 2, 3]]), y: [3, 3, 3] },
  { words: 'a missing class', X: () => matrixOf([[1, 2, 3, 4]]), y: [3, -3, 3, -3] },
  {
    words: 'classes that one column tells apart',
    X: () => matrixOf([[1, 2, 8, 9]]),
    y: [-3, -3, 3, 3],
  },
  { words: 'enormous numbers', X: () => matrixOf([[1e12, -3e12, 8e11, 9e12]]), y: [-3, 0, 3, 4] },
];

const columnFacts = {
  role: 'feature',
  missing: 0,
  misfits: 0,
  misfitSamples: [],
  numberShare: 1,
  top: [],
} as const;
/** A table as a spec’s `suggest` sees it. */
export const profile: TableProfile = {
  rows: 891,
  duplicateRows: 0,
  columns: [
    { ...columnFacts, name: 'age', type: 'number', distinct: 88 },
    { ...columnFacts, name: 'deck', type: 'category', distinct: 7 },
    { ...columnFacts, name: 'survived', type: 'integer', distinct: 2, role: 'target' },
  ],
};

type Needs = AnyModelSpec['needs'];

/** The same columns, with their signs taken away for a model that refuses numbers below 0. */
export function featuresFor(needs: Needs, X: Matrix): Matrix {
  if (!needs?.features) return X;
  return { ...X, columns: X.columns.map((x) => x.map(Math.abs)) };
}

/** The same values, moved up for a model that refuses a target below 0, or at it. */
export function targetFor(needs: Needs, y: Float64Array): Float64Array {
  if (!needs?.target) return y;
  const least = Math.min(...y);
  const above = needs.target === 'positive' ? 1 : 0;
  return y.map((value) => (value - least) / 10 + above);
}
