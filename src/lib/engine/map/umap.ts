import { exp, log } from '../elementary.ts';
import { nearestRows, type Cloud } from '../neighbours.ts';
import { RandomState } from '../random.ts';
import { joined, type Pairs } from './pairs.ts';
import type { Flat } from './tsne.ts';

/** Pushes for each pull. */
export const negatives = 5;
/** No pull or push moves a row farther in one step, times the learning rate. */
const farthest = 4;

export interface UmapSettings {
  /** The row itself is one of them, as umap-learn counts. */
  readonly neighbours: number;
  readonly minDist: number;
  readonly seed: number;
  /** Coordinates of each row; left out: 2. */
  readonly dims?: number;
}

/**
 * UMAP (McInnes, Healy & Melville 2018) as umap-learn computes it: a fuzzy graph of neighbours, laid out by stochastic
 * gradient descent, in one order and with one generator, so that a seed gives one map.
 * @param start `dims` coordinates of each row in turn, such as its principal components
 */
export function* umap(
  cloud: Cloud,
  start: Float64Array,
  { neighbours, minDist, seed, dims = 2 }: UmapSettings,
): Generator<number, Flat> {
  const graph = yield* fuzzyGraph(cloud, Math.min(neighbours, cloud.count));
  const random = new RandomState(seed);
  const places = spreadOut(start, dims, random);
  yield* laidOut({ places, dims }, graph, { curve: curveOf(minDist), random });
  return { places };
}

/** How strongly rows hang together: 1 for the nearest, falling so that each row has log2(k) neighbours in all. */
export function* fuzzyGraph(cloud: Cloud, k: number): Generator<number, Pairs> {
  const { rows, distances } = yield* nearestRows(cloud, cloud, k);
  const overall = distances.reduce((sum, d) => sum + d, 0) / distances.length;
  const weights = new Float64Array(rows.length);
  for (let i = 0; i < cloud.count; i += 1) {
    const own = distances.subarray(i * k, (i + 1) * k);
    const near = own.find((d) => d > 0) ?? 0;
    const reach = reachOf(own, { near, overall, from: 1 });
    for (let m = 0; m < k; m += 1) {
      const far = own[m]! - near;
      weights[i * k + m] =
        rows[i * k + m] === i ? 0 : far <= 0 || reach === 0 ? 1 : exp(-far / reach);
    }
    if (i % 1024 === 1023) yield (0.1 * i) / cloud.count;
  }
  return joined(rows, weights, { count: cloud.count, join: (a, b) => a + b - a * b });
}

/**
 * smooth_knn_dist: how far a row reaches, so that its neighbours weigh log2(k) together: 64 halvings, and never below a
 * thousandth of the mean distance.
 * @param from the first neighbour that counts: 1 leaves out the row itself
 */
export function reachOf(
  own: Float64Array,
  {
    near,
    overall,
    from,
  }: { readonly near: number; readonly overall: number; readonly from: number },
): number {
  const wanted = log(own.length) / Math.LN2;
  let [low, high, reach] = [0, Infinity, 1];
  for (let turn = 0; turn < 64; turn += 1) {
    let sum = 0;
    for (let m = from; m < own.length; m += 1) {
      const far = own[m]! - near;
      sum += far > 0 ? exp(-far / reach) : 1;
    }
    if (Math.abs(sum - wanted) < 1e-5) break;
    if (sum > wanted) {
      high = reach;
      reach = (low + high) / 2;
    } else {
      low = reach;
      reach = high === Infinity ? reach * 2 : (low + high) / 2;
    }
  }
  const mean = own.reduce((sum, d) => sum + d, 0) / own.length;
  return Math.max(reach, 1e-3 * (near > 0 ? mean : overall));
}

export interface Curve {
  readonly a: number;
  readonly b: number;
}

/**
 * The a and b for which 1 / (1 + a d^2b) is nearest to 1 up to `minDist` and to exp(minDist − d) beyond, at 300 places
 * from 0 to 3: least squares by Levenberg and Marquardt.
 */
export function curveOf(minDist: number): Curve {
  let now: Curve = { a: 1, b: 1 };
  let damping = 1e-3;
  let step = stepAt(now, minDist, damping);
  for (let turn = 0; turn < 200; turn += 1) {
    const next = { a: now.a + step.a, b: now.b + step.b };
    const after = next.a > 0 && next.b > 0 ? stepAt(next, minDist, damping / 10) : null;
    if (after && after.squares < step.squares) {
      const still = step.squares - after.squares < 1e-15 * step.squares;
      now = next;
      step = after;
      damping /= 10;
      if (still) break;
    } else {
      damping *= 10;
      if (damping > 1e12) break;
      step = stepAt(now, minDist, damping);
    }
  }
  return now;
}

