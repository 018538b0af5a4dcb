import type { Design } from '#lib/engine/kernels/design.ts';
import { unitsOf, type Clouds, type Shape } from './clouds.ts';

export interface Rows {
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** The columns in the kernels' memory. */
  readonly design: Design;
}

/** Clouds that fit these shares of each row best: the M step. `shares` holds one column for each cloud. */
export function* cloudsOf(
  { columns, rows, design }: Rows,
  shares: readonly Float64Array[],
  shape: Shape,
  least: number,
): Generator<void, Clouds> {
  const p = columns.length;
  const counts = Float64Array.from(shares, (share) => sumOf(share) + 10 * Number.EPSILON);
  const means: Float64Array[] = [];
  for (const [k, share] of shares.entries()) {
    means.push(Float64Array.from(columns, (x) => dotOf(share, x) / counts[k]!));
    yield;
  }
  const covariances =
    shape === 'full' || shape === 'tied'
      ? yield* ellipses({ design, p, rows }, { shares, counts, means }, shape, least)
      : yield* axes(columns, { shares, counts, means }, shape, least);
  const { units, logDeterminants } = yield* unitsOf(covariances, shape, p);
  const all = sumOf(counts);
  return { shape, weights: counts.map((n) => n / all), means, units, logDeterminants };
}

interface Told {
  readonly shares: readonly Float64Array[];
  readonly counts: Float64Array;
  readonly means: readonly Float64Array[];
}

/** Σ w (x − μ)(x − μ)' / n, from X' W X: the columns have mean 0, so little is lost. */

function* ellipses(
  { design, p, rows }: { readonly design: Design; readonly p: number; readonly rows: number },
  { shares, counts, means }: Told,
  shape: 'full' | 'tied',
  least: number,
): Generator<void, Float64Array[]> {
  if (shape === 'full') {
    const out: Float64Array[] = [];
    for (const [k, share] of shares.entries()) {
      const gram = yield* design.gram(share);
      out.push(less(gram, p, [[sumOf(share), means[k]!]], { divisor: counts[k]!, least }));
    }
    return out;
  }
  const gram = yield* design.gram(new Float64Array(rows).fill(1));
  const own = means.map((mean, k) => [counts[k]!, mean] as const);
  const tied = less(gram, p, own, { divisor: sumOf(counts), least });
  return means.map(() => tied);
}

/** (G − Σ n μ μ') / divisor with the least variance on its diagonal. */
function less(
  gram: Float64Array,
  p: number,
  own: readonly (readonly [number, Float64Array])[],
  { divisor, least }: { readonly divisor: number; readonly least: number },
): Float64Array {
  const out = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    for (let l = 0; l <= j; l += 1) {
      let value = gram[j * p + l]!;
      for (const [n, mean] of own) value -= n * mean[j]! * mean[l]!;
      out[j * p + l] = out[l * p + j] = value / divisor;
    }
    out[j * p + j]! += least;
  }
  return out;
}

function* axes(
  columns: readonly Float64Array[],
  { shares, counts, means }: Told,
  shape: 'diag' | 'spherical',
  least: number,
): Generator<void, Float64Array[]> {
  const out: Float64Array[] = [];
  for (const [k, share] of shares.entries()) {
    const own = Float64Array.from(columns, (x, j) => {
      const mean = means[k]![j]!;
      let sum = 0;
      for (let i = 0; i < x.length; i += 1) sum += share[i]! * (x[i]! - mean) * (x[i]! - mean);
      return sum / counts[k]! + least;
    });
    out.push(shape === 'diag' ? own : own.map(() => sumOf(own) / own.length));
    yield;
  }
  return out;
}

export function sumOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i]!;
  return sum;
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
