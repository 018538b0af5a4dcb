import { exp, log } from '#lib/engine/elementary.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { GaussianProcessSpec } from './spec.ts';

export type Params = ParamsOf<GaussianProcessSpec>;
export type Work<Result> = Generator<number, Result>;

/** constant · e^(−d² / 2 length²) between two rows; `noise` beside it on the diagonal. */
export interface Covariance {
  readonly constant: number;
  readonly length: number;
  readonly noise: number;
}

/** Rows in their own order of columns, row-major. */
export interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** Kernel values between two yields: about 5 ms. */
const breath = 4e5;

/** Place of row i and an earlier row j in a list of pairs. */
export const pairAt = (i: number): number => (i * (i - 1)) / 2;

/** Squared distances of all pairs of rows: of row i to each before it, from `pairAt(i)` on. */
export function* distancesOf(rows: Rows): Work<Float64Array> {
  const { count, width } = rows;
  const out = new Float64Array(pairAt(count));
  let work = 0;
  for (let i = 1, at = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1, at += 1) out[at] = apart(rows, i, rows, j);
    if ((work += i * (width + 2)) < breath) continue;
    work = 0;
    yield at / out.length;
  }
  return out;
}

/** Squared distance of row i of one list to row j of another. */
function apart(one: Rows, i: number, other: Rows, j: number): number {
  const { width } = one;
  const [a, b] = [one.values, other.values];
  let sum = 0;
  for (let at = i * width, to = j * width; at < (i + 1) * width; at += 1, to += 1)
    sum += (a[at]! - b[to]!) ** 2;
  return sum;
}

/** Values of the smooth part for all pairs, as `distances` lists them. */
export function* smoothOf(
  distances: Float64Array,
  { constant, length }: Covariance,
  out: Float64Array,
): Work<void> {
  const rate = -0.5 / (length * length);
  for (let from = 0; from < out.length; from += breath) {
    const to = Math.min(out.length, from + breath);
    for (let at = from; at < to; at += 1) out[at] = constant * exp(rate * distances[at]!);
    yield to / out.length;
  }
}

/** The smooth part between each of the queries and each of the rows: row-major queries × rows. */
export function between(queries: Rows, rows: Rows, { constant, length }: Covariance): Float64Array {
  const rate = -0.5 / (length * length);
  const out = new Float64Array(queries.count * rows.count);
  for (let q = 0, at = 0; q < queries.count; q += 1)
    for (let i = 0; i < rows.count; i += 1, at += 1)
      out[at] = constant * exp(rate * apart(queries, q, rows, i));
  return out;
}

/** The logarithms that the optimiser moves: variance, length and, where it is asked for, noise. */
export const thetaOf = (params: Params, noisy: boolean): Float64Array =>
  Float64Array.of(
    log(params.constantValue),
    log(params.lengthScale),
    ...(noisy ? [log(params.noiseLevel)] : []),
  );

export const covarianceOf = (theta: Float64Array): Covariance => ({
  constant: exp(theta[0]!),
  length: exp(theta[1]!),
  noise: theta.length > 2 ? exp(theta[2]!) : 0,
});

/** scikit-learn's bounds of each: 1e-5 to 1e5. */
export const boxOf = (theta: Float64Array) => ({
  low: new Float64Array(theta.length).fill(log(1e-5)),
  high: new Float64Array(theta.length).fill(log(1e5)),
});
