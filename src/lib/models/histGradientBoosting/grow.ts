import type { Random } from '../tree/random.ts';
import { clip, stepOf, unbounded } from './bounded.ts';
import type { Bounds } from './bounded.ts';
import { quantile } from './losses.ts';
import type { Rows, Scale, Sums } from './rows.ts';
import { Histograms } from './histograms.ts';
import type { TreeArrays } from './trees.ts';

export interface GrowRules {
  readonly learningRate: number;
  /** Infinity for no limit. */
  readonly maxLeafNodes: number;
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
  readonly l2Regularization: number;
  /** Features tried at each node; fewer than all are drawn. */
  readonly maxFeatures: number;
  /** The quantile of its residuals that a leaf answers; null for a Newton step. */
  readonly kink: number | null;
  /** Where each feature stands in the matrix. */
  readonly index: Int32Array;
  /** Whether each feature holds categories. */
  readonly categories: readonly boolean[];
  /** 1 where answers only rise with a feature, −1 where they only fall, else 0; null where no feature has an order. */
  readonly monotonic: Int8Array | null;
}

/** A split of whole numbers: rows whose bin is at most `bin` go left, or those whose bin is in a set. */
export interface Split {
  /** In units of the packed sums; comparable within a tree. */
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: Sums;
  readonly set: Uint8Array | null;
}

export interface GrowNode {
  readonly id: number;
  /** Its learning rows among the index, and its watched ones. */
  readonly start: number;
  readonly end: number;
  readonly watchedStart: number;
  readonly watchedEnd: number;
  readonly depth: number;
  readonly sums: Sums;
  /** What its children may answer, and its own Newton step, in packed units. */
  readonly bounds: Bounds;
  readonly step: number;
  /** Where its histograms stand; 0 where it has none. */
  histogram: number;
  split: Split | null;
}

/** Row-feature visits between two yields, about 5 ms. */
const breath = 5e6;

/** Grows one tree of a boosting run, and moves the raw scores by it. */
export class Grower {
  readonly #rows: Rows;
  readonly #rules: GrowRules;
  readonly #histograms: Histograms;
  #work = 0;

  constructor(rows: Rows, rules: GrowRules) {
    this.#rows = rows;
    this.#rules = rules;
    this.#histograms = new Histograms(rows, rules);
  }

