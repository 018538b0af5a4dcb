import { exp, tanh } from '#lib/engine/elementary.ts';
import { symmetricEigen } from '#lib/engine/eigen.ts';
import { addScaled, dot } from '#lib/engine/linalg.ts';

/** Hyvärinen & Oja (2000), as scikit-learn's FastICA searches. Rows of W are the unmixing directions. */

export interface Search {
  /** White rows: k lists of n numbers. */
  readonly white: readonly Float64Array[];
  /** Where the directions begin, k lists of k. */
  readonly start: readonly Float64Array[];
  readonly fun: 'logcosh' | 'exp' | 'cube';
  readonly maxIter: number;
  readonly tol: number;
}

export interface Searched {
  readonly directions: readonly Float64Array[];
  readonly settled: boolean;
}

/** All directions at once. */
export function* parallel(search: Search): Generator<number, Searched> {
  const { start, maxIter, tol } = search;
  let w = yield* apart(start);
  for (let turn = 0; turn < maxIter; turn += 1) {
    const next: Float64Array[] = [];
    for (const direction of w) {
      next.push(stepOf(search, direction));
      yield turn / maxIter;
    }
    const turned = yield* apart(next);
    const moved = turned.map((row, k) => Math.abs(Math.abs(dot(row, w[k]!)) - 1));
    w = turned;
    if (Math.max(...moved) < tol) return { directions: w, settled: true };
  }
  return { directions: w, settled: false };
}

/** One direction after another, each at right angles to those before. */
export function* deflation(search: Search): Generator<number, Searched> {
  const { start, maxIter, tol } = search;
  const found: Float64Array[] = [];
  let settled = true;
  for (const first of start) {
    let w = scaled(first.slice());
    let still = false;
    for (let turn = 0; turn < maxIter && !still; turn += 1) {
      const next = stepOf(search, w);
      const along = found.map((v) => dot(next, v));
      for (const [k, v] of found.entries()) addScaled(next, -along[k]!, v);
      scaled(next);
      still = Math.abs(Math.abs(dot(next, w)) - 1) < tol;
      w = next;
      yield (found.length + turn / maxIter) / start.length;
    }
    settled &&= still;
    found.push(w);
  }
  return { directions: found, settled };
}

function scaled(w: Float64Array): Float64Array {
  const size = Math.sqrt(dot(w, w));
  for (let j = 0; j < w.length; j += 1) w[j]! /= size;
  return w;
}

/** E(x g(w·x)) − E(g′(w·x)) w */
function stepOf({ white, fun }: Search, w: Float64Array): Float64Array {
  const n = white[0]!.length;
  const along = new Float64Array(n);
  for (const [k, x] of white.entries()) addScaled(along, w[k]!, x);
  const slope = contrast(along, fun) / n;
  return Float64Array.from(white, (x, k) => dot(x, along) / n - slope * w[k]!);
}

/** Puts g(u) in the place of u. @returns Σ g′(u) */
function contrast(u: Float64Array, fun: Search['fun']): number {
  const [value, slope] = contrasts[fun];
  let sum = 0;
  for (let i = 0; i < u.length; i += 1) {
    const g = value(u[i]!);
    sum += slope(u[i]!, g);
    u[i] = g;
  }
  return sum;
}

/** g, and g′ from u and g(u). */
const contrasts: Readonly<
  Record<Search['fun'], readonly [(u: number) => number, (u: number, g: number) => number]>
> = {
  logcosh: [tanh, (_, g) => 1 - g * g],
  exp: [(u) => u * exp(-(u * u) / 2), (u, g) => (u === 0 ? 1 : ((1 - u * u) * g) / u)],
  cube: [(u) => u * u * u, (u) => 3 * u * u],
};

/** (W Wᵀ)^(−1/2) W: rows at right angles, none preferred. */
function* apart(w: readonly Float64Array[]): Generator<number, Float64Array[]> {
  const k = w.length;
  const gram = Float64Array.from({ length: k * k }, (_, at) =>
    dot(w[Math.floor(at / k)]!, w[at % k]!),
  );
  const eigen = symmetricEigen(gram, k);
  let turn = eigen.next();
  for (; !turn.done; turn = eigen.next()) yield 0;
  const { values, vectors } = turn.value;
  const out = w.map(() => new Float64Array(w[0]!.length));
  for (const [m, u] of vectors.entries()) {
    const mixed = new Float64Array(w[0]!.length);
    for (const [i, row] of w.entries()) addScaled(mixed, u[i]!, row);
    const factor = 1 / Math.sqrt(Math.max(values[m]!, 2.2250738585072014e-308));
    for (const [i, row] of out.entries()) addScaled(row, factor * u[i]!, mixed);
  }
  return out;
}
