import type { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import type { RandomState } from '#lib/engine/random.ts';

/**
 * Centres by greedy k-means++ (Arthur and Vassilvitskii 2007), drawn as scikit-learn's `_kmeans_plusplus` draws them:
 * 2 + ⌊ln k⌋ candidates for each centre, the one that leaves the smallest sum of squares wins; a row is drawn, and its
 * square added, as often as it counts.
 * @returns row-major k × columns
 */
export function* plusPlus(
  rows: CentredRows,
  k: number,
  random: RandomState,
): Generator<void, Float64Array> {
  return rowsAt(rows, yield* plusPlusPicks(rows, k, random));
}

/** The rows that `plusPlus` begins with. */
export function* plusPlusPicks(
  rows: CentredRows,
  k: number,
  random: RandomState,
): Generator<void, number[]> {
  const { rows: n, weight } = rows;
  const trials = 2 + Math.floor(Math.log(k));
  const picks = [drawer(sharesOf(n, weight))(random.randomSample())];
  let closest = yield* rows.apart(Int32Array.from(picks), null);
  let left = sum(closest, weight);
  for (let c = 1; c < k; c += 1) {
    const wanted = Array.from({ length: trials }, () => random.randomSample() * left);
    const candidates = Int32Array.from(searched(closest, weight, wanted));
    const distances = yield* rows.apart(candidates, closest);
    let best = 0;
    let least = Infinity;
    for (let t = 0; t < trials; t += 1) {
      const rest = sum(distances.subarray(t * n, t * n + n), weight);
      if (!(rest < least)) continue;
      least = rest;
      best = t;
    }
    left = least;
    closest = distances.slice(best * n, best * n + n);
    picks.push(candidates[best]!);
  }
  return picks;
}

/** k different rows, drawn as numpy's `choice(n, k, replace=False, p)` draws them, each by what it counts. */
export const randomRows = (rows: CentredRows, k: number, random: RandomState): Float64Array =>
  rowsAt(rows, randomPicks({ rows: rows.rows, weight: rows.weight }, k, random));

export interface Counting {
  readonly rows: number;
  /** null: all rows count the same. */
  readonly weight: Float64Array | null;
}

/** The places of `randomRows`; at least k rows must count more than 0. */
export function randomPicks({ rows, weight }: Counting, k: number, random: RandomState): number[] {
  const picks: number[] = [];
  const share = sharesOf(rows, weight);
  while (picks.length < k) {
    const draws = Array.from({ length: k - picks.length }, () => random.randomSample());
    for (const pick of picks) share[pick] = 0;
    const found = draws.map(drawer(share));
    picks.push(...new Set(found));
  }
  return picks;
}

function rowsAt(rows: CentredRows, picks: readonly number[]): Float64Array {
  const out = new Float64Array(picks.length * rows.width);
  for (const [c, pick] of picks.entries()) out.set(rows.row(pick), c * rows.width);
  return out;
}

/** The place of a uniform number among the rows' shares, as numpy's `choice(n, p)` rounds them. */
export const rowDrawer = ({ rows, weight }: Counting): ((x: number) => number) =>
  drawer(sharesOf(rows, weight));

function sharesOf(n: number, weight: Float64Array | null): Float64Array {
  if (!weight) return new Float64Array(n).fill(1 / n);
  const total = sum(weight, null);
  return weight.map((w) => w / total);
}

/** The place of a uniform number among the summed shares, right of equals. */
function drawer(share: Float64Array): (x: number) => number {
  const upTo = new Float64Array(share.length);
  let total = 0;
  for (let i = 0; i < share.length; i += 1) upTo[i] = total += share[i]!;
  for (let i = 0; i < share.length; i += 1) upTo[i]! /= total;
  return (x) => {
    let [low, high] = [0, upTo.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, upTo.length - 1);
  };
}

/** For each value the first place where the running weighted sum reaches it. */
function searched(
  x: Float64Array,
  weight: Float64Array | null,
  values: readonly number[],
): number[] {
  const upTo = new Float64Array(x.length);
  let total = 0;
  for (let i = 0; i < x.length; i += 1) upTo[i] = total += (weight?.[i] ?? 1) * x[i]!;
  return values.map((value) => {
    let [low, high] = [0, upTo.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, upTo.length - 1);
  });
}

function sum(x: Float64Array, weight: Float64Array | null): number {
  let total = 0;
  if (weight) for (let i = 0; i < x.length; i += 1) total += weight[i]! * x[i]!;
  else for (let i = 0; i < x.length; i += 1) total += x[i]!;
  return total;
}
