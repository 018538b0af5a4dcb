import { isWorthIt, Reflected } from './kernels/exact.ts';
import { addScaled, dot, type Columns } from './linalg.ts';

/** Multiply-adds between two yields: 3 to 10 ms in V8. */
const breath = 3e6;

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

export interface QR {
  /** Columns in pivoted order: above the diagonal R, from it downwards the reflectors. */
  readonly a: Float64Array[];
  /** Diagonal of R; its length is the rank. */
  readonly diagonal: readonly number[];
  /** Where each pivoted column came from. */
  readonly order: Int32Array;
}

/**
 * Householder QR with column pivoting, up to the rank; turns `b` into Qᵀ b on the way. By the kernels or plainly, with the
 * same numbers bit for bit.
 */
export const pivotedQR = (
  columns: Columns,
  b: Float64Array,
  tolerance: number,
): Generator<number, QR> =>
  isWorthIt(b.length, columns.length)
    ? pivotedQRByKernels(columns, b, tolerance)
    : pivotedQRPlainly(columns, b, tolerance);

export function* pivotedQRPlainly(
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

function* pivotedQRByKernels(
  columns: Columns,
  b: Float64Array,
  tolerance: number,
): Generator<number, QR> {
  const p = columns.length;
  // The last one is b, which is reflected with the others and never chosen.
  const a = new Reflected([...columns, b]);
  try {
    const found = yield* reflectedQR(a, p, tolerance);
    b.set(a.column(p));
    return { ...found, a: Array.from({ length: p }, (_, j) => a.column(j).slice()) };
  } finally {
    a.close();
  }
}

function* reflectedQR(
  a: Reflected,
  p: number,
  tolerance: number,
): Generator<number, Pick<QR, 'diagonal' | 'order'>> {
  const order = Int32Array.from({ length: p }, (_, j) => j);
  const left = Float64Array.from(order, (j) => a.squares(j, 0));
  const known = left.slice();
  const least = tolerance * Math.sqrt(left.reduce((sum, x) => sum + x, 0));
  const diagonal: number[] = [];
  for (let k = 0; k < Math.min(a.rows, p); k += 1) {
    const pivot = largest(left, k);
    for (const list of [order, left, known] as { [at: number]: unknown }[]) swap(list, k, pivot);
    a.swap(k, pivot);
    const squares = a.squares(k, k);
    if (Math.sqrt(squares) <= least) break;
    const { value, tau } = reflectorOf(a, k, squares);
    diagonal.push(value);
    for (const _ of a.reflect(k, k + 1, p + 1, tau)) yield 1 - (1 - k / p) ** 2;
    for (let j = k + 1; j < p; j += 1) {
      left[j] = Math.max(0, left[j]! - a.column(j)[k]! ** 2);
      // Downdating loses digits: measure again before half of them are gone (LAPACK note 176).
      if (left[j]! < 1e-6 * known[j]!) left[j] = known[j] = a.squares(j, k + 1);
    }
    yield 1 - (1 - k / p) ** 2;
  }
  return { diagonal, order };
}

/** `reflector` for column k of those in the kernels' memory. */
function reflectorOf(a: Reflected, k: number, squares: number): { value: number; tau: number } {
  const x = a.column(k);
  const norm = Math.sqrt(squares);
  const head = x[k]!;
  if (norm === 0) {
    x[k] = 1;
    return { value: 0, tau: 0 };
  }
  const value = head > 0 ? -norm : norm;
  a.divide(k, k, head - value);
  x[k] = 1;
  return { value, tau: (value - head) / value };
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
