// Plain words for assembly/forest.ts: one tree of a forest on bins, depth first. The same random numbers, sums in the same
// order, and so the same bits.

export interface ForestTable {
  /** Bin of each row, by feature. */
  readonly bins: readonly (readonly number[])[];
  readonly edges: readonly Float64Array[];
  /** Class codes, or values less their mean. */
  readonly y: Float64Array;
  /** The same as they are. */
  readonly given: Float64Array;
  /** 0 for numbers. */
  readonly classes: number;
}

export interface ForestRules {
  readonly maxFeatures: number;
  readonly minSplit: number;
  readonly minLeaf: number;
  readonly maxDepth: number;
  readonly bootstrap: boolean;
}

export interface PlainNode {
  feature: number;
  threshold: number;
  right: number;
  readonly value: readonly number[];
  readonly samples: number;
}

interface Split {
  readonly score: number;
  readonly feature: number;
  readonly bin: number;
}

/**
 * The nodes of a tree, the left child of an inner node next to it.
 * @param random numbers in [0, 1)
 */
export function growForestTree(
  table: ForestTable,
  rules: ForestRules,
  random: () => number,
): PlainNode[] {
  const n = table.y.length;
  const times = new Float64Array(n).fill(rules.bootstrap ? 0 : 1);
  if (rules.bootstrap) for (let i = 0; i < n; i += 1) times[Math.floor(random() * n)]! += 1;
  const pool = table.bins.map((_, f) => f);
  const nodes: PlainNode[] = [];

  const grow = (rows: readonly number[], depth: number): void => {
    const node = nodeOf(table, times, rows);
    nodes.push(node);
    const codes = new Set(rows.map((row) => table.y[row]!));
    const few = rows.length < rules.minSplit || rows.length < 2 * rules.minLeaf;
    if (codes.size === 1 || few || depth >= rules.maxDepth) return;
    const split = search(table, times, rows, rules, pool, random);
    if (!split) return;
    const goes = (row: number): boolean => table.bins[split.feature]![row]! <= split.bin;
    node.feature = split.feature;
    node.threshold = table.edges[split.feature]![split.bin]!;
    grow(rows.filter(goes), depth + 1);
    node.right = nodes.length;
    grow(
      rows.filter((row) => !goes(row)),
      depth + 1,
    );
  };
  grow(
    [...times.keys()].filter((row) => times[row]! > 0),
    0,
  );
  return nodes;
}

const total = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0);

/** Weights of the classes, or the one sum of values. */
function sumsOf(
  { y, classes }: ForestTable,
  times: Float64Array,
  rows: readonly number[],
): number[] {
  if (classes === 0) return [total(rows.map((row) => y[row]! * times[row]!))];
  const sums = new Array<number>(classes).fill(0);
  for (const row of rows) sums[y[row]!]! += times[row]!;
  return sums;
}

function nodeOf(table: ForestTable, times: Float64Array, rows: readonly number[]): PlainNode {
  const weight = total(rows.map((row) => times[row]!));
  const plain = { ...table, y: table.given };
  const first = plain.y[rows[0]!]!;
  const same = table.classes === 0 && rows.every((row) => plain.y[row] === first);
  const value = same ? [first] : sumsOf(plain, times, rows).map((sum) => sum / weight);
  return { feature: -1, threshold: 0, right: 0, value, samples: rows.length };
}

// eslint-disable-next-line max-params -- the node's rows, and all that a search draws on
function search(
  table: ForestTable,
  times: Float64Array,
  rows: readonly number[],
  { maxFeatures, minLeaf }: ForestRules,
  pool: number[],
  random: () => number,
): Split | null {
  const all = sumsOf(table, times, rows);
  const weight = total(rows.map((row) => times[row]!));
  let best: Split | null = null;
  let varied = false;
  for (let t = 0; t < pool.length && (t < maxFeatures || !varied); t += 1) {
    if (maxFeatures < pool.length) {
      const j = t + Math.floor(random() * (pool.length - t));
      [pool[t], pool[j]] = [pool[j]!, pool[t]!];
    }
    const feature = pool[t]!;
    const codes = table.bins[feature]!;
    const held = [...new Set(rows.map((row) => codes[row]!))].sort((a, b) => a - b);
    if (held.length > 1) varied = true;
    const left = all.map(() => 0);
    let [w, count] = [0, 0];
    for (const bin of held.slice(0, -1)) {
      const here = rows.filter((row) => codes[row] === bin);
      sumsOf(table, times, here).forEach((sum, k) => (left[k]! += sum));
      w += total(here.map((row) => times[row]!));
      count += here.length;
      if (count < minLeaf || rows.length - count < minLeaf) continue;
      const score = scoreOf(table.classes, left, all, w, weight);
      if (score > (best?.score ?? -Infinity)) best = { score, feature, bin };
    }
  }
  return best;
}

// eslint-disable-next-line max-params -- both sides of a split are told by sums and weights
function scoreOf(
  classes: number,
  left: readonly number[],
  all: readonly number[],
  w: number,
  weight: number,
): number {
  const rest = weight - w;
  if (classes > 2) {
    const squares = (x: readonly number[]): number => total(x.map((c) => c * c));
    return squares(left) / w + squares(all.map((c, k) => c - left[k]!)) / rest;
  }
  // Of two classes the second one's weight says all.
  const s = left.at(-1)!;
  const r = all.at(-1)! - s;
  return (s * s * rest + r * r * w) / (w * rest);
}
