import type { FitInput, FittedSummary } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { fitting, list, record, unless } from '#lib/engine/state.ts';
import { addTrees, importanceOf, treeForm } from './tree.ts';
import type { Tree } from './tree.ts';

/** Trees whose answers are averaged: random forests and extra trees. */
export interface ForestFitted {
  readonly trees: readonly Tree[];
}

export const forestForm = fitting(record<ForestFitted>({ trees: list(treeForm) }), ({ trees }) =>
  unless([trees.length > 0, 'it has no tree']),
);

/** The trees of a checkpoint, which are those of a forest that is not whole yet. */
export const grownBefore = ({ from }: FitInput<unknown>): Tree[] => [
  ...((from as ForestFitted | undefined)?.trees ?? []),
];

export function predictForest({ trees }: ForestFitted, X: Matrix): Float64Array {
  const width = trees[0]!.value.length / trees[0]!.feature.length;
  const out = new Float64Array(X.rows * width);
  addTrees(trees, X, out);
  return out.map((sum) => sum / trees.length);
}

export function explainForest({ trees }: ForestFitted, names: readonly string[]): FittedSummary {
  const sums = new Float64Array(names.length);
  for (const tree of trees) importanceOf(tree).forEach((share, j) => (sums[j]! += share));
  const total = sums.reduce((sum, x) => sum + x, 0) || 1;
  const average = (of: (tree: Tree) => number): number =>
    trees.reduce((sum, tree) => sum + of(tree), 0) / trees.length;
  return {
    importances: names.map((name, j) => [name, sums[j]! / total] as const),
    nodes: average((tree) => tree.feature.length),
    depth: average((tree) => tree.depth),
  };
}
