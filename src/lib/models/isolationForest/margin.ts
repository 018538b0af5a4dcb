import type { ShapTree, TreeMargin } from '#lib/engine/explain/margin.ts';
import { columnOrder } from '../supportVectorMachine/rows.ts';
import { meanPath, type IsolationTree } from './tree.ts';

/** The mean path to a row: each tree says how many cuts set it apart. */
export function isolationMargin(
  trees: readonly IsolationTree[],
  names: readonly string[],
  answer: (paths: Float64Array) => Float64Array,
): TreeMargin {
  const order = columnOrder(names);
  return {
    scale: 'path',
    classes: null,
    start: new Float64Array(1),
    times: 1 / trees.length,
    trees: trees.map((tree) => asShap(tree, order)),
    answer,
  };
}

function asShap({ feature, threshold, right, depth }: IsolationTree, order: Int32Array): ShapTree {
  const levels = levelsOf(feature, right);
  return {
    nodes: feature.length,
    feature: (node) => (feature[node]! < 0 ? -1 : order[feature[node]!]!),
    threshold: (node) => threshold[node]!,
    left: (node) => node + 1,
    right: (node) => right[node]!,
    missingLeft: () => false,
    set: () => null,
    rows: (leaf) => rowsAt(depth[leaf]! - levels[leaf]!),
    value: (leaf) => depth[leaf]!,
    only: null,
  };
}

function levelsOf(feature: Int32Array, right: Int32Array): Int32Array {
  const levels = new Int32Array(feature.length);
  for (let node = 0; node < feature.length; node += 1)
    if (feature[node]! >= 0) levels[node + 1] = levels[right[node]!] = levels[node]! + 1;
  return levels;
}

/** A leaf keeps the mean path that its rows would still need, which only rises with them: so many rows were there. */
function rowsAt(path: number): number {
  if (path < 0.5) return 1;
  let [low, high] = [2, 4];
  while (meanPath(high) < path - 1e-9) [low, high] = [high, 2 * high];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (meanPath(middle) < path - 1e-9) low = middle + 1;
    else high = middle;
  }
  return low;
}
