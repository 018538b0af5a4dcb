import type { ShapTree, TreeMargin } from '#lib/engine/explain/margin.ts';
import type { Tree } from './tree.ts';

/** Trees whose answers are averaged: probabilities, or the answer itself. */
export function forestMargin(trees: readonly Tree[], classified: boolean): TreeMargin {
  const width = trees[0]!.value.length / trees[0]!.feature.length;
  return {
    scale: classified ? 'probability' : 'answer',
    classes: classified ? Array.from({ length: width }, (_, k) => k) : null,
    start: new Float64Array(width),
    times: 1 / trees.length,
    trees: trees.map((tree) => asShap(tree, width)),
    answer: (margins) => margins,
  };
}

const asShap = (
  { feature, threshold, missingLeft, right, value, samples }: Tree,
  width: number,
): ShapTree => ({
  nodes: feature.length,
  feature: (node) => feature[node]!,
  threshold: (node) => threshold[node]!,
  left: (node) => node + 1,
  right: (node) => right[node]!,
  missingLeft: (node) => missingLeft[node] === 1,
  set: () => null,
  rows: (leaf) => samples[leaf]!,
  value: (leaf, output) => value[leaf * width + output]!,
  only: null,
});
