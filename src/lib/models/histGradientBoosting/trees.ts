import { walkTrees } from '#lib/engine/kernels/walk.ts';
import type { WalkTree } from '#lib/engine/kernels/walk.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { ascending, bytes, doubles, fitting, integers, record, unless } from '#lib/engine/state.ts';
import type { Form } from '#lib/engine/state.ts';

/** Grown trees as flat arrays, one after another. The children of a node stand side by side. */
export interface BoostedTrees {
  /** First node of each tree, and the number of nodes. */
  readonly start: Int32Array;
  /** Matrix column that an inner node asks about; −1 in a leaf. */
  readonly feature: Int32Array;
  /** Rows with a value `<=` it go left; infinity where only missing values go right; 0 in a leaf. */
  readonly threshold: Float64Array;
  /** Left child; the right one is the next. 0 in a leaf. */
  readonly left: Int32Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** What a leaf adds to the raw score; 0 in an inner node. */
  readonly value: Float64Array;
  /** Learning rows in each node, as scikit-learn's `count`: what Shapley values weigh its branches by. */
  readonly count: Int32Array;
  /** Of a node that asks for categories which of `sets` goes left, 256 bytes each by the category's place; else −1. */
  readonly set: Int32Array;
  readonly sets: Uint8Array;
}

export const treesForm: Form<BoostedTrees> = fitting(
  record<BoostedTrees>({
    start: integers({ least: 0 }),
    feature: integers({ least: -1, most: ({ features }) => features - 1 }),
    threshold: doubles({ infinite: true }),
    left: integers({ least: 0 }),
    missingLeft: bytes({ most: 1 }),
    value: doubles(),
    count: integers({ least: 1 }),
    set: integers({ least: -1 }),
    sets: bytes({ most: 1 }),
  }),
  (trees) => {
    const { start, feature, threshold, left, missingLeft, value, count, set, sets } = trees;
    const nodes = feature.length;
    const each = [threshold, left, missingLeft, value, count, set].every((l) => l.length === nodes);
    const whole = start.length > 0 && start[0] === 0 && start.at(-1) === nodes;
    return unless(
      [each, 'its lists are not one a node'],
      [whole && ascending(start), 'its trees do not follow each other'],
      [() => leadDown(trees), 'a node does not lead to later ones of its tree'],
      [sets.length % 256 === 0 && set.every((at) => 256 * at < sets.length), 'a set is not there'],
    );
  },
);

/** Whether both children of each inner node are later nodes of its tree. So every walk ends in a leaf. */
function leadDown({ start, feature, left }: BoostedTrees): boolean {
  for (let t = 0; t + 1 < start.length; t += 1)
    for (let node = start[t]!; node < start[t + 1]!; node += 1)
      if (feature[node]! >= 0 && !(left[node]! > node && left[node]! + 1 < start[t + 1]!))
        return false;
  return true;
}

export interface BoostedNode {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly set: Uint8Array | null;
  /** Learning rows that go left, and right. */
  readonly rows: readonly [number, number];
}

/** Collects trees node by node. */
export class TreeArrays {
  readonly gains: Float64Array;
  readonly #start: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #value: number[] = [];
  readonly #count: number[] = [];
  readonly #depth: number[] = [];
  readonly #set: number[] = [];
  readonly #sets: Uint8Array[] = [];
  /** Sum over trees of their depths. */
  depths = 0;
  #deepest = 0;

  constructor(features: number) {
    this.gains = new Float64Array(features);
  }

  /** What is grown so far; more trees may follow. */
  grown(): GrownTrees {
    const trees = this.finish();
    return { trees, gains: this.gains.slice(), depths: this.depths };
  }

  /** Takes over what was grown before. */
  restore({ trees, gains, depths }: GrownTrees): void {
    for (const start of trees.start.subarray(0, -1)) this.#start.push(start);
    for (let id = 0; id < trees.feature.length; id += 1) {
      this.#feature.push(trees.feature[id]!);
      this.#threshold.push(trees.threshold[id]!);
      this.#left.push(trees.left[id]!);
      this.#missingLeft.push(trees.missingLeft[id]!);
      this.#value.push(trees.value[id]!);
      this.#count.push(trees.count[id]!);
      this.#set.push(trees.set[id]!);
      this.#depth.push(0);
    }
    for (let at = 0; at < trees.sets.length; at += 256)
      this.#sets.push(trees.sets.slice(at, at + 256));
    this.gains.set(gains);
    this.depths = depths;
  }

