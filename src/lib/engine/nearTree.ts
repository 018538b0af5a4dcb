import type { Metric, Nearest, Rows } from './kernels/reference/near.ts';
import { doubles, integers, record, unless, whole, type Form } from './state.ts';

/**
 * A balanced k-d tree with the box of each node (Bentley 1975; boxes as in scikit-learn's KDTree). Node i has children
 * 2i + 1 and 2i + 2; its rows are `places` from its `starts` on. Plain data: part of a saved model.
 */
export interface NearTree {
  readonly levels: number;
  readonly places: Int32Array;
  /** Where each node's places begin and end. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The first row of each node. */
  readonly first: Int32Array;
  /** Row-major nodes × width. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Of a tree as it stands; whether it is that of its rows says `treeFault`. */
export const nearTreeForm: Form<NearTree> = record<NearTree>({
  levels: whole({ least: 1, most: 31 }),
  places: integers({ least: 0 }),
  starts: integers({ least: 0 }),
  ends: integers({ least: 0 }),
  first: integers({ least: 0 }),
  low: doubles({ infinite: true }),
  high: doubles({ infinite: true }),
});

/** Why a tree of the right form is not one of these rows; null where a search in it finds what is nearest. */
export function treeFault(rows: Rows, tree: NearTree): string | null {
  const { levels, places, starts, ends, first, low, high } = tree;
  const nodes = starts.length;
  return unless(
    [nodes === 2 ** levels - 1 && ends.length === nodes, 'its tree is not whole'],
    [first.length === nodes && places.length === rows.count, 'its tree is not of its rows'],
    [low.length === nodes * rows.width && high.length === low.length, 'its tree is not whole'],
    [starts[0] === 0 && ends[0] === rows.count, 'its tree is not of its rows'],
    [() => eachOnce(places), 'its tree holds a row twice'],
    [() => starts.every((_, node) => holdsItsRows(rows, tree, node)), 'its tree misplaces a row'],
  );
}

function eachOnce(places: Int32Array): boolean {
  const seen = new Uint8Array(places.length);
  for (const row of places) {
    if (row >= seen.length || seen[row]! > 0) return false;
    seen[row] = 1;
  }
  return true;
}

/** Whether a node's parts divide it and lie in its box, or of a leaf its rows; `first` may be no later than any row. */
function holdsItsRows({ values, width }: Rows, tree: NearTree, node: number): boolean {
  const { places, starts, ends, first, low, high } = tree;
  const [from, to, left] = [starts[node]!, ends[node]!, 2 * node + 1];
  if (from > to) return false;
  const inside = (least: Float64Array, most: Float64Array, at: number): boolean => {
    for (let d = 0, own = node * width; d < width; d += 1, own += 1)
      if (!(least[at * width + d]! >= low[own]! && most[at * width + d]! <= high[own]!))
        return false;
    return true;
  };
  if (left >= starts.length)
    return places
      .subarray(from, to)
      .every((row) => row >= first[node]! && inside(values, values, row));
  const right = left + 1;
  if (starts[left] !== from || ends[left] !== starts[right] || ends[right] !== to) return false;
  return [left, right].every((part) => first[part]! >= first[node]! && inside(low, high, part));
}

const leafSize = 24;

/**
 * Whether a tree answers sooner than SIMD over all rows. Measured on rows without a pattern, where trees are worst: from
 * 2,000 rows of 1 column, 15,000 of 3 and 100,000 of 5 on.
 */
export const treeWins = ({ count, width }: Rows): boolean => count >= 1000 * 2.5 ** width;

/** Numbers looked at between two yields: about 3 ms. */
const breath = 5e5;

/** @yields share done */
export function* growTree(rows: Rows): Generator<number, NearTree> {
  const { count, width } = rows;
  let levels = 1;
  while (count / 2 ** (levels - 1) > leafSize) levels += 1;
  const nodes = 2 ** levels - 1;
  const tree: NearTree = {
    levels,
    places: Int32Array.from({ length: count }, (_, i) => i),
    starts: new Int32Array(nodes),
    ends: new Int32Array(nodes),
    first: new Int32Array(nodes),
    low: new Float64Array(nodes * width),
    high: new Float64Array(nodes * width),
  };
  tree.ends[0] = count;
  let work = 0;
  for (let node = 0; node < nodes; node += 1) {
    const [from, to] = [tree.starts[node]!, tree.ends[node]!];
    const wide = box(rows, tree, node);
    if (2 * node + 1 < nodes) {
      const middle = (from + to) >> 1;
      select(rows, tree.places, wide, { from, middle, to: to - 1 });
      tree.starts[2 * node + 1] = from;
      tree.ends[2 * node + 1] = tree.starts[2 * node + 2] = middle;
      tree.ends[2 * node + 2] = to;
    }
    work += (to - from) * (width + 4);
    if (work < breath) continue;
    work = 0;
    yield Math.min(1, (Math.log2(node + 2) - 1) / levels);
  }
  return tree;
}

/** Sets a node's box and its first row. @returns the column in which it is widest */
function box({ values, width }: Rows, tree: NearTree, node: number): number {
  const { places, starts, ends, low, high } = tree;
  const least = low.subarray(node * width, (node + 1) * width).fill(Infinity);
  const most = high.subarray(node * width, (node + 1) * width).fill(-Infinity);
  let earliest = Infinity;
  for (let at = starts[node]!; at < ends[node]!; at += 1) {
    earliest = Math.min(earliest, places[at]!);
    for (let d = 0, i = places[at]! * width; d < width; d += 1, i += 1) {
      const x = values[i]!;
      if (x < least[d]!) least[d] = x;
      if (x > most[d]!) most[d] = x;
    }
  }
  tree.first[node] = earliest;
  let wide = 0;
  for (let d = 1; d < width; d += 1)
    if (most[d]! - least[d]! > most[wide]! - least[wide]!) wide = d;
  return wide;
}

interface Stretch {
  readonly from: number;
  readonly middle: number;
  /** The last place, itself included. */
  readonly to: number;
}

/** Orders places so that none before the middle is above it in a column and none behind it below (Hoare's Find). */
function select(
  { values, width }: Rows,
  places: Int32Array,
  column: number,
  { from, middle, to }: Stretch,
): void {
  let [left, right] = [from, to];
  while (left < right) {
    const pivot = values[places[(left + right) >> 1]! * width + column]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[places[i]! * width + column]! < pivot) i += 1;
      while (values[places[j]! * width + column]! > pivot) j -= 1;
      if (i > j) break;
      const held = places[i]!;
      places[i] = places[j]!;
      places[j] = held;
      i += 1;
      j -= 1;
    }
    if (j < middle) left = i;
    if (middle < i) right = j;
  }
}

