// Plain words for assembly/forest.ts: one tree of a forest on bins, depth first. The same random numbers, sums in the same
// order, and so the same bits.

export interface ForestTable {
  /** Bin of each row, by feature; of many classes, or weighted ones, its level: how many edges are below its value. */
  readonly bins: readonly (readonly number[])[];
  readonly edges: readonly Float64Array[];
  /** Of each feature the bin, or level, of missing values, the last; −1 where none is missing. */
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
  /** The last bin, or level, on the left. */
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
    node.threshold = right.every(missing) ? Infinity : thresholdOf(table, split, left, right);
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

const isMany = ({ classes, shares }: ForestTable): boolean => classes > 2 || shares !== null;

/** The edge above the split's bin; of levels half way between those of the rows that it parts. */
function thresholdOf(
  table: ForestTable,
  { feature, bin }: Split,
  left: readonly number[],
  right: readonly number[],
): number {
  const edges = table.edges[feature]!;
  if (!isMany(table)) return edges[bin]!;
  const known = (rows: readonly number[]): number[] =>
    rows.map((row) => table.bins[feature]![row]!).filter((l) => l !== table.gaps[feature]);
  const low = edges[Math.max(...known(left))]!;
  const high = edges[Math.min(...known(right)) - 1]!;
  return low === high ? low : low / 2 + high / 2;
}

/** How a node puts its rows into bins: as they are, or of many classes as finely as it has rows. */
function binsOf(table: ForestTable, feature: number, rows: readonly number[]) {
  const codes = table.bins[feature]!;
  const missing = table.gaps[feature]!;
  if (!isMany(table))
    return { of: (row: number) => codes[row]!, last: (bin: number) => bin, gap: missing };
  const n = rows.length;
  const gap = n > 4096 ? 4095 : n > 1024 ? 2047 : n > 256 ? 1023 : n >= 96 ? 511 : 255;
  const known = rows.map((row) => codes[row]!).filter((level) => level !== missing);
  const low = Math.min(...known);
  let shift = 0;
  while ((Math.max(...known) - low) >> shift >= gap) shift += 1;
  return {
    of: (row: number) => (codes[row] === missing ? gap : (codes[row]! - low) >> shift),
    last: (bin: number) => low + ((bin + 1) << shift) - 1,
    gap: missing < 0 ? -1 : gap,
  };
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

// eslint-disable-next-line max-params -- the node's rows, and all that a search draws on
function search(
  table: ForestTable,
  times: Float64Array,
  rows: readonly number[],
  { maxFeatures, minLeaf }: ForestRules,
  pool: number[],
  random: () => number,
): Split | null {
  let best: Split | null = null;
  let varied = false;
  for (let t = 0; t < pool.length && (t < maxFeatures || !varied); t += 1) {
    if (maxFeatures < pool.length) {
      const j = t + Math.floor(random() * (pool.length - t));
      [pool[t], pool[j]] = [pool[j]!, pool[t]!];
    }
    const feature = pool[t]!;
    const bins = binsOf(table, feature, rows);
    const rowsIn = Map.groupBy(rows, bins.of);
    const held = [...rowsIn.keys()].sort((a, b) => a - b);
    if (held.length > 1) varied = true;
    const gap = held.includes(bins.gap) ? bins.gap : -1;
    const sweep = (places: readonly number[], missingLeft: boolean): void => {
      const walk = isMany(table) ? byRow(table, times, rows) : byBin(table, times, rows);
      if (missingLeft) walk.move(rowsIn.get(gap)!);
      for (const bin of places) {
        walk.move(rowsIn.get(bin)!);
        const left = walk.count();
        if (left < minLeaf || rows.length - left < minLeaf) continue;
        const [over, under] = walk.score();
        if (!(over > (best?.score ?? -Infinity) * under)) continue;
        best = { score: over / under, feature, bin: bins.last(bin), missingLeft, gaps: gap >= 0 };
      }
    };
    sweep(held, false);
    const known = held.filter((bin) => bin !== gap);
    if (gap >= 0) sweep(known, true);
  }
  return best;
}

/** Rows that go over to the left, and the numerator and denominator of the split's score there. */
interface Walk {
  readonly move: (rows: readonly number[]) => void;
  readonly count: () => number;
  readonly score: () => readonly [over: number, under: number];
}

/** Of numbers, or of two classes, of which the second one's weight says all. */
function byBin(table: ForestTable, times: Float64Array, rows: readonly number[]): Walk {
  const part = (here: readonly number[]): readonly [sum: number, weight: number] => [
    sumsOf(table, times, here).at(-1)!,
    total(here.map((row) => times[row]!)),
  ];
  const [sum, weight] = part(rows);
  let [s, w, count] = [0, 0, 0];
  return {
    move: (here) => {
      const [more, heavier] = part(here);
      [s, w, count] = [s + more, w + heavier, count + here.length];
    },
    count: () => count,
    score: () => {
      const r = sum - s;
      const rest = weight - w;
      return [s * s * rest + r * r * w, w * rest];
    },
  };
}

/** Of many classes: the sums of squares of their weights, row by row. */
function byRow(
  { y, classes, shares }: ForestTable,
  times: Float64Array,
  rows: readonly number[],
): Walk {
  const share = (k: number): number => shares?.[k] ?? 1;
  const counts = new Array<number>(classes).fill(0);
  for (const row of rows) counts[y[row]!]! += times[row]!;
  const all = counts.map((c, k) => c * share(k));
  const weight = total(all);
  const left = all.map(() => 0);
  let [w, l, r, count] = [0, 0, total(all.map((x) => x * x)), 0];
  return {
    move: (here) => {
      for (const row of here) {
        const k = y[row]!;
        const by = times[row]! * share(k);
        const [a, b] = [left[k]!, all[k]! - left[k]!];
        w += by;
        l += by * (a + a + by);
        r -= by * (b + b - by);
        left[k] = a + by;
      }
      count += here.length;
    },
    count: () => count,
    score: () => [l * (weight - w) + r * w, w * (weight - w)],
  };
}
