import type { Drawn, ModelDrawing } from '#lib/codegen/onnx/drawing.ts';
import { doubles, type Graph, type Value } from '#lib/codegen/onnx/graph.ts';

/** A tree whose first child of a node is the next node, as models/tree/tree.ts keeps it. */
interface Tree {
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly missingLeft: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** Any tree: where a node leads, and what a leaf adds to which column. */
export interface Walk {
  readonly root: number;
  readonly feature: (node: number) => number;
  readonly threshold: (node: number) => number;
  readonly missingLeft: (node: number) => boolean;
  readonly left: (node: number) => number;
  readonly right: (node: number) => number;
  readonly leaf: (node: number) => readonly [column: number, value: number];
}

/** The lists of TreeEnsemble of ai.onnx.ml 5: inner nodes and leaves are numbered apart. */
export class Ensemble {
  readonly #lists = {
    nodes_featureids: [] as number[],
    nodes_truenodeids: [] as number[],
    nodes_falsenodeids: [] as number[],
    nodes_trueleafs: [] as number[],
    nodes_falseleafs: [] as number[],
    nodes_missing_value_tracks_true: [] as number[],
    leaf_targetids: [] as number[],
    tree_roots: [] as number[],
  };
  readonly #splits: number[] = [];
  readonly #weights: number[] = [];

  add(tree: Walk): void {
    this.#lists.tree_roots.push(this.#splits.length);
    if (tree.feature(tree.root) >= 0) this.#inner(tree, tree.root);
    else this.#alone(tree);
  }

  draw(g: Graph, matrix: Value, columns: number): Value {
    return g.op('TreeEnsemble', [matrix], {
      ...this.#lists,
      nodes_splits: doubles(this.#splits),
      nodes_modes: {
        type: 'uint8',
        dims: [this.#splits.length],
        values: this.#splits.map(() => 0),
      },
      leaf_weights: doubles(this.#weights),
      n_targets: columns,
      aggregate_function: 1,
      post_transform: 0,
    });
  }

  /** A tree of one leaf: a node whose both ways lead to the same. */
  #alone(tree: Walk): void {
    const node = this.#node(0, 0, false);
    const leaf = this.#leaf(tree, tree.root);
    this.#point(node, [leaf, true], [leaf, true]);
  }

  #inner(tree: Walk, at: number): number {
    const node = this.#node(tree.feature(at), tree.threshold(at), tree.missingLeft(at));
    const follow = (to: number): readonly [number, boolean] =>
      tree.feature(to) >= 0 ? [this.#inner(tree, to), false] : [this.#leaf(tree, to), true];
    this.#point(node, follow(tree.left(at)), follow(tree.right(at)));
    return node;
  }

  #node(feature: number, threshold: number, missingLeft: boolean): number {
    this.#lists.nodes_featureids.push(feature);
    this.#lists.nodes_missing_value_tracks_true.push(missingLeft ? 1 : 0);
    return this.#splits.push(threshold) - 1;
  }

  #leaf(tree: Walk, at: number): number {
    const [column, value] = tree.leaf(at);
    this.#lists.leaf_targetids.push(column);
    return this.#weights.push(value) - 1;
  }

  #point(
    node: number,
    [left, leftLeaf]: readonly [number, boolean],
    [right, rightLeaf]: readonly [number, boolean],
  ): void {
    this.#lists.nodes_truenodeids[node] = left;
    this.#lists.nodes_trueleafs[node] = leftLeaf ? 1 : 0;
    this.#lists.nodes_falsenodeids[node] = right;
    this.#lists.nodes_falseleafs[node] = rightLeaf ? 1 : 0;
  }
}

const walkOf = (tree: Tree, leaf: Walk['leaf']): Walk => ({
  root: 0,
  feature: (node) => tree.feature[node]!,
  threshold: (node) => tree.threshold[node]!,
  missingLeft: (node) => tree.missingLeft[node] === 1,
  left: (node) => node + 1,
  right: (node) => tree.right[node]!,
  leaf,
});

/** The mean of the trees' answers. A leaf says one number, so each tree stands there once for each class. */
export function forestTrees(
  g: Graph,
  matrix: Value,
  trees: readonly Tree[],
  { classes }: { readonly classes: number },
): Value {
  const width = Math.max(1, classes);
  const ensemble = new Ensemble();
  for (const tree of trees)
    for (let k = 0; k < width; k += 1)
      ensemble.add(walkOf(tree, (node) => [k, tree.value[node * width + k]!]));
  return g.op('Div', [ensemble.draw(g, matrix, width), g.number(trees.length)]);
}

export interface Shares {
  readonly both: (g: Graph, second: Value) => Value;
  readonly softmax: (g: Graph, scores: Value) => Value;
  readonly spread: (g: Graph, shares: Value, present: ArrayLike<number>, n: number) => Value;
}

/** Each tree's word counts for the likeliest class of its leaf; equation 15 of SAMME's paper makes shares of the sums. */
export const adaBoostTrees = ({ softmax, spread }: Shares): Drawn<ModelDrawing> => ({
  refuses: (_, state) =>
    (state.classes as ArrayLike<number>).length === 0
      ? 'its answer is a weighted median, which the operators of ONNX cannot say'
      : oneClass(state.classes),
  draw: (g, matrix, state, { classes }) => {
    const trees = state.trees as readonly Tree[];
    const total = Array.from(state.weights as Float64Array).reduce((sum, w) => sum + w, 0);
    const ensemble = new Ensemble();
    trees.forEach((tree, t) =>
      ensemble.add(
        walkOf(tree, (node) => {
          const own = Array.from({ length: classes }, (_, k) => tree.value[node * classes + k]!);
          return [own.indexOf(Math.max(...own)), state.weights[t] / total];
        }),
      ),
    );
    const k = state.classes.length as number;
    const present = g.constant({ type: 'int64', dims: [k], values: state.classes });
    const votes = g.op('Gather', [ensemble.draw(g, matrix, classes), present], { axis: 1 });
    const raw = g.op('Div', [
      g.op('Sub', [g.op('Mul', [votes, g.number(k)]), g.number(1)]),
      g.number((k - 1) ** 2),
    ]);
    return spread(g, softmax(g, raw), state.classes, classes);
  },
});

const oneClass = (classes: ArrayLike<number>): string | null =>
  classes.length === 1 ? 'all of its training rows were of one class' : null;

export const boostedTrees = ({ both, softmax, spread }: Shares): Drawn<ModelDrawing> => ({
  refuses: (_, state) =>
    (state.trees.sets as ArrayLike<number>).length > 0
      ? 'its trees ask for sets of categories, which trees of ONNX do not'
      : oneClass(state.classes),
  draw: (g, matrix, state, { classes }) => {
    const { start, feature, threshold, left, missingLeft, value } = state.trees;
    const width = state.base.length as number;
    const ensemble = new Ensemble();
    for (let t = 0; t + 1 < start.length; t += 1)
      ensemble.add({
        root: start[t],
        feature: (node) => feature[node],
        threshold: (node) => threshold[node],
        missingLeft: (node) => missingLeft[node] === 1,
        left: (node) => left[node],
        right: (node) => left[node] + 1,
        leaf: (node) => [t % width, value[node]],
      });
    const base = g.constant(doubles(state.base, [1, width]));
    const raw = g.op('Add', [ensemble.draw(g, matrix, width), base]);
    if (state.link === 'identity') return raw;
    if (state.link === 'exp') return g.op('Exp', [raw]);
    const shares = state.link === 'softmax' ? softmax(g, raw) : both(g, g.op('Sigmoid', [raw]));
    return spread(g, shares, state.classes, classes);
  },
});
