// Plain words for assembly/forest.ts: one tree of a forest on bins, depth first. The same random numbers, sums in the same
// order, and so the same bits.

export interface ForestTable {
  /** Bin of each row, by feature. */
  readonly bins: readonly (readonly number[])[];
  readonly edges: readonly Float64Array[];
  /** Of each feature the bin of missing values, the last; −1 where none is missing. */
  readonly gaps: readonly number[];
  /** Class codes, or values less their mean. */
  readonly y: Float64Array;
  /** The same as they are. */
  readonly given: Float64Array;
  /** 0 for numbers. */
  readonly classes: number;
  /** Weight of a row of each class; null for 1. */
  readonly shares: Float64Array | null;
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
  missingLeft: boolean;
  right: number;
  readonly value: readonly number[];
  readonly samples: number;
}

interface Split {
  readonly score: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** Whether a row of the node misses the feature. */
  readonly gaps: boolean;
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
    const answers = new Set(rows.map((row) => table.y[row]!));
    const few = rows.length < rules.minSplit || rows.length < 2 * rules.minLeaf;
    if (answers.size === 1 || few || depth >= rules.maxDepth) return;
    const split = search(table, times, rows, rules, pool, random);
    if (!split) return;
    const codes = table.bins[split.feature]!;
    const gap = table.gaps[split.feature]!;
    const missing = (row: number): boolean => codes[row] === gap;
    const goes = (row: number): boolean =>
      codes[row]! <= split.bin || (split.missingLeft && missing(row));
    const left = rows.filter(goes);
    const right = rows.filter((row) => !goes(row));
    node.feature = split.feature;
    node.threshold = right.every(missing) ? Infinity : table.edges[split.feature]![split.bin]!;
    node.missingLeft = split.gaps ? split.missingLeft : left.length > right.length;
    grow(left, depth + 1);
    node.right = nodes.length;
    grow(right, depth + 1);
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
  const plain = { ...table, y: table.given };
  const first = plain.y[rows[0]!]!;
  const same = table.classes === 0 && rows.every((row) => plain.y[row] === first);
  const sums = sumsOf(plain, times, rows).map((sum, k) => sum * (table.shares?.[k] ?? 1));
  const weight = table.classes === 0 ? total(rows.map((row) => times[row]!)) : total(sums);
  const value = same ? [first] : sums.map((sum) => sum / weight);
  return { feature: -1, threshold: 0, missingLeft: false, right: 0, value, samples: rows.length };
}

/** Rows of a node in a bin, or in a few: sums, and their number. */
interface Part {
  readonly sums: readonly number[];
  readonly count: number;
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
  const part = (here: readonly number[]): Part => ({
    sums: [...sumsOf(table, times, here), total(here.map((row) => times[row]!))],
    count: here.length,
  });
  const none: Part = { sums: part([]).sums.map(() => 0), count: 0 };
  const all = part(rows);
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
    const inBin = new Map(held.map((bin) => [bin, part(rows.filter((r) => codes[r] === bin))]));
    const gap = held.includes(table.gaps[feature]!) ? table.gaps[feature]! : -1;
    const sweep = (first: Part, bins: readonly number[], missingLeft: boolean): void => {
      let left = first;
      for (const bin of bins) {
        left = plus(left, inBin.get(bin)!);
        if (left.count < minLeaf || all.count - left.count < minLeaf) continue;
        const [over, under] = scoreOf(table, left.sums, all.sums);
        if (!(over > (best?.score ?? -Infinity) * under)) continue;
        best = { score: over / under, feature, bin, missingLeft, gaps: gap >= 0 };
      }
    };
    sweep(none, held, false);
    const known = held.filter((bin) => bin !== gap);
    if (gap >= 0) sweep(inBin.get(gap)!, known, true);
  }
  return best;
}

const plus = (a: Part, b: Part): Part => ({
  sums: a.sums.map((sum, k) => sum + b.sums[k]!),
  count: a.count + b.count,
});

/** Numerator and denominator of a split's score: the sums of the left side and of all, their weights last. */
function scoreOf(
  { classes, shares }: ForestTable,
  left: readonly number[],
  all: readonly number[],
): readonly [over: number, under: number] {
  if (classes > 2 || shares) {
    const own = (x: readonly number[]): number[] =>
      x.slice(0, -1).map((c, k) => c * (shares?.[k] ?? 1));
    const squares = (x: readonly number[]): number => total(x.map((c) => c * c));
    const w = total(own(left));
    const rest = total(own(all)) - w;
    const right = own(all.map((c, k) => c - left[k]!));
    return [squares(own(left)) * rest + squares(right) * w, w * rest];
  }
  // Of two classes the second one's weight says all.
  const s = left.at(-2)!;
  const r = all.at(-2)! - s;
  const w = left.at(-1)!;
  const rest = all.at(-1)! - w;
  return [s * s * rest + r * r * w, w * rest];
}
