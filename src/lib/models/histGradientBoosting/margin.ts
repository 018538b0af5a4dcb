import type { ShapTree, TreeMargin } from '#lib/engine/explain/margin.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { Scale } from '#lib/recipe/explanation.ts';
import type { BoostingFitted } from './compute.ts';
import { answer } from './link.ts';
import type { Link } from './losses.ts';
import type { BoostedTrees } from './trees.ts';

const scales: Readonly<Record<Link, Scale>> = {
  identity: 'answer',
  exp: 'logarithm',
  logistic: 'log-odds',
  softmax: 'score',
};

/** The raw scores: what the trees add up to before the link. */
export function boostingMargin(
  fitted: BoostingFitted,
  columns: (X: Matrix) => readonly Float64Array[],
): TreeMargin {
  const { link, base, trees, classes } = fitted;
  const outputs = base.length;
  return {
    scale: scales[link],
    classes: classes.length === 0 ? null : outputs === 1 ? [classes.at(-1)!] : [...classes],
    start: base,
    times: 1,
    trees: Array.from({ length: trees.start.length - 1 }, (_, t) => asShap(trees, t, t % outputs)),
    columns,
    answer: (margins) => answer(fitted, margins.slice()),
  };
}

function asShap(trees: BoostedTrees, t: number, only: number): ShapTree {
  const { start, feature, threshold, left, missingLeft, value, count, set, sets } = trees;
  const from = start[t]!;
  return {
    nodes: start[t + 1]! - from,
    feature: (node) => feature[from + node]!,
    threshold: (node) => threshold[from + node]!,
    left: (node) => left[from + node]! - from,
    right: (node) => left[from + node]! - from + 1,
    missingLeft: (node) => missingLeft[from + node] === 1,
    set: (node) => {
      const at = set[from + node]!;
      return at < 0 ? null : sets.subarray(256 * at, 256 * at + 256);
    },
    rows: (leaf) => count[from + leaf]!,
    value: (leaf, output) => (output === only ? value[from + leaf]! : 0),
    only,
  };
}
