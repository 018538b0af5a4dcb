import { gramByKernels, isGramWorthIt } from './kernels/exact.ts';

/**
 * Dense algebra over columns. Long routines are generators that yield the share done about every 10 ms,
 * so that a worker can report and stop between yields; short ones are plain functions.
 */
export type Columns = readonly Float64Array[];

/** Multiply-adds between two yields: 3 to 10 ms in V8. */
const breath = 3e6;

/** Σ aᵢ bᵢ over [from, to). Four partial sums: 3 times faster than one in V8, and more exact. */
export function dot(a: Float64Array, b: Float64Array, from = 0, to = a.length): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < to; i += 1) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** target += factor · x over [from, end). */
export function addScaled(target: Float64Array, factor: number, x: Float64Array, from = 0): void {
  for (let i = from; i < target.length; i += 1) target[i]! += factor * x[i]!;
}

/** Mean in two passes, so that a constant column has exactly its value; NaN for no values. */
export function mean(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i]!;
  const first = sum / x.length;
  let rest = 0;
  for (let i = 0; i < x.length; i += 1) rest += x[i]! - first;
  return first + rest / x.length;
}

/**
 * `mean` of each column, four columns at once: an addition waits for the one before it in its own column only.
 */
function* meansOf(columns: Columns): Generator<number, Float64Array> {
  const out = new Float64Array(columns.length);
  let work = 0;
  for (let j = 0; j < columns.length; j += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => columns[Math.min(j + k, columns.length - 1)]!);
    const n = a!.length;
    const first = sumsLess([a!, b!, c!, d!], [0, 0, 0, 0]).map((sum) => sum / n) as Four<number>;
    const rest = sumsLess([a!, b!, c!, d!], first);
    for (let k = 0; k < 4 && j + k < columns.length; k += 1) out[j + k] = first[k]! + rest[k]! / n;
    work += 8 * n;
    if (work < breath) continue;
    work = 0;
    yield 0;
  }
  return out;
}

type Four<T> = [T, T, T, T];

/** Σ (x − from) of four equally long columns. */
function sumsLess(
  [a, b, c, d]: Readonly<Four<Float64Array>>,
  [a0, b0, c0, d0]: Readonly<Four<number>>,
): Four<number> {
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    s += a[i]! - a0;
    t += b[i]! - b0;
    u += c[i]! - c0;
    v += d[i]! - d0;
  }
  return [s, t, u, v];
}

/** Σ wᵢ xᵢ / Σ wᵢ in two passes, as `mean`; without weights the mean. */
export function weightedMean(x: Float64Array, weight: Float64Array | null | undefined): number {
  if (!weight) return mean(x);
  const total = weight.reduce((sum, w) => sum + w, 0);
  const first = dot(weight, x) / total;
  let rest = 0;
  for (let i = 0; i < x.length; i += 1) rest += weight[i]! * (x[i]! - first);
  return first + rest / total;
}

/** (x − shift) · factor */
export function moved(x: Float64Array, shift: number, factor = 1): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 1) out[i] = (x[i]! - shift) * factor;
  return out;
}

/** aᵢ bᵢ for each i. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 1) out[i] = a[i]! * b[i]!;
  return out;
}

export interface Centred {
  readonly columns: Float64Array[];
  readonly means: Float64Array;
}

/** Copies with their mean taken away, and the means. */
export function* centred(columns: Columns, weight?: Float64Array): Generator<number, Centred> {
  const means = weight ? new Float64Array(columns.length) : yield* meansOf(columns);
  const out: Float64Array[] = [];
  let work = 0;
  for (const [j, x] of columns.entries()) {
    if (weight) means[j] = weightedMean(x, weight);
    out.push(moved(x, means[j]!));
    work += 3 * x.length;
    if (work < breath) continue;
    work = 0;
    yield 0;
  }
  return { columns: out, means };
}

/** intercept + Σ coefficientⱼ · columnⱼ, for each row. */
export function affine(
  columns: Columns,
  coefficients: Float64Array,
  intercept: number,
  rows: number,
): Float64Array {
  const out = new Float64Array(rows).fill(intercept);
  for (const [j, x] of columns.entries()) addScaled(out, coefficients[j]!, x);
  return out;
}

/** Row-major p × p symmetric Σᵢ xᵢⱼ xᵢₗ. */
export const gram = (columns: Columns): Generator<number, Float64Array> =>
  isGramWorthIt(columns[0]?.length ?? 0, columns.length)
    ? gramByKernels(columns)
    : gramPlainly(columns);

/** What the kernels do bit for bit. */
export function* gramPlainly(columns: Columns): Generator<number, Float64Array> {
  const p = columns.length;
  const out = new Float64Array(p * p);
  let work = 0;
  for (let j = 0; j < p; j += 1) {
    for (let l = 0; l <= j; l += 1) {
      out[j * p + l] = out[l * p + j] = dot(columns[j]!, columns[l]!);
      work += columns[j]!.length;
      if (work > breath) {
        work = 0;
        yield (j * j) / (p * p);
      }
    }
  }
  return out;
}

/**
 * Lower Cholesky factor of the row-major p × p matrix, in place (the upper part is left as it was).
 * @returns false when a pivot is not positive beyond rounding: the matrix is not positive definite
 */
export function* cholesky(a: Float64Array, p: number): Generator<number, boolean> {
  let work = 0;
  for (let i = 0; i < p; i += 1) {
    const row = a.subarray(i * p, i * p + p);
    for (let j = 0; j < i; j += 1) {
      const other = a.subarray(j * p, j * p + p);
      row[j] = (row[j]! - dot(row, other, 0, j)) / other[j]!;
      work += j + 20;
    }
    const pivot = row[i]! - dot(row, row, 0, i);
    if (!(pivot > Number.EPSILON * Math.abs(row[i]!))) return false;
    row[i] = Math.sqrt(pivot);
    if (work > breath) {
      work = 0;
      yield (i / p) ** 3;
    }
  }
  return true;
}

/** x with L Lᵀ x = b, for the factor of `cholesky`. */
export function choleskySolve(l: Float64Array, p: number, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < p; i += 1) {
    const row = l.subarray(i * p, i * p + p);
    x[i] = (x[i]! - dot(row, x, 0, i)) / row[i]!;
  }
  for (let i = p - 1; i >= 0; i -= 1) {
    x[i]! /= l[i * p + i]!;
    for (let j = 0; j < i; j += 1) x[j]! -= l[i * p + j]! * x[i]!;
  }
  return x;
}
