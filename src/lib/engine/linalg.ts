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
  const means = new Float64Array(columns.length);
  const out: Float64Array[] = [];
  let work = 0;
  for (const [j, x] of columns.entries()) {
    means[j] = weightedMean(x, weight);
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
export function* gram(columns: Columns): Generator<number, Float64Array> {
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

/**
 * The least-squares solution of smallest norm, by Householder QR with column pivoting and, where the
 * rank r is short, a second QR of the r rows of R (Golub & Van Loan, Matrix Computations, 5.5.2).
 * @param columns p columns of n values, n below p allowed
 * @param tolerance directions weaker than this share of the whole matrix are taken as absent
 * @returns p coefficients, zeros where every column is zero, and what they were found by
 */
export function* leastSquares(
  columns: Columns,
  y: Float64Array,
  tolerance: number,
): Generator<number, Least> {
  const p = columns.length;
  const b = y.slice();
  const qr = yield* pivotedQR(columns, b, tolerance);
  const { a, diagonal, order } = qr;
  const r = diagonal.length;
  const c = b.subarray(0, r);
  const z = r < p ? yield* shortest(a, diagonal, c) : backward(a, diagonal, c);
  const out = new Float64Array(p);
  for (let j = 0; j < p; j += 1) out[order[j]!] = z[j]!;
  return { coefficients: out, qr, along: b };
}

export interface Least {
  readonly coefficients: Float64Array;
  readonly qr: QR;
  /** Qᵀ y: beyond the rank, what the columns do not explain. */
  readonly along: Float64Array;
}

export interface QR {
  /** Columns in pivoted order: above the diagonal R, from it downwards the reflectors. */
  readonly a: Float64Array[];
  /** Diagonal of R; its length is the rank. */
  readonly diagonal: readonly number[];
  /** Where each pivoted column came from. */
  readonly order: Int32Array;
}

/** Householder QR with column pivoting, up to the rank; turns `b` into Qᵀ b on the way. */
export function* pivotedQR(
  columns: Columns,
  b: Float64Array,
  tolerance: number,
): Generator<number, QR> {
  const a = columns.map((x) => x.slice());
  const p = a.length;
  const order = Int32Array.from(a, (_, j) => j);
  const left = Float64Array.from(a, (x) => dot(x, x));
  const known = left.slice();
  const least = tolerance * Math.sqrt(left.reduce((sum, x) => sum + x, 0));
  const diagonal: number[] = [];
  let work = 0;
  for (let k = 0; k < Math.min(b.length, p); k += 1) {
    const pivot = largest(left, k);
    for (const list of [a, order, left, known] as { [at: number]: unknown }[]) swap(list, k, pivot);
    if (Math.sqrt(dot(a[k]!, a[k]!, k)) <= least) break;
    const { value, tau } = reflector(a[k]!, k);
    diagonal.push(value);
    reflect(b, a[k]!, k, tau);
    for (let j = k + 1; j < p; j += 1) {
      reflect(a[j]!, a[k]!, k, tau);
      left[j] = Math.max(0, left[j]! - a[j]![k]! ** 2);
      // Downdating loses digits: measure again before half of them are gone (LAPACK note 176).
      if (left[j]! < 1e-6 * known[j]!) left[j] = known[j] = dot(a[j]!, a[j]!, k + 1);
      work += 2 * (b.length - k) + 20;
      if (work > breath) {
        work = 0;
        yield 1 - (1 - k / p) ** 2;
      }
    }
  }
  return { a, diagonal, order };
}

/** Solves R z = c for a square upper-triangular R. */
function backward(a: Columns, diagonal: readonly number[], c: Float64Array): Float64Array {
  const z = c.slice();
  for (let k = diagonal.length - 1; k >= 0; k -= 1) {
    z[k]! /= diagonal[k]!;
    for (let i = 0; i < k; i += 1) z[i]! -= a[k]![i]! * z[k]!;
  }
  return z;
}

/** The shortest z with [R₁ R₂] z = c, from Q S = [R₁ R₂]ᵀ: z = Q S⁻ᵀ c. */
function* shortest(
  a: Columns,
  diagonal: readonly number[],
  c: Float64Array,
): Generator<number, Float64Array> {
  const p = a.length;
  const r = diagonal.length;
  const rows = diagonal.map((d, i) =>
    Float64Array.from({ length: p }, (_, j) => (j < i ? 0 : j === i ? d : a[j]![i]!)),
  );
  const reflectors = rows.map(() => ({ value: 0, tau: 0 }));
  const z = new Float64Array(p);
  for (let k = 0; k < r; k += 1) {
    reflectors[k] = reflector(rows[k]!, k);
    for (let i = k + 1; i < r; i += 1) reflect(rows[i]!, rows[k]!, k, reflectors[k]!.tau);
    let sum = c[k]!;
    for (let i = 0; i < k; i += 1) sum -= rows[k]![i]! * z[i]!;
    z[k] = sum / reflectors[k]!.value;
    yield 1;
  }
  for (let k = r - 1; k >= 0; k -= 1) reflect(z, rows[k]!, k, reflectors[k]!.tau);
  return z;
}

/** Makes x[k…] the vector v (v[k] = 1) of the reflector I − τ v vᵀ that maps it to (value, 0, …). */
function reflector(x: Float64Array, k: number): { value: number; tau: number } {
  const norm = Math.sqrt(dot(x, x, k));
  const head = x[k]!;
  if (norm === 0) {
    x[k] = 1;
    return { value: 0, tau: 0 };
  }
  const value = head > 0 ? -norm : norm;
  for (let i = k + 1; i < x.length; i += 1) x[i]! /= head - value;
  x[k] = 1;
  return { value, tau: (value - head) / value };
}

function reflect(target: Float64Array, v: Float64Array, k: number, tau: number): void {
  addScaled(target, -tau * dot(target, v, k), v, k);
}

function largest(x: Float64Array, from: number): number {
  let best = from;
  for (let j = from + 1; j < x.length; j += 1) if (x[j]! > x[best]!) best = j;
  return best;
}

function swap(list: { [at: number]: unknown }, i: number, j: number): void {
  const held = list[i];
  list[i] = list[j];
  list[j] = held;
}