  begin(): void {
    this.depths += this.#deepest;
    this.#deepest = 0;
    this.#start.push(this.#feature.length);
  }

  /** @param rows learning rows in it */
  add(rows: number, depth = 0): number {
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#left.push(0);
    this.#missingLeft.push(0);
    this.#value.push(0);
    this.#count.push(rows);
    this.#set.push(-1);
    this.#depth.push(depth);
    this.#deepest = Math.max(this.#deepest, depth);
    return this.#feature.length - 1;
  }

  /** Makes a leaf an inner node; returns its left child, and the right one is the next. */
  split(id: number, { feature, threshold, missingLeft, gain, set, rows }: BoostedNode): number {
    if (set) this.#set[id] = this.#sets.push(set) - 1;
    const depth = this.#depth[id]! + 1;
    const left = this.add(rows[0], depth);
    this.add(rows[1], depth);
    this.#feature[id] = feature;
    this.#threshold[id] = threshold;
    this.#left[id] = left;
    this.#missingLeft[id] = missingLeft ? 1 : 0;
    this.gains[feature]! += gain;
    return left;
  }

  setValue(id: number, value: number): void {
    this.#value[id] = value;
  }

  finish(): BoostedTrees {
    this.depths += this.#deepest;
    this.#deepest = 0;
    return {
      start: Int32Array.from([...this.#start, this.#feature.length]),
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      left: Int32Array.from(this.#left),
      missingLeft: Uint8Array.from(this.#missingLeft),
      value: Float64Array.from(this.#value),
      count: Int32Array.from(this.#count),
      set: Int32Array.from(this.#set),
      sets: joined(this.#sets),
    };
  }
}

/** Trees that are grown, with what is counted beside them: plain data. */
export interface GrownTrees {
  readonly trees: BoostedTrees;
  readonly gains: Float64Array;
  readonly depths: number;
}

function joined(sets: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(256 * sets.length);
  for (const [i, set] of sets.entries()) out.set(set, 256 * i);
  return out;
}

/** Fewer rows than this go down without the kernels: writing the trees there would take longer. */
const fewRows = 200;

/**
 * Adds what the trees say of each row to row-major `out`, rows × `width`; tree t to place t % width. The kernels know no
 * categories: trees that ask for them walk without, a few times slower.
 * @param X a column of categories holds each one's place among its levels, and NaN for others
 */
export function addBoosted(trees: BoostedTrees, X: Matrix, out: Float64Array, width: number): void {
  const count = trees.start.length - 1;
  const few = X.rows < fewRows || trees.sets.length > 0;
  if (few) for (let t = 0; t < count; t += 1) addTree(trees, t, X, { out, width });
  else
    walkTrees(
      Array.from({ length: count }, (_, t) => walked(trees, t, width)),
      X,
      out,
      width,
    );
}

function walked(trees: BoostedTrees, t: number, width: number): WalkTree {
  const { start, feature, threshold, left, missingLeft, value } = trees;
  const [from, to] = [start[t]!, start[t + 1]!];
  return {
    nodes: to - from,
    feature: (node) => feature[from + node]!,
    threshold: (node) => threshold[from + node]!,
    left: (node) => left[from + node]! - from,
    right: (node) => left[from + node]! - from + 1,
    missingLeft: (node) => missingLeft[from + node] === 1,
    value: value.subarray(from, to),
    width: 1,
    to: t % width,
  };
}

function addTree(
  trees: BoostedTrees,
  t: number,
  { rows, columns }: Matrix,
  { out, width }: { readonly out: Float64Array; readonly width: number },
): void {
  const { start, feature, threshold, left, missingLeft, value, set, sets } = trees;
  for (let i = 0; i < rows; i += 1) {
    let node = start[t]!;
    for (let f = feature[node]!; f >= 0; f = feature[node]!) {
      const x = columns[f]![i]!;
      const known = set[node]! < 0 ? x <= threshold[node]! : sets[256 * set[node]! + x] === 1;
      const goes = Number.isNaN(x) ? missingLeft[node] === 1 : known;
      node = left[node]! + (goes ? 0 : 1);
    }
    out[i * width + (t % width)]! += value[node]!;
  }
}
