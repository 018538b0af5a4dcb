import type { Scale } from '#lib/recipe/explanation.ts';
import type { Matrix } from '../matrix.ts';

/** A tree whose branches know how many rows took them. Node 0 is the root; children come after their parent. */
export interface ShapTree {
  readonly nodes: number;
  /** Matrix column that a node asks about; below 0 in a leaf. */
  readonly feature: (node: number) => number;
  /** Rows at or below it go left. */
  readonly threshold: (node: number) => number;
  readonly left: (node: number) => number;
  readonly right: (node: number) => number;
  readonly missingLeft: (node: number) => boolean;
  /** 256 bytes: which categories, by their place, go left; null for numbers. */
  readonly set: (node: number) => Uint8Array | null;
  /** Learning rows in a leaf. */
  readonly rows: (leaf: number) => number;
  /** What output `output` of the leaf is; 0 where the tree does not speak of that output. */
  readonly value: (leaf: number, output: number) => number;
  /** The only output that the tree adds to; null where it adds to all. */
  readonly only: number | null;
}

/** A model's answer as a sum of trees on some scale, before the answer is made of it. */
export interface TreeMargin {
  readonly scale: Scale;
  /** Class that each output speaks for; null where there are no classes. */
  readonly classes: readonly number[] | null;
  /** What stands before the trees, one an output. */
  readonly start: Float64Array;
  /** The sum of the trees is multiplied by it. */
  readonly times: number;
  readonly trees: readonly ShapTree[];
  /** Columns as the trees ask for them, where that is not as they stand. */
  readonly columns?: (X: Matrix) => readonly Float64Array[];
  /** Answers, as `predict` gives them, of row-major margins. */
  readonly answer: (margins: Float64Array) => Float64Array;
}