  /**
   * Best first, as scikit-learn grows: the leaf whose split gains most is split next. Without a limit on leaves the
   * order does not matter, and depth first keeps few histograms.
   * @param k the output whose raw scores move
   * @yields share of the leaves
   */
  *grow(k: number, trees: TreeArrays, random: Random): Generator<number, void> {
    const rows = this.#rows;
    const rules = this.#rules;
    const packing = rows.pack(k);
    let packed = packing.next();
    for (; !packed.done; packed = packing.next()) yield 0;
    const { total, scale } = packed.value;
    rows.reset();
    trees.begin();
    const root: GrowNode = {
      id: trees.add(rows.learning),
      start: 0,
      end: rows.learning,
      watchedStart: rows.learning,
      watchedEnd: rows.all,
      depth: 0,
      sums: total,
      bounds: unbounded,
      step: stepOf(total, this.#l2(scale), unbounded),
      histogram: 0,
      split: null,
    };
    const open: GrowNode[] = [root];
    const leaves: GrowNode[] = [];
    if (this.#mayPart(root)) yield* this.#look([root], null, scale, random);
    while (open.length > 0 && open.length + leaves.length < rules.maxLeafNodes) {
      const node = this.#next(open);
      if (!node.split) {
        leaves.push(node);
        continue;
      }
      const last = open.length + leaves.length + 2 >= rules.maxLeafNodes;
      const children = this.#part(node, node.split, trees, scale);
      const parting = last ? [] : children.filter((child) => this.#mayPart(child));
      if (parting.length > 0) yield* this.#look(parting, { node, children }, scale, random);
      else this.#histograms.give(node);
      open.push(...children);
      if (this.#work > breath) {
        this.#work = 0;
        yield (open.length + leaves.length) / Math.min(rules.maxLeafNodes, 1e4);
      }
    }
    leaves.push(...open);
    for (const leaf of leaves) {
      this.#histograms.give(leaf);
      trees.setValue(leaf.id, this.#settle(leaf, k, scale));
      if ((this.#work += leaf.end - leaf.start) > breath) {
        this.#work = 0;
        yield 1;
      }
    }
  }

  /** Takes out the node to look at next: that with the largest gain, or the newest. */
  #next(open: GrowNode[]): GrowNode {
    if (this.#rules.maxLeafNodes === Infinity) return open.pop()!;
    let best = 0;
    for (let i = 1; i < open.length; i += 1)
      if ((open[i]!.split?.gain ?? -1) > (open[best]!.split?.gain ?? -1)) best = i;
    return open.splice(best, 1)[0]!;
  }

  #mayPart = ({ sums, depth }: GrowNode): boolean =>
    sums.count >= 2 * this.#rules.minSamplesLeaf && depth < this.#rules.maxDepth;

  /** Histograms and best splits of nodes: the root, or children of a node whose histograms give the larger child's. */
  *#look(
    nodes: readonly GrowNode[],
    family: { readonly node: GrowNode; readonly children: readonly GrowNode[] } | null,
    scale: Scale,
    random: Random,
  ): Generator<number, void> {
    for (const visits of this.#histograms.fill(nodes, family)) {
      if ((this.#work += visits) > breath) {
        this.#work = 0;
        yield 0;
      }
    }
    for (const node of nodes) {
      node.split = yield* this.#search(node, scale, random);
      if (!node.split) this.#histograms.give(node);
    }
  }

  *#search(node: GrowNode, scale: Scale, random: Random): Generator<number, Split | null> {
    const work = this.#histograms.search(node, scale, random);
    for (let turn = work.next(); ; turn = work.next()) {
      if (turn.done) return turn.value;
      yield 0;
    }
  }

  #part(node: GrowNode, split: Split, trees: TreeArrays, scale: Scale): readonly GrowNode[] {
    const rows = this.#rows;
    const { bins } = rows;
    const { feature, bin, left, set } = split;
    const right = {
      g: node.sums.g - left.g,
      h: node.sums.h - left.h,
      count: node.sums.count - left.count,
    };
    const edges = bins.edges[feature]!;
    const gaps = bins.missing[feature] === 1;
    const missingLeft = gaps ? split.missingLeft : left.count > right.count;
    const part = this.#parter(split, missingLeft, gaps ? edges.length + 1 : 255);
    const middle = part(node.start, node.end);
    const watched = part(node.watchedStart, node.watchedEnd);
    this.#work += 4 * (node.end - node.start);
    const id = trees.split(node.id, {
      feature: this.#rules.index[feature]!,
      threshold: bin < edges.length ? edges[bin]! : Infinity,
      missingLeft,
      set,
      rows: [middle - node.start, node.end - middle],
      gain: this.#histograms.gainOf(node, scale),
    });
    const depth = node.depth + 1;
    const rest = { depth, histogram: 0, split: null };
    const [atLeft, atRight] = this.#bounds(node, split, right, scale);
    return [
      {
        id,
        start: node.start,
        end: middle,
        watchedStart: node.watchedStart,
        watchedEnd: watched,
        sums: left,
        ...atLeft,
        ...rest,
      },
      {
        id: id + 1,
        start: middle,
        end: node.end,
        watchedStart: watched,
        watchedEnd: node.watchedEnd,
        sums: right,
        ...atRight,
        ...rest,
      },
    ];
  }

  /** Parts rows from `start` to `end` of the index; the missing ones are in bin `gap`. */
  #parter(
    { feature, bin, set }: Split,
    missingLeft: boolean,
    gap: number,
  ): (start: number, end: number) => number {
    const { bins, kernels, index, spare, set: at } = this.#rows;
    const column = bins.columns + feature * bins.stride;
    if (set) {
      set[gap] = missingLeft ? 1 : 0;
      kernels.viewBytes(at, 256).set(set);
    }
    return (start, end) => {
      if (start === end) return end;
      return set
        ? kernels.call.partitionSet(column, at, index, spare, start, end)
        : kernels.call.partition(column, bin, missingLeft ? gap : -1, index, spare, start, end);
    };
  }

  #l2 = (scale: Scale): number => this.#rules.l2Regularization * scale.hessian;

  /** Steps of both children, and what their own may answer: on their side of the middle where the split has an order. */
  #bounds(
    { bounds }: GrowNode,
    { feature, left }: Split,
    right: Sums,
    scale: Scale,
  ): readonly [Pick<GrowNode, 'bounds' | 'step'>, Pick<GrowNode, 'bounds' | 'step'>] {
    const [a, b] = [left, right].map((side) => stepOf(side, this.#l2(scale), bounds)) as [
      number,
      number,
    ];
    const order = this.#rules.monotonic?.[feature] ?? 0;
    const below = order === 0 ? bounds : { lower: bounds.lower, upper: (a + b) / 2 };
    const above = order === 0 ? bounds : { lower: (a + b) / 2, upper: bounds.upper };
    return [
      { step: a, bounds: order < 0 ? above : below },
      { step: b, bounds: order < 0 ? below : above },
    ];
  }

  /** The leaf's value, added to its rows. */
  #settle(leaf: GrowNode, k: number, scale: Scale): number {
    const rows = this.#rows;
    const { call } = rows.kernels;
    // From packed units: a step is a gradient over a hessian.
    const unit = scale.hessian / scale.gradient;
    const { lower, upper } = leaf.bounds;
    const bounds = { lower: lower * unit, upper: upper * unit };
    const value = this.#rules.learningRate * clip(this.#valueOf(leaf, k), bounds);
    call.addToRows(rows.index, leaf.start, leaf.end, rows.rawAt(k), value);
    call.addToRows(rows.index, leaf.watchedStart, leaf.watchedEnd, rows.rawAt(k), value);
    return value;
  }

  #valueOf({ start, end, depth }: GrowNode, k: number): number {
    const { kernels, index, gradient, hessian, small } = this.#rows;
    const { kink, l2Regularization } = this.#rules;
    if (kink === null) {
      // A tree that nothing splits says nothing (scikit-learn's `value=0` of the root). With a rare class the hessians of
      // all rows may sum to nearly 0, and a step over them would outdo every other tree.
      if (depth === 0) return 0;
      kernels.call.leafSums(index, start, end, gradient, hessian, small);
      const [g, h] = kernels.viewDoubles(small, 2) as unknown as [number, number];
      return -g / (h + l2Regularization + 1e-15);
    }
    const raw = this.#rows.rawOf(k);
    const y = kernels.viewDoubles(this.#rows.y, this.#rows.learning);
    const residuals = Float64Array.from(
      kernels.viewWords(index + 4 * start, end - start),
      (row) => y[row]! - raw[row]!,
    );
    return quantile(residuals.sort(), kink);
  }
}