function stepAt(
  { a, b }: Curve,
  minDist: number,
  damping: number,
): Curve & { readonly squares: number } {
  let [aa, ab, bb, ra, rb, squares] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < 300; k += 1) {
    const x = (3 * k) / 299;
    const wanted = x < minDist ? 1 : exp(minDist - x);
    const power = x > 0 ? exp(2 * b * log(x)) : 0;
    const value = 1 / (1 + a * power);
    const da = -power * value * value;
    const db = x > 0 ? -2 * a * log(x) * power * value * value : 0;
    const rest = wanted - value;
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ra += da * rest;
    rb += db * rest;
    squares += rest * rest;
  }
  const [pa, pb] = [aa * (1 + damping), bb * (1 + damping)];
  const determinant = pa * pb - ab * ab;
  return { a: (ra * pb - rb * ab) / determinant, b: (rb * pa - ra * ab) / determinant, squares };
}

/** The start over 0 to 10 along each axis, with a little noise, so that copies come apart. */
function spreadOut(start: Float64Array, dims: number, random: RandomState): Float64Array {
  const most = start.reduce((top, x) => Math.max(top, Math.abs(x)), 0) || 1;
  const out = start.map((x) => (10 * x) / most + random.normal(0, 1e-4));
  for (let axis = 0; axis < dims; axis += 1) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < out.length; at += dims) {
      low = Math.min(low, out[at]!);
      high = Math.max(high, out[at]!);
    }
    for (let at = axis; at < out.length; at += dims)
      out[at] = (10 * (out[at]! - low)) / (high - low || 1);
  }
  return out;
}

/** `dims` coordinates of each row in turn. */
export interface Space {
  readonly places: Float64Array;
  readonly dims: number;
}

interface Layout {
  readonly curve: Curve;
  readonly random: RandomState;
}

/** Each pair is pulled as often as it weighs, and at each pull five drawn rows push. */
function* laidOut(
  space: Space,
  { starts, others, weights }: Pairs,
  { curve, random }: Layout,
): Generator<number, void> {
  const n = starts.length - 1;
  const epochs = n <= 10_000 ? 500 : 200;
  const most = weights.reduce((top, w) => Math.max(top, w), 0);
  const every = weights.map((w) => (w >= most / epochs && w > 0 ? most / w : Infinity));
  const due = every.slice();
  const pushDue = every.map((e) => e / negatives);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const force = { curve, rate: 1 - epoch / epochs };
    for (let i = 0; i < n; i += 1) {
      for (let at = starts[i]!; at < starts[i + 1]!; at += 1) {
        if (due[at]! > epoch) continue;
        pulled(space, [i, others[at]!], { ...force, both: true });
        due[at]! += every[at]!;
        const own = every[at]! / negatives;
        const count = Math.floor((epoch - pushDue[at]!) / own);
        for (let m = 0; m < count; m += 1) pushed(space, [i, random.randint(0, n)], force);
        pushDue[at]! += count * own;
      }
    }
    yield 0.1 + (0.9 * epoch) / epochs;
  }
}

export interface Force {
  readonly curve: Curve;
  readonly rate: number;
}
/** Two rows of one space: the first moves. */
export type Two = readonly [i: number, j: number];

/** Draws row i towards row j; `both`: and j towards i. */
export function pulled(
  { places, dims }: Space,
  [i, j]: Two,
  { curve: { a, b }, rate, both }: Force & { readonly both: boolean },
): void {
  const d2 = squared(places, dims, i, j);
  if (d2 === 0) return;
  const power = exp(b * log(d2));
  const force = (-2 * a * b * power) / d2 / (1 + a * power);
  for (let d = 0; d < dims; d += 1) {
    const move = rate * clipped(force * (places[i * dims + d]! - places[j * dims + d]!));
    places[i * dims + d]! += move;
    if (both) places[j * dims + d]! -= move;
  }
}

/** Drives row i from row j. */
export function pushed({ places, dims }: Space, [i, j]: Two, { curve, rate }: Force): void {
  const d2 = squared(places, dims, i, j);
  if (d2 === 0) return;
  const { a, b } = curve;
  const force = (2 * b) / ((0.001 + d2) * (1 + a * exp(b * log(d2))));
  for (let d = 0; d < dims; d += 1)
    places[i * dims + d]! +=
      rate * clipped(force * (places[i * dims + d]! - places[j * dims + d]!));
}

function squared(places: Float64Array, dims: number, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d += 1) {
    const apart = places[i * dims + d]! - places[j * dims + d]!;
    sum += apart * apart;
  }
  return sum;
}

const clipped = (x: number): number => Math.max(-farthest, Math.min(farthest, x));