interface Search extends Nearest {
  readonly tree: NearTree;
  readonly train: Rows;
  readonly queries: Rows;
  readonly k: number;
  readonly euclidean: boolean;
}

/**
 * What `nearest` of kernels/reference/near.ts finds, bit for bit: rows at the same distance come in their order, and a
 * box's distance is added up as a row's, so that rounding never puts it beyond a row inside.
 */
export function nearestInTree(
  tree: NearTree,
  train: Rows,
  queries: Rows,
  { k, metric }: { readonly k: number; readonly metric: Metric },
): Nearest {
  const distances = new Float64Array(queries.count * k).fill(Infinity);
  const rows = new Int32Array(queries.count * k).fill(-1);
  const euclidean = metric === 'euclidean';
  const search: Search = { tree, train, queries, k, euclidean, distances, rows };
  for (let query = 0; query < queries.count; query += 1) visit(search, query, 0, 0);
  return { distances, rows };
}

function visit(search: Search, query: number, node: number, bound: number): void {
  const { tree, k, distances, rows } = search;
  const last = (query + 1) * k - 1;
  const worst = distances[last]!;
  // Where many rows are the same, a later one as near as the last is not looked for.
  if (bound > worst || (bound === worst && tree.first[node]! > rows[last]!)) return;
  const left = 2 * node + 1;
  if (left >= tree.starts.length) {
    scan(search, query, node);
    return;
  }
  const a = toBox(search, query, left);
  const b = toBox(search, query, left + 1);
  if (a <= b) {
    visit(search, query, left, a);
    visit(search, query, left + 1, b);
  } else {
    visit(search, query, left + 1, b);
    visit(search, query, left, a);
  }
}

const beyond = (q: number, low: number, high: number): number =>
  q < low ? low - q : q > high ? q - high : 0;

/** From a query to the nearest point of a node's box. */
function toBox({ tree, queries, euclidean }: Search, query: number, node: number): number {
  const { width, values } = queries;
  const { low, high } = tree;
  let i = node * width;
  let j = query * width;
  const end = i + width;
  let sum = 0;
  if (!euclidean) {
    for (; i < end; i += 1, j += 1) sum += beyond(values[j]!, low[i]!, high[i]!);
    return sum;
  }
  for (; i + 3 < end; i += 4, j += 4) {
    const d0 = beyond(values[j]!, low[i]!, high[i]!);
    const d1 = beyond(values[j + 1]!, low[i + 1]!, high[i + 1]!);
    const d2 = beyond(values[j + 2]!, low[i + 2]!, high[i + 2]!);
    const d3 = beyond(values[j + 3]!, low[i + 3]!, high[i + 3]!);
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
  }
  for (; i < end; i += 1, j += 1) {
    const d = beyond(values[j]!, low[i]!, high[i]!);
    sum += d * d;
  }
  return sum;
}

function scan(search: Search, query: number, node: number): void {
  const { tree, k, distances, euclidean } = search;
  const last = (query + 1) * k - 1;
  for (let at = tree.starts[node]!; at < tree.ends[node]!; at += 1) {
    const row = tree.places[at]!;
    const d = euclidean ? squares(search, query, row) : sizes(search, query, row);
    const worst = distances[last]!;
    if (d < worst || (d === worst && row < search.rows[last]!)) insert(search, query, d, row);
  }
}

function squares({ train, queries }: Search, query: number, row: number): number {
  const { width, values: a } = train;
  const b = queries.values;
  let i = row * width;
  let j = query * width;
  const end = i + width;
  let sum = 0;
  for (; i + 3 < end; i += 4, j += 4) {
    const d0 = a[i]! - b[j]!;
    const d1 = a[i + 1]! - b[j + 1]!;
    const d2 = a[i + 2]! - b[j + 2]!;
    const d3 = a[i + 3]! - b[j + 3]!;
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
  }
  for (; i < end; i += 1, j += 1) {
    const d = a[i]! - b[j]!;
    sum += d * d;
  }
  return sum;
}

function sizes({ train, queries }: Search, query: number, row: number): number {
  const { width, values: a } = train;
  const b = queries.values;
  const end = (row + 1) * width;
  let sum = 0;
  for (let i = row * width, j = query * width; i < end; i += 1, j += 1)
    sum += Math.abs(a[i]! - b[j]!);
  return sum;
}

/** Rows come in any order: of those as near the earlier goes first. */
function insert({ distances, rows, k }: Search, query: number, d: number, row: number): void {
  const first = query * k;
  let at = first + k - 1;
  for (; at > first; at -= 1) {
    const before = distances[at - 1]!;
    if (before < d || (before === d && rows[at - 1]! < row)) break;
    distances[at] = before;
    rows[at] = rows[at - 1]!;
  }
  distances[at] = d;
  rows[at] = row;
}
