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
  const { bins, gaps } = histogram;
  const factor = node.sums.count / node.sums.h;
  const used = Array.from({ length: bins + (gaps ? 1 : 0) }, (_, bin) => ({
    bin,
    sums: binAt(histogram, bin),
  }))
    .filter(({ sums }) => sums.h * factor >= support * (1 - 1e-9))
    .map((one) => ({ ...one, value: one.sums.g / (one.sums.h + support * unit) }))
    .sort((a, b) => a.value - b.value || a.bin - b.bin);
  if (used.length <= 1) return null;
  let best: Place | null = null;
  const sweep = (ordered: typeof used, middle: number): void => {
    let left = none;
    for (let i = 0; i < middle; i += 1) {
      left = plus(left, ordered[i]!.sums);
      const right = minus(node.sums, left);
      if (!enough(left, node) || !enough(right, node)) continue;
      const gain = scoreOf(left, right, node, 0);
      if (!(gain > (best?.gain ?? floor))) continue;
      const set = new Uint8Array(256);
      for (const { bin } of ordered.slice(0, i + 1)) set[bin] = 1;
      best = { gain, bin: 0, missingLeft: gaps && set[bins] === 1, left, set };
    }
  };
  const middle = Math.floor((used.length + 1) / 2);
  sweep(used, middle);
  sweep(used.toReversed(), middle - 1);
  return best;
}
