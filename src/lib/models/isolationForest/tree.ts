import type { Matrix } from '#lib/engine/matrix.ts';
import { doubles, fitting, integers, record, unless } from '#lib/engine/state.ts';
import { leadsDown } from '../tree/tree.ts';
import type { Random } from '../tree/random.ts';

/** Nodes in order of visit: the left child stands next to its parent. */
export interface IsolationTree {
  /** Among the columns by name; −1 for a leaf. */
  readonly feature: Int32Array;
  /** Rows at or below it go left. */
  readonly threshold: Float64Array;
  readonly right: Int32Array;
  /** Cuts to a leaf, and the mean path that its rows would still need. */
  readonly depth: Float64Array;
}

export const isolationForm = fitting(
  record<IsolationTree>({
    feature: integers({ least: -1, most: ({ features }) => features - 1 }),
    threshold: doubles(),
    right: integers({ least: -1 }),
    depth: doubles({ least: 0 }),
  }),
  ({ feature, threshold, right, depth }) =>
    unless(
      [
        feature.length > 0 && [threshold, right, depth].every((l) => l.length === feature.length),
        'its lists are not one a node',
      ],
      [leadsDown(feature, right), 'a node does not lead to later ones'],
    ),
);

/** Mean depth of a search for a row that is not there, in a tree of n rows (Liu et al. 2008, equation 1). */
export function meanPath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + euler) - (2 * (n - 1)) / n;
}

const euler = 0.5772156649015329;

/**
 * A tree of the rows drawn, cut at random until each row is alone or log₂ of their number deep.
 * @param drawn rows of the matrix, which are put into another order
 */
export function growTree(
  { columns }: Matrix,
  order: Int32Array,
  drawn: Int32Array,
  random: Random,
): IsolationTree {
  const size = drawn.length;
  const sorted = Array.from(order, (j) => columns[j]!);
  const feature: number[] = [];
  const threshold: number[] = [];
  const right: number[] = [];
  const depth: number[] = [];
  const most = Math.ceil(Math.log2(Math.max(size, 2)));
  const open: { from: number; to: number; level: number; parent: number }[] = [
    { from: 0, to: size, level: 0, parent: -1 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { from, to, level, parent } = next;
    const node = feature.length;
    if (parent >= 0) right[parent] = node;
    const cut = level < most && to - from > 1 ? cutOf(sorted, drawn, { from, to, random }) : null;
    feature.push(cut ? cut.feature : -1);
    threshold.push(cut ? cut.threshold : 0);
    right.push(-1);
    depth.push(level + (cut ? 0 : meanPath(to - from)));
    if (!cut) continue;
    const middle = partition(sorted[cut.feature]!, drawn, { from, to, at: cut.threshold });
    open.push({ from: middle, to, level: level + 1, parent: node });
    open.push({ from, to: middle, level: level + 1, parent: -1 });
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    right: Int32Array.from(right),
    depth: Float64Array.from(depth),
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A column drawn among those that differ here, and a place drawn between its ends; null where none differs. */
function cutOf(
  columns: readonly Float64Array[],
  drawn: Int32Array,
  { from, to, random }: Stretch & { readonly random: Random },
): { readonly feature: number; readonly threshold: number } | null {
  const left = Array.from(columns.keys());
  while (left.length > 0) {
    const pick = Math.floor(random() * left.length);
    const feature = left[pick]!;
    const x = columns[feature]!;
    let [low, high] = [Infinity, -Infinity];
    for (let i = from; i < to; i += 1) {
      const value = x[drawn[i]!]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high > low) {
      const threshold = low + random() * (high - low);
      return { feature, threshold: threshold < high ? threshold : low };
    }
    left[pick] = left.at(-1)!;
    left.pop();
  }
  return null;
}

/** Rows at or below first. @returns where the others begin */
function partition(
  x: Float64Array,
  drawn: Int32Array,
  { from, to, at }: Stretch & { readonly at: number },
): number {
  let middle = from;
  for (let i = from; i < to; i += 1) {
    const row = drawn[i]!;
    if (x[row]! > at) continue;
    drawn[i] = drawn[middle]!;
    drawn[middle] = row;
    middle += 1;
  }
  return middle;
}
