import type { Merges } from './merges.ts';

export interface Cut {
  readonly labels: Int32Array;
  /** Ascending. */
  readonly heights: Float64Array;
}

/**
 * The groups left when `groups` are asked for, numbered as scikit-learn's `_hc_cut` numbers them: the largest nodes of
 * the tree are opened one after another, and the order of the heap that holds them is the order of the labels.
 */
export function cutTree(merges: Merges, n: number, groups: number): Cut {
  const { children, heights } = sortedTree(merges, n);
  const heap: number[] = [n === 1 ? 0 : 2 * n - 2];
  for (let turn = 1; turn < groups; turn += 1) {
    const largest = heap[0]! - n;
    pushed(heap, children[2 * largest]!);
    exchanged(heap, children[2 * largest + 1]!);
  }
  const labels = new Int32Array(n);
  for (const [label, node] of heap.entries())
    for (const leaf of leavesOf(node, children, n)) labels[leaf] = label;
  return { labels, heights };
}

/** Joins by height, equal ones as they were found; each child is a row, or n + the place of an earlier join. */
function sortedTree(
  { left, right, heights, smallerFirst }: Merges,
  n: number,
): { readonly children: Int32Array; readonly heights: Float64Array } {
  const order = [...heights.keys()].sort((a, b) => heights[a]! - heights[b]! || a - b);
  const parent = Int32Array.from({ length: 2 * n }, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = i; at !== root;) {
      const up = parent[at]!;
      parent[at] = root;
      at = up;
    }
    return root;
  };
  const children = new Int32Array(2 * order.length);
  for (const [place, k] of order.entries()) {
    const [a, b] = [rootOf(left[k]!), rootOf(right[k]!)];
    children[2 * place] = smallerFirst ? Math.min(a, b) : a;
    children[2 * place + 1] = smallerFirst ? Math.max(a, b) : b;
    parent[a] = parent[b] = n + place;
  }
  return { children, heights: Float64Array.from(order, (k) => heights[k]!) };
}

function leavesOf(node: number, children: Int32Array, n: number): number[] {
  const leaves: number[] = [];
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next < n) leaves.push(next);
    else open.push(children[2 * (next - n)]!, children[2 * (next - n) + 1]!);
  }
  return leaves;
}

/** Python's heapq on negated numbers: the largest first, with its very order. */
function pushed(heap: number[], node: number): void {
  heap.push(node);
  siftDown(heap, 0, heap.length - 1);
}

function exchanged(heap: number[], node: number): void {
  if (heap.length === 0 || heap[0]! <= node) return;
  heap[0] = node;
  siftUp(heap, 0);
}

function siftDown(heap: number[], start: number, from: number): void {
  let at = from;
  const item = heap[at]!;
  while (at > start) {
    const up = (at - 1) >> 1;
    if (item <= heap[up]!) break;
    heap[at] = heap[up]!;
    at = up;
  }
  heap[at] = item;
}

function siftUp(heap: number[], from: number): void {
  let at = from;
  const item = heap[at]!;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && !(heap[child]! > heap[child + 1]!)) child += 1;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
  siftDown(heap, from, at);
}
