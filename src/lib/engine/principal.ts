import { symmetricEigen } from './eigen.ts';
import { momentsOf } from './kernels/covariance.ts';
import { moved } from './linalg.ts';
import { spectrumOf } from './svd.ts';

export interface Principal {
  readonly means: Float64Array;
  /** Directions, the one with most variance first; unit vectors whose largest number is positive. */
  readonly components: readonly Float64Array[];
  /** Variance along each, dividing by rows − 1. */
  readonly variances: Float64Array;
  /** Variance of all columns together. */
  readonly total: number;
}

/**
 * Principal components of at least 2 rows, as scikit-learn's PCA finds them: from the covariance where there are ten
 * rows or more for each of at most 1,000 columns, else from the singular values, which keep the digits of the small.
 * @param check refuses values that are not finite; it is asked only where the means say that there are some
 * @returns min(rows, columns) components
 */
export function* principalComponents(
  columns: readonly Float64Array[],
  rows: number,
  check: () => void = () => undefined,
): Generator<number, Principal> {
  const p = columns.length;
  const most = Math.min(rows, p);
  const found =
    p <= 1000 && rows >= 10 * p
      ? yield* fromCovariance(columns, rows, check)
      : yield* fromSpectrum(columns, rows, check);
  const components = completed(found.components, most, p);
  const variances = new Float64Array(most);
  variances.set(found.variances.subarray(0, most));
  return {
    means: found.means,
    components,
    variances,
    total: variances.reduce((sum, x) => sum + x, 0),
  };
}

/**
 * The first `count` of unit vectors at right angles, each with its largest number positive (scikit-learn's svd_flip by
 * the components); where there are fewer, directions without variance are added.
 */
export function completed(
  vectors: readonly Float64Array[],
  count: number,
  p: number,
): Float64Array[] {
  const out = vectors.slice(0, count);
  while (out.length < count) out.push(atRightAngles(out, p));
  return out.map(signed);
}

type Found = Omit<Principal, 'total'>;

function* fromCovariance(
  columns: readonly Float64Array[],
  rows: number,
  check: () => void,
): Generator<number, Found> {
  const p = columns.length;
  const { means, scatter } = yield* part(momentsOf(columns, rows), 0, 0.5);
  if (!means.every(Number.isFinite)) check();
  for (let i = 0; i < scatter.length; i += 1) scatter[i]! /= rows - 1;
  const { values, vectors } = yield* part(symmetricEigen(scatter, p), 0.5, 1);
  return { means, components: vectors, variances: values.map((x) => Math.max(0, x)) };
}

function* fromSpectrum(
  columns: readonly Float64Array[],
  rows: number,
  check: () => void,
): Generator<number, Found> {
  const means = Float64Array.from(columns, (x) => meanOf(x));
  if (!means.every(Number.isFinite)) check();
  const { values, vectors } = yield* spectrumOf(columns.map((x, j) => moved(x, means[j]!)));
  return { means, components: vectors, variances: values.map((s) => (s * s) / (rows - 1)) };
}

function meanOf(x: Float64Array): number {
  const first = x[0]!;
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i]! - first;
  return first + sum / x.length;
}

/** A direction without variance: the axis that the others leave most of, made perpendicular to them twice over. */
function atRightAngles(others: readonly Float64Array[], p: number): Float64Array {
  const left = new Float64Array(p).fill(1);
  for (const v of others) for (let j = 0; j < p; j += 1) left[j]! -= v[j]! * v[j]!;
  let axis = 0;
  for (let j = 1; j < p; j += 1) if (left[j]! > left[axis]!) axis = j;
  const out = new Float64Array(p);
  out[axis] = 1;
  for (let turn = 0; turn < 2; turn += 1)
    for (const v of others) {
      const along = v.reduce((sum, x, j) => sum + x * out[j]!, 0);
      for (let j = 0; j < p; j += 1) out[j]! -= along * v[j]!;
    }
  const size = Math.sqrt(out.reduce((sum, x) => sum + x * x, 0));
  return out.map((x) => x / size);
}

/** The vector or its opposite: its largest number is positive, the first of equals. */
export function signed(vector: Float64Array): Float64Array {
  let at = 0;
  for (let j = 1; j < vector.length; j += 1)
    if (Math.abs(vector[j]!) > Math.abs(vector[at]!)) at = j;
  return vector[at]! < 0 ? vector.map((x) => -x) : vector;
}

/** Coordinates of rows along `count` components, one column for each. */
export function projected(
  columns: readonly Float64Array[],
  rows: number,
  { means, components }: Pick<Principal, 'means' | 'components'>,
  count: number,
): Float64Array[] {
  return components.slice(0, count).map((component) => {
    const out = new Float64Array(rows);
    for (const [j, x] of columns.entries()) {
      const [weight, mean] = [component[j]!, means[j]!];
      for (let i = 0; i < rows; i += 1) out[i]! += (x[i]! - mean) * weight;
    }
    return out;
  });
}

function* part<T>(work: Generator<number, T>, from: number, to: number): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield from + (to - from) * turn.value;
  }
}
