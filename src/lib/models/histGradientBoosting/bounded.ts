import type { Sums } from './rows.ts';

/** What a node's answers must stay within, in units of the packed sums. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

export const unbounded: Bounds = { lower: -Infinity, upper: Infinity };

/** A node, its limits, and what its splits are weighed by. */
export interface Weighing {
  readonly sums: Sums;
  readonly bounds: Bounds;
  /** In units of the packed hessian. */
  readonly l2: number;
  readonly light: number;
  /** Fewest rows of a side. */
  readonly leaf: number;
}

export interface Place {
  /** Loss decrease of the node and of its split together, as the kernel's gains are. */
  readonly gain: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: Sums;
  /** 1 for each bin that goes left; null where those up to `bin` do. */
  readonly set: Uint8Array | null;
}

/** A feature's histogram: i32 gradient, hessian, count and nothing for each bin, the missing one last where there is one. */
export interface Histogram {
  readonly words: Int32Array;
  /** Without the missing one. */
  readonly bins: number;
  readonly gaps: boolean;
}

export const clip = (value: number, { lower, upper }: Bounds): number =>
  Math.min(upper, Math.max(lower, value));

/** The Newton step of a node, within its bounds. */
export const stepOf = ({ g, h }: Sums, l2: number, bounds: Bounds): number =>
  h + l2 > 0 ? clip(-g / (h + l2), bounds) : 0;

/** What a split scores (scikit-learn's _split_gain); nothing where its sides would break the order. */
function scoreOf(left: Sums, right: Sums, { l2, bounds }: Weighing, monotonic: number): number {
  const [a, b] = [stepOf(left, l2, bounds), stepOf(right, l2, bounds)];
  if (monotonic * (a - b) > 0) return -Infinity;
  return -(left.g * a + right.g * b);
}

const none: Sums = { g: 0, h: 0, count: 0 };

const binAt = ({ words }: Histogram, b: number): Sums => ({
  g: words[4 * b]!,
  h: words[4 * b + 1]!,
  count: words[4 * b + 2]!,
});

const plus = (a: Sums, b: Sums): Sums => ({ g: a.g + b.g, h: a.h + b.h, count: a.count + b.count });
const minus = (a: Sums, b: Sums): Sums => ({
  g: a.g - b.g,
  h: a.h - b.h,
  count: a.count - b.count,
});

const enough = (side: Sums, { leaf, light }: Weighing): boolean =>
  side.count >= leaf && side.h >= light;

/** The best split of a number under bounds that scores above `floor`; of equal ones as the kernel has it. */
export function boundedSplit(
  histogram: Histogram,
  node: Weighing,
  monotonic: number,
  floor: number,
): Place | null {
  let best: Place | null = null;
  const sweep = (first: Sums, places: number, missingLeft: boolean): void => {
    let left = first;
    let found = false;
    for (let bin = 0; bin < places; bin += 1) {
      left = plus(left, binAt(histogram, bin));
      const right = minus(node.sums, left);
      if (!enough(left, node) || !enough(right, node)) continue;
      const gain = scoreOf(left, right, node, monotonic);
      const bar = best?.gain ?? floor;
      if (!(gain > bar || (missingLeft && found && gain === bar))) continue;
      found = true;
      best = { gain, bin, missingLeft, left, set: null };
    }
  };
  const { bins, gaps } = histogram;
  sweep(none, gaps ? bins : bins - 1, false);
  if (gaps) sweep(binAt(histogram, bins), bins - 1, true);
  return best;
}

/** Categories with less than so many rows, weighed, have no side of their own and go right (scikit-learn's cat_smooth). */
const support = 10;

/**
 * The best split of categories into two groups that scores above `floor`: in the order of their gradients, from either end
 * to the middle (Fisher, On grouping for maximum homogeneity, 1958; scikit-learn's _find_best_bin_to_split_category).
 * @param unit what a hessian of 1 is, packed
 */
export function categorySplit(
  histogram: Histogram,
  node: Weighing,
  unit: number,
  floor: number,
): Place | null {
  const { words, bins, gaps } = histogram;
  const used = inOrder(histogram, node, unit);
  if (used.length <= 1) return null;
  let top = floor;
  let found: { readonly count: number; readonly back: boolean; readonly left: Sums } | null = null;
  const sweep = (middle: number, back: boolean): void => {
    let [g, h, count] = [0, 0, 0];
    for (let i = 0; i < middle; i += 1) {
      const at = 4 * used[back ? used.length - 1 - i : i]!;
      g += words[at]!;
      h += words[at + 1]!;
      count += words[at + 2]!;
      const right = node.sums.count - count;
      if (count < node.leaf || right < node.leaf) continue;
      const left = { g, h, count };
      const rest = minus(node.sums, left);
      if (!enough(left, node) || !enough(rest, node)) continue;
      const gain = scoreOf(left, rest, node, 0);
      if (!(gain > top)) continue;
      top = gain;
      found = { count: i + 1, back, left };
    }
  };
  const middle = Math.floor((used.length + 1) / 2);
  sweep(middle, false);
  sweep(middle - 1, true);
  return placeOf(found, used, { top, missing: gaps ? bins : -1 });
}

/** Bins that are to have a side, in the order of their gradients. */
function inOrder({ words, bins, gaps }: Histogram, { sums }: Weighing, unit: number): Uint8Array {
  const factor = sums.count / sums.h;
  const all = bins + (gaps ? 1 : 0);
  const used = new Uint8Array(all);
  const values = new Float64Array(256);
  let n = 0;
  for (let bin = 0; bin < all; bin += 1) {
    const h = words[4 * bin + 1]!;
    if (!(h * factor >= support * (1 - 1e-9))) continue;
    const value = words[4 * bin]! / (h + support * unit);
    values[bin] = value;
    // Into its place: most features have few categories, for which a general sort takes longer than all else here.
    let at = n;
    for (; at > 0 && values[used[at - 1]!]! > value; at -= 1) used[at] = used[at - 1]!;
    used[at] = bin;
    n += 1;
  }
  return used.subarray(0, n);
}

function placeOf(
  found: { readonly count: number; readonly back: boolean; readonly left: Sums } | null,
  used: Uint8Array,
  { top, missing }: { readonly top: number; readonly missing: number },
): Place | null {
  if (!found) return null;
  const { count, back, left } = found;
  const set = new Uint8Array(256);
  for (const bin of back ? used.subarray(used.length - count) : used.subarray(0, count))
    set[bin] = 1;
  return { gain: top, bin: 0, missingLeft: missing >= 0 && set[missing] === 1, left, set };
}
