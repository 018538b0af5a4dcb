import type { Progress } from '#lib/engine/model.ts';
import type { Rows } from '#lib/engine/kernels/reference/near.ts';

/** Join k makes node n + k of two rows or earlier nodes. */
export interface Joins {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly heights: Float64Array;
  /** Rows of each new node. */
  readonly sizes: Int32Array;
}

interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly lengths: Float64Array;
}

/** Comparisons between two yields: about 5 ms. */
const breath = 2e6;

/**
 * Prim's spanning tree from the first row over mutual reachability: the distance of two rows, at least the core
 * distance of each; ties as in scikit-learn's `mst_from_data_matrix`.
 */
export function* spanningTree(
  { values, count: n, width }: Rows,
  core: Float64Array,
  alpha: number,
): Generator<Progress, Edges> {
  const edges = {
    from: new Int32Array(n - 1),
    to: new Int32Array(n - 1),
    lengths: new Float64Array(n - 1),
  };
  const reach = new Float64Array(n).fill(Infinity);
  const source = new Int32Array(n).fill(1);
  // Rows that are not in the tree, ascending.
  const left = Int32Array.from({ length: n }, (_, i) => i);
  let current = 0;
  let place = 0;
  let work = 0;
  for (let k = 0; k < n - 1; k += 1) {
    left.copyWithin(place, place + 1, n - k);
    const rest = n - k - 1;
    const own = core[current]!;
    const start = current * width;
    let shortest = Infinity;
    for (let at = 0; at < rest; at += 1) {
      const row = left[at]!;
      let square = 0;
      for (let j = start, l = row * width; j < start + width; j += 1, l += 1) {
        const d = values[j]! - values[l]!;
        square += d * d;
      }
      const length = Math.max(own, core[row]!, Math.sqrt(square) / alpha);
      if (length < reach[row]!) {
        reach[row] = length;
        source[row] = current;
      }
      if (!(reach[row]! < shortest)) continue;
      shortest = reach[row]!;
      place = at;
    }
    const next = left[place]!;
    edges.from[k] = source[next]!;
    edges.to[k] = next;
    edges.lengths[k] = shortest;
    current = next;
    work += rest * (2 + width / 8);
    if (work < breath) continue;
    work = 0;
    yield { share: 0.3 + 0.6 * (1 - (rest / n) ** 2), note: `row ${k + 2} of ${n}` };
  }
  return edges;
}

/** The tree of single linkage; edges of the same length in the order in which they were found. */
export function joinsOf({ from, to, lengths }: Edges): Joins {
  const n = lengths.length + 1;
  const order = Int32Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const joins = {
    left: new Int32Array(n - 1),
    right: new Int32Array(n - 1),
    heights: new Float64Array(n - 1),
    sizes: new Int32Array(n - 1),
  };
  const parent = Int32Array.from({ length: 2 * n }, (_, i) => i);
  const sizeOf = (node: number): number => (node < n ? 1 : joins.sizes[node - n]!);
  for (const [k, edge] of order.entries()) {
    const left = rootOf(parent, from[edge]!);
    const right = rootOf(parent, to[edge]!);
    joins.left[k] = left;
    joins.right[k] = right;
    joins.heights[k] = lengths[edge]!;
    joins.sizes[k] = sizeOf(left) + sizeOf(right);
    parent[left] = parent[right] = n + k;
  }
  return joins;
}

function rootOf(parent: Int32Array, node: number): number {
  let root = node;
  while (parent[root] !== root) root = parent[root]!;
  for (let at = node; at !== root;) {
    const up = parent[at]!;
    parent[at] = root;
    at = up;
  }
  return root;
}
