import { addScaled, dot } from '#lib/engine/linalg.ts';
import type { Spectrum } from '#lib/engine/svd.ts';

/** A ≈ Σ amounts[k] parts[k]': amounts have n numbers each, parts p. */
export interface Factors {
  readonly amounts: Float64Array[];
  readonly parts: Float64Array[];
}

export interface Search {
  readonly maxIter: number;
  readonly tol: number;
}

const tiny = 1e-6;
/** What scikit-learn divides by in the place of 0: the rounding error of a float. */
const floor = 2 ** -23;

/** NNDSVDa (Boutsidis & Gallopoulos 2008): the larger sign of each singular pair; what is nothing becomes the mean. */
export function begun(
  columns: readonly Float64Array[],
  { values, vectors }: Spectrum,
  count: number,
): Factors {
  const n = columns[0]!.length;
  const mean = columns.reduce((all, x) => all + x.reduce((sum, y) => sum + y, 0), 0);
  const average = mean / (n * columns.length);
  const filled = (x: Float64Array): Float64Array => x.map((y) => (y < tiny ? average : y));
  const pairs = Array.from({ length: count }, (_, k) => {
    const v = vectors[k];
    if (!v) return [new Float64Array(n), new Float64Array(columns.length)] as const;
    const u = new Float64Array(n);
    for (const [j, x] of columns.entries()) addScaled(u, v[j]! / values[k]!, x);
    const ends = [1, -1].flatMap((sign) => [u, v].map((x) => x.map((y) => Math.max(sign * y, 0))));
    const sizes = ends.map((x) => Math.sqrt(dot(x, x)));
    const at = sizes[0]! * sizes[1]! > sizes[2]! * sizes[3]! ? 0 : 2;
    const size = Math.sqrt(values[k]! * sizes[at]! * sizes[at + 1]!);
    return [at, at + 1].map((e) => ends[e]!.map((y) => (size * y) / sizes[e]!));
  });
  return { amounts: pairs.map(([a]) => filled(a!)), parts: pairs.map(([, b]) => filled(b!)) };
}

/** Cyclic coordinate descent (Cichocki & Phan 2009), in place. @returns whether it came to rest */
export function* descended(
  columns: readonly Float64Array[],
  { amounts, parts }: Factors,
  { maxIter, tol }: Search,
): Generator<number, boolean> {
  let first = 0;
  for (let turn = 1; turn <= maxIter; turn += 1) {
    let violation = swept(amounts, parts, rightOf(columns, parts));
    yield (turn - 0.5) / maxIter;
    violation += swept(parts, amounts, leftOf(columns, amounts));
    if (turn === 1) first = violation;
    if (first === 0 || violation / first <= tol) return true;
    yield turn / maxIter;
  }
  return false;
}

/** X H': one list of n for each part. */
const rightOf = (
  columns: readonly Float64Array[],
  parts: readonly Float64Array[],
): Float64Array[] =>
  parts.map((part) => {
    const out = new Float64Array(columns[0]!.length);
    for (const [j, x] of columns.entries()) addScaled(out, part[j]!, x);
    return out;
  });

/** X' W: one list of p for each part. */
const leftOf = (
  columns: readonly Float64Array[],
  amounts: readonly Float64Array[],
): Float64Array[] => amounts.map((w) => Float64Array.from(columns, (x) => dot(x, w)));

/** One pass over all numbers of `free`, the other factor held. @returns Σ of the projected gradient's sizes */
function swept(
  free: readonly Float64Array[],
  held: readonly Float64Array[],
  aims: readonly Float64Array[],
): number {
  let violation = 0;
  for (const [t, own] of free.entries()) {
    const row = held.map((h) => dot(held[t]!, h));
    const grad = aims[t]!.map((x) => -x);
    for (const [r, other] of free.entries()) addScaled(grad, row[r]!, other);
    for (let i = 0; i < own.length; i += 1) {
      violation += Math.abs(own[i] === 0 ? Math.min(0, grad[i]!) : grad[i]!);
      if (row[t] !== 0) own[i] = Math.max(own[i]! - grad[i]! / row[t]!, 0);
    }
  }
  return violation;
}

/** Multiplicative updates (Lee & Seung 2001) for squared differences, in place. @returns whether it came to rest */
export function* multiplied(
  columns: readonly Float64Array[],
  { amounts, parts }: Factors,
  { maxIter, tol }: Search,
): Generator<number, boolean> {
  const first = error(columns, amounts, parts);
  let before = first;
  for (let turn = 1; turn <= maxIter; turn += 1) {
    scaledBy(amounts, rightOf(columns, parts), parts);
    yield (turn - 0.5) / maxIter;
    scaledBy(parts, leftOf(columns, amounts), amounts);
    if (turn % 10 === 0) {
      const now = error(columns, amounts, parts);
      if ((before - now) / first < tol) return true;
      before = now;
    }
    yield turn / maxIter;
  }
  return false;
}

function scaledBy(
  free: readonly Float64Array[],
  aims: readonly Float64Array[],
  held: readonly Float64Array[],
): void {
  const below = free.map((_, t) => {
    const sum = new Float64Array(free[0]!.length);
    for (const [r, other] of free.entries()) addScaled(sum, dot(held[t]!, held[r]!), other);
    return sum;
  });
  for (const [t, own] of free.entries())
    for (let i = 0; i < own.length; i += 1) own[i]! *= aims[t]![i]! / (below[t]![i]! || floor);
}

/** √Σ (X − W H)² */
function error(
  columns: readonly Float64Array[],
  amounts: readonly Float64Array[],
  parts: readonly Float64Array[],
): number {
  let sum = 0;
  for (const [j, x] of columns.entries()) {
    const rest = x.slice();
    for (const [k, w] of amounts.entries()) addScaled(rest, -parts[k]![j]!, w);
    sum += dot(rest, rest);
  }
  return Math.sqrt(sum);
}
