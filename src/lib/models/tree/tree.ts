import { walkTrees } from '#lib/engine/kernels/walk.ts';
import type { WalkTree } from '#lib/engine/kernels/walk.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import {
  bytes,
  count,
  doubles,
  fitting,
  integers,
  perFeature,
  record,
  unless,
} from '#lib/engine/state.ts';
import type { Form } from '#lib/engine/state.ts';
import { shares } from '../forms.ts';
import type { Node } from './split.ts';

/** A grown tree as flat arrays, nodes numbered depth first: the left child of an inner node is the next node. */
export interface Tree {
  /** Matrix column that an inner node asks about; −1 in a leaf. */
  readonly feature: Int32Array;
  /** Rows with a value `<=` it go left; 0 in a leaf, infinity where only missing values go right. */
  readonly threshold: Float64Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Right child of an inner node; 0 in a leaf. */
  readonly right: Int32Array;
  /** Row-major nodes × (1 for regression, else classes): mean, or share of each class. */
  readonly value: Float64Array;
  /** Training rows in each node, a row drawn twice counted once. */
  readonly samples: Int32Array;
  /** Weighted impurity decrease by matrix column, not normalised. */
  readonly gains: Float64Array;
  readonly depth: number;
}

export const treeForm: Form<Tree> = fitting(
  record<Tree>({
    feature: integers({ least: -1, most: ({ features }) => features - 1 }),
    threshold: doubles({ infinite: true }),
    missingLeft: bytes({ most: 1 }),
    right: integers({ least: 0 }),
    value: doubles(),
    samples: integers({ least: 0 }),
    gains: doubles({ length: perFeature, infinite: true }),
    depth: count,
  }),
  ({ feature, threshold, missingLeft, right, value, samples }, facts) => {
    const nodes = feature.length;
    const each = [threshold, missingLeft, right, samples].every((l) => l.length === nodes);
    return unless(
      [nodes > 0 && each && value.length === nodes * facts.classes, 'its lists are not one a node'],
      [each && leadsDown(feature, right), 'a node does not lead to later ones'],
      [shares(value, facts), 'the shares of a node do not sum to 1'],
    );
  },
);

/** Whether both children of each inner node are later nodes: the next one, and `right`. So every walk ends in a leaf. */
export function leadsDown(feature: Int32Array, right: Int32Array): boolean {
  for (let node = 0; node < feature.length; node += 1)
    if (feature[node]! >= 0 && !(right[node]! > node + 1 && right[node]! < feature.length))
      return false;
  return true;
}

export interface InnerNode {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly gain: number;
}

/** Collects nodes in order; arrays double as they fill. */
export class TreeBuilder {
  readonly #gains: Float64Array;
  readonly #width: number;
  #feature = new Int32Array(64);
  #threshold = new Float64Array(64);
  #missingLeft = new Uint8Array(64);
  #right = new Int32Array(64);
  #samples = new Int32Array(64);
  #value: Float64Array;
  #count = 0;
  #depth = 0;

  constructor(features: number, width: number) {
    this.#gains = new Float64Array(features);
    this.#width = width;
    this.#value = new Float64Array(64 * width);
  }

  /** @param parent the node whose right child this is, −1 for a left child or the root */
  add(parent: number, depth: number, samples: number, node: Node): number {
    const id = this.#count;
    if (id === this.#feature.length) this.#double();
    this.#count += 1;
    this.#depth = Math.max(this.#depth, depth);
    this.#feature[id] = -1;
    this.#samples[id] = samples;
    this.#value.set(node.value, id * this.#width);
    if (parent >= 0) this.#right[parent] = id;
    return id;
  }

  split(id: number, { feature, threshold, missingLeft, gain }: InnerNode): void {
    this.#feature[id] = feature;
    this.#missingLeft[id] = missingLeft ? 1 : 0;
    this.#threshold[id] = threshold;
    this.#gains[feature]! += gain;
  }

  finish(): Tree {
    const n = this.#count;
    return {
      feature: this.#feature.slice(0, n),
      threshold: this.#threshold.slice(0, n),
      missingLeft: this.#missingLeft.slice(0, n),
      right: this.#right.slice(0, n),
      value: this.#value.slice(0, n * this.#width),
      samples: this.#samples.slice(0, n),
      gains: this.#gains,
      depth: this.#depth,
    };
  }

  #double(): void {
    this.#feature = doubled(this.#feature);
    this.#threshold = doubled(this.#threshold);
    this.#missingLeft = doubled(this.#missingLeft);
    this.#right = doubled(this.#right);
    this.#samples = doubled(this.#samples);
    this.#value = doubled(this.#value);
  }
}

function doubled<Words extends Int32Array | Float64Array | Uint8Array>(words: Words): Words {
  const out = new (words.constructor as new (length: number) => Words)(2 * words.length);
  out.set(words);
  return out;
}

/** Adds each row's answer to row-major `out`, rows × (1 or classes). */
export function addAnswers(tree: Tree, X: Matrix, out: Float64Array): void {
  const { feature, threshold, missingLeft, right, value } = tree;
  const width = value.length / feature.length;
  for (let i = 0; i < X.rows; i += 1) {
    let node = 0;
    for (let f = feature[0]!; f >= 0; f = feature[node]!) {
      const x = X.columns[f]![i]!;
      const goes = x <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(x));
      node = goes ? node + 1 : right[node]!;
    }
    for (let k = 0; k < width; k += 1) out[i * width + k]! += value[node * width + k]!;
  }
}

/** Fewer rows than this go down without the kernels: writing the trees there would take longer. */
const fewRows = 200;

/** Adds each row's answers of all trees to row-major `out`, rows × (1 or classes). */
export function addTrees(trees: readonly Tree[], X: Matrix, out: Float64Array): void {
  if (X.rows < fewRows) {
    for (const tree of trees) addAnswers(tree, X, out);
    return;
  }
  walkTrees(trees.map(walked), X, out, out.length / X.rows);
}

const walked = ({ feature, threshold, missingLeft, right, value }: Tree): WalkTree => ({
  nodes: feature.length,
  feature: (node) => feature[node]!,
  threshold: (node) => threshold[node]!,
  left: (node) => node + 1,
  right: (node) => right[node]!,
  missingLeft: (node) => missingLeft[node] === 1,
  value,
  width: value.length / feature.length,
  to: 0,
});

/** Shares of the impurity decrease that sum to 1, or zeros for a tree without a split. */
export function importanceOf(tree: Tree): Float64Array {
  const total = tree.gains.reduce((sum, gain) => sum + gain, 0);
  return tree.gains.map((gain) => (total > 0 ? gain / total : 0));
}
