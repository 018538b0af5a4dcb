import { log } from '../elementary.ts';
import type { Pairs } from './pairs.ts';
import { grown, type QuadTree } from './quadTree.ts';

export interface Pull {
  readonly gradient: Float64Array;
  /** Σ 1 / (1 + d²) over all pairs, either way. */
  readonly sum: number;
}

/** The gradient of t-SNE's cost with the likelihoods times `factor`. */
export type Forces = (places: Float64Array, pairs: Pairs, factor: number) => Pull;

/** Kullback-Leibler divergence of the map from the likelihoods times `factor`: t-SNE's cost. */
export function divergenceOf(
  places: Float64Array,
  { starts, others, weights }: Pairs,
  { sum, factor }: { readonly sum: number; readonly factor: number },
): number {
  let total = 0;
  for (let i = 0; i + 1 < starts.length; i += 1)
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1) {
      const dx = places[2 * i]! - places[2 * others[at]!]!;
      const dy = places[2 * i + 1]! - places[2 * others[at]! + 1]!;
      const p = factor * weights[at]!;
      const q = 1 / (1 + dx * dx + dy * dy) / sum;
      if (p > least) total += p * log(p / Math.max(q, least));
    }
  return total;
}

const least = Number.EPSILON;

/** All pairs of rows. */
export const exactForces: Forces = (places, pairs, factor) => {
  const n = places.length / 2;
  const away = new Float64Array(places.length);
  let sum = 0;
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < i; j += 1) {
      const dx = places[2 * i]! - places[2 * j]!;
      const dy = places[2 * i + 1]! - places[2 * j + 1]!;
      const q = 1 / (1 + dx * dx + dy * dy);
      sum += 2 * q;
      const push = q * q;
      away[2 * i]! += push * dx;
      away[2 * i + 1]! += push * dy;
      away[2 * j]! -= push * dx;
      away[2 * j + 1]! -= push * dy;
    }
  return together(places, pairs, { factor, away, sum });
};

/** Far rows in bundles: cells that look smaller than half a radian (angle 0.5). */
export const barnesHut: Forces = (places, pairs, factor) => {
  const tree = grown(places);
  const away = new Float64Array(places.length);
  const stack = new Int32Array(256);
  let sum = 0;
  for (let i = 0; i < places.length; i += 2) sum += pushed(tree, places, { i, away, stack });
  return together(places, pairs, { factor, away, sum });
};

const angle = 0.5;

interface Push {
  /** Place of the row's x. */
  readonly i: number;
  readonly away: Float64Array;
  readonly stack: Int32Array;
}

/** Adds what pushes one row away. @returns Σ 1 / (1 + d²) over the others */
function pushed(tree: QuadTree, places: Float64Array, { i, away, stack }: Push): number {
  const { x, y, counts, children, widths } = tree;
  const [px, py] = [places[i]!, places[i + 1]!];
  let [ax, ay, sum] = [0, 0, 0];
  let top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const node = stack[--top]!;
    const dx = px - x[node]!;
    const dy = py - y[node]!;
    const d2 = dx * dx + dy * dy;
    const leaf = children[4 * node] === -2;
    if (leaf || widths[node]! * widths[node]! < angle * angle * d2) {
      // In its own leaf a row meets itself and its copies, which push nowhere.
      const count = d2 === 0 ? counts[node]! - 1 : counts[node]!;
      const q = 1 / (1 + d2);
      sum += count * q;
      ax += count * q * q * dx;
      ay += count * q * q * dy;
      continue;
    }
    for (let c = 3; c >= 0; c -= 1) {
      const child = children[4 * node + c]!;
      if (child >= 0) stack[top++] = child;
    }
  }
  away[i] = ax;
  away[i + 1] = ay;
  return sum;
}

/** Attraction by the likelihoods, less the push over its sum. */
function together(
  places: Float64Array,
  { starts, others, weights }: Pairs,
  {
    factor,
    away,
    sum,
  }: { readonly factor: number; readonly away: Float64Array; readonly sum: number },
): Pull {
  const n = places.length / 2;
  const gradient = new Float64Array(places.length);
  for (let i = 0; i < n; i += 1) {
    const [px, py] = [places[2 * i]!, places[2 * i + 1]!];
    let [tx, ty] = [0, 0];
    for (let at = starts[i]!; at < starts[i + 1]!; at += 1) {
      const j = others[at]!;
      const dx = px - places[2 * j]!;
      const dy = py - places[2 * j + 1]!;
      const q = 1 / (1 + dx * dx + dy * dy);
      const p = factor * weights[at]!;
      tx += p * q * dx;
      ty += p * q * dy;
    }
    gradient[2 * i] = 4 * (tx - away[2 * i]! / sum);
    gradient[2 * i + 1] = 4 * (ty - away[2 * i + 1]! / sum);
  }
  return { gradient, sum };
}
