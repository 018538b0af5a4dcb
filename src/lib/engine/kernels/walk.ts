import type { Matrix } from '../matrix.ts';
import { Kernels } from './kernels.ts';

/** A tree as it is walked: node 0 is the root. */
export interface WalkTree {
  readonly nodes: number;
  /** Column that a node asks about; below 0 in a leaf. */
  readonly feature: (node: number) => number;
  readonly threshold: (node: number) => number;
  readonly left: (node: number) => number;
  readonly right: (node: number) => number;
  readonly missingLeft: (node: number) => boolean;
  /** What each node says, nodes × width. */
  readonly value: Float64Array;
  readonly width: number;
  /** Which of the numbers of a row it adds to first. */
  readonly to: number;
}

/** Rows that go down the trees together: they and a tree stay small. */
const block = 32768;

/**
 * Adds what trees say of rows.
 * @param out row-major, rows × `outputs`, changed
 */
export function walkTrees(
  trees: readonly WalkTree[],
  X: Matrix,
  out: Float64Array,
  outputs: number,
): void {
  if (trees.length === 0 || X.rows === 0) return;
  const kernels = new Kernels();
  const p = X.columns.length;
  const rows = Math.min(block, X.rows);
  const x = kernels.doubles(rows * p);
  const answers = kernels.doubles(rows * outputs);
  const most = Math.max(...trees.map((tree) => tree.nodes));
  const nodes = kernels.take(24 * most);
  const value = kernels.doubles(Math.max(...trees.map((tree) => tree.value.length)));
  for (let from = 0; from < X.rows; from += block) {
    const n = Math.min(block, X.rows - from);
    turn(X, from, n, kernels.viewDoubles(x, n * p));
    kernels
      .viewDoubles(answers, n * outputs)
      .set(out.subarray(from * outputs, (from + n) * outputs));
    for (const tree of trees) {
      writeTree(kernels, nodes, tree);
      kernels.viewDoubles(value, tree.value.length).set(tree.value);
      const at = answers + 8 * tree.to;
      kernels.call.walk(nodes, value, tree.width, x, p, n, at, outputs);
    }
    out.set(kernels.viewDoubles(answers, n * outputs), from * outputs);
  }
}

/** Rows `from` to `from + n` of the columns, row after row. */
function turn({ columns }: Matrix, from: number, n: number, rows: Float64Array): void {
  const p = columns.length;
  for (let j = 0; j < p; j += 1) {
    const column = columns[j]!;
    for (let i = 0, at = j; i < n; i += 1, at += p) rows[at] = column[from + i]!;
  }
}

function writeTree(kernels: Kernels, at: number, tree: WalkTree): void {
  const words = kernels.viewWords(at, 6 * tree.nodes);
  const doubles = kernels.viewDoubles(at, 3 * tree.nodes);
  for (let node = 0; node < tree.nodes; node += 1) {
    const f = tree.feature(node);
    const leaf = f < 0;
    doubles[3 * node] = leaf ? 0 : tree.threshold(node);
    words[6 * node + 2] = leaf ? 0 : 8 * f;
    words[6 * node + 3] = leaf ? node : tree.left(node);
    words[6 * node + 4] = leaf ? node : tree.right(node);
    words[6 * node + 5] = !leaf && tree.missingLeft(node) ? 1 : 0;
  }
}
