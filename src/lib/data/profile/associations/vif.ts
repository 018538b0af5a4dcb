import { dot } from '#lib/engine/linalg.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Associations, Vif } from '#lib/recipe/associations.ts';
import type { Prepared } from './columns.ts';

const mostColumns = 200;
/** Columns with more missing than this would leave few complete rows to all others. */
const mostMissing = 0.3;
/** Of variance that the columns before do not explain, after scaling: less is none. */
const independent = 1e-10;

/**
 * Variance inflation factors with a constant in the model: the diagonal of the inverted correlation matrix. Perfect
 * collinearity is found by a pivoted Cholesky factorisation: a column without a pivot is a combination of those with
 * one, and all that take part in it are infinite.
 */
export function* vifOf(
  numbers: readonly Prepared[],
  rows: number,
): Generator<Progress, Associations['vif']> {
  const whole = numbers.filter((c) => c.missing <= mostMissing * rows);
  const columns = whole.slice(0, mostColumns);
  const left = [
    ...numbers.filter((c) => !whole.includes(c)).map((c) => none(c.name, 'more than 30 % missing')),
    ...whole.slice(mostColumns).map((c) => none(c.name, `only the first ${mostColumns} columns`)),
  ];
  if (columns.length < 2)
    return { rows: 0, columns: left, reason: 'fewer than two numeric features' };
  const complete = completeRows(columns, rows);
  if (complete.length <= columns.length + 1)
    return { rows: complete.length, columns: left, reason: 'fewer complete rows than columns' };
  const scaled = columns.map((c) => scaledTo(c.z!, complete));
  const varying = scaled.flatMap((z, k) => (z ? [{ name: columns[k]!.name, z }] : []));
  const constant = columns.filter((_, k) => scaled[k] === null);
  const matrix: Float64Array[] = [];
  for (const { z } of varying) {
    matrix.push(Float64Array.from(varying, (other) => dot(z, other.z)));
    yield { share: matrix.length / varying.length };
  }
  const found = inflation(matrix);
  return {
    rows: complete.length,
    columns: [
      ...varying.map(({ name }, k) =>
        Number.isFinite(found[k]!)
          ? { column: name, vif: found[k]!, reason: null }
          : none(name, 'infinite: an exact combination of other columns'),
      ),
      ...constant.map((c) => none(c.name, 'constant over the complete rows')),
      ...left,
    ],
    reason: null,
  };
}

const none = (column: string, reason: string): Vif => ({ column, vif: null, reason });

function completeRows(columns: readonly Prepared[], rows: number): Int32Array {
  const kept = new Int32Array(rows);
  let n = 0;
  for (let i = 0; i < rows; i += 1) if (columns.every((c) => !Number.isNaN(c.z![i]))) kept[n++] = i;
  return kept.subarray(0, n);
}

/** Mean 0 and length 1 over these rows; null where it does not vary. */
function scaledTo(z: Float64Array, rows: Int32Array): Float64Array | null {
  const own = Float64Array.from(rows, (r) => z[r]!);
  const mean = own.reduce((a, b) => a + b, 0) / own.length;
  for (let i = 0; i < own.length; i += 1) own[i]! -= mean;
  const length = Math.sqrt(dot(own, own));
  if (!(length > 1e-10 * Math.sqrt(own.length))) return null;
  for (let i = 0; i < own.length; i += 1) own[i]! /= length;
  return own;
}

/** Diagonal of the inverse of a correlation matrix, infinite where a column is a combination of others. */
function inflation(matrix: readonly Float64Array[]): Float64Array {
  const { pivots, dependent, lower } = cholesky(matrix);
  const found = new Float64Array(matrix.length).fill(Infinity);
  const inverse = invertedLower(lower);
  const r = pivots.length;
  const involved = new Set<number>();
  for (const d of dependent) {
    // Coefficients of the combination: L⁻ᵀ L⁻¹ R[pivots, d].
    const half = inverse.map((row) =>
      row.reduce((sum, x, k) => sum + x * matrix[pivots[k]!]![d]!, 0),
    );
    for (let i = 0; i < r; i += 1) {
      let c = 0;
      for (let k = i; k < r; k += 1) c += inverse[k]![i]! * half[k]!;
      if (Math.abs(c) > 1e-6) involved.add(i);
    }
  }
  for (let i = 0; i < r; i += 1) {
    if (involved.has(i)) continue;
    let sum = 0;
    for (let k = i; k < r; k += 1) sum += inverse[k]![i]! ** 2;
    found[pivots[i]!] = Math.max(1, sum);
  }
  return found;
}

interface Factor {
  /** Columns in order of their pivots. */
  readonly pivots: readonly number[];
  readonly dependent: readonly number[];
  /** Rows of the lower triangle over the pivots. */
  readonly lower: readonly Float64Array[];
}

function cholesky(matrix: readonly Float64Array[]): Factor {
  const n = matrix.length;
  const left = new Set(Array.from({ length: n }, (_, k) => k));
  const rest = Float64Array.from(matrix, (row, k) => row[k]!);
  const rows = matrix.map(() => new Float64Array(n));
  const pivots: number[] = [];
  while (left.size > 0) {
    const p = [...left].reduce((a, b) => (rest[b]! > rest[a]! ? b : a));
    if (rest[p]! <= independent) break;
    const step = pivots.length;
    const root = Math.sqrt(rest[p]!);
    left.delete(p);
    pivots.push(p);
    rows[p]![step] = root;
    for (const i of left) {
      const value = (matrix[i]![p]! - dot(rows[i]!, rows[p]!, 0, step)) / root;
      rows[i]![step] = value;
      rest[i]! -= value * value;
    }
  }
  return {
    pivots,
    dependent: [...left],
    lower: pivots.map((p) => rows[p]!.slice(0, pivots.length)),
  };
}

function invertedLower(lower: readonly Float64Array[]): Float64Array[] {
  const n = lower.length;
  const inverse = lower.map(() => new Float64Array(n));
  for (let j = 0; j < n; j += 1) {
    inverse[j]![j] = 1 / lower[j]![j]!;
    for (let i = j + 1; i < n; i += 1) {
      let sum = 0;
      for (let k = j; k < i; k += 1) sum += lower[i]![k]! * inverse[k]![j]!;
      inverse[i]![j] = -sum / lower[i]![i]!;
    }
  }
  return inverse;
}
