import { EngineError } from '#lib/recipe/errors.ts';
import { gaussLegendre } from '../explain/quadrature.ts';
import type { ShapTree } from '../explain/margin.ts';
import { Kernels } from './kernels.ts';

const nodeBytes = 40;
const levelBytes = 24;

/** A tree laid out for the kernel, depth first. */
export interface Laid {
  readonly tree: ShapTree;
  readonly nodes: number;
  readonly depth: number;
  /** Gauss–Legendre points that are enough: half of the distinct features on a path. */
  readonly points: number;
  /** The node's number in `tree`, in order. */
  readonly order: Int32Array;
  readonly level: Int32Array;
  readonly before: Int32Array;
  readonly z: Float64Array;
  readonly into: Int32Array;
  readonly isLeft: Uint8Array;
}

/** Trees stay in the kernels' memory up to this; larger forests are written tree by tree. */
const keptAtMost = 2 ** 27;

/**
 * Trees in the memory of the kernels, to explain rows by. Exact path-dependent Shapley values (Lundberg et al. 2020); see
 * assembly/shap.ts.
 */
export class ShapTrees {
  readonly #kernels = new Kernels();
  readonly #laid: readonly Laid[];
  readonly #features: number;
  readonly #levels: number;
  readonly #products: number;
  readonly #sums: number;
  readonly #points = new Map<number, { readonly at: number; readonly k: number }>();
  readonly #kept: ReadonlyMap<Laid, { readonly nodes: number; readonly values: number[] }> | null;
  readonly #scratch: number;
  readonly #outputs: number;
  readonly #free: number;

  constructor(trees: readonly ShapTree[], features: number, outputs: number) {
    this.#laid = trees.map(laidOut).filter((tree) => tree.nodes > 1);
    this.#features = features;
    this.#outputs = outputs;
    const kernels = this.#kernels;
    const most = (of: (tree: Laid) => number): number =>
      this.#laid.reduce((top, tree) => Math.max(top, of(tree)), 0);
    const [depth, points, nodes] = [
      most((t) => t.depth),
      most((t) => t.points),
      most((t) => t.nodes),
    ];
    this.#levels = kernels.take(levelBytes * (depth + 1));
    this.#products = kernels.doubles((depth + 1) * (points + 1));
    this.#sums = kernels.doubles((depth + 1) * (points + 1));
    for (const tree of this.#laid) this.#pointsOf(tree.points);
    const bytes = this.#laid.reduce((sum, t) => sum + t.nodes * (nodeBytes + 8 * outputs), 0);
    const keeps = bytes <= keptAtMost;
    this.#scratch = keeps ? 0 : kernels.take(nodes * (nodeBytes + 8));
    this.#kept = keeps
      ? new Map(
          this.#laid.map((tree) => {
            const at = kernels.take(nodeBytes * tree.nodes);
            this.#write(tree, at);
            const values = Array.from({ length: outputs }, (_, k) =>
              speaks(tree, k) ? this.#writeValues(tree, k, kernels.doubles(tree.nodes)) : 0,
            );
            return [tree, { nodes: at, values }] as const;
          }),
        )
      : null;
    this.#free = kernels.call.mark();
  }

  get laid(): readonly Laid[] {
    return this.#laid;
  }

  /** Node visits times points of one row and output: what a call costs. */
  get work(): number {
    return this.#laid.reduce((sum, tree) => sum + tree.nodes * tree.points, 0);
  }

  /**
   * Shapley values of `count` rows on one output, features of a row side by side.
   * @param rows row-major, as many columns as there are features
   * @yields after some milliseconds of work: the share done
   */
  *explain(rows: Float64Array, count: number, output: number): Generator<number, Float64Array> {
    const kernels = this.#kernels;
    const p = this.#features;
    kernels.call.release(this.#free);
    const x = kernels.putDoubles(rows);
    const out = kernels.doubles(count * p);
    kernels.viewDoubles(out, count * p).fill(0);
    let spent = 0;
    for (const [t, tree] of this.#laid.entries()) {
      if (!speaks(tree, output)) continue;
      const { nodes, value } = this.#placed(tree, output);
      const { at: points, k } = this.#pointsOf(tree.points);
      const atOnce = Math.max(1, Math.floor(workAtOnce / (tree.nodes * k)));
      for (let from = 0; from < count; from += atOnce) {
        const n = Math.min(atOnce, count - from);
        const to = 8 * from * p;
        const room = [this.#levels, this.#products, this.#sums] as const;
        kernels.call.shap(
          nodes,
          tree.nodes,
          value,
          1,
          points,
          k,
          x + to,
          p,
          n,
          ...room,
          out + to,
          p,
        );
        spent += n * tree.nodes * k;
        if (spent < workAtOnce) continue;
        spent = 0;
        yield (t + (from + n) / count) / this.#laid.length;
      }
    }
    return kernels.viewDoubles(out, count * p).slice();
  }

  #placed(tree: Laid, output: number): { readonly nodes: number; readonly value: number } {
    const kept = this.#kept?.get(tree);
    if (kept) return { nodes: kept.nodes, value: kept.values[output]! };
    this.#write(tree, this.#scratch);
    const value = this.#writeValues(tree, output, this.#scratch + nodeBytes * tree.nodes);
    return { nodes: this.#scratch, value };
  }

  #pointsOf(points: number): { readonly at: number; readonly k: number } {
    const known = this.#points.get(points);
    if (known) return known;
    const k = points + (points % 2);
    const { points: t, weights } = gaussLegendre(points);
    const at = this.#kernels.doubles(4 * k);
    const view = this.#kernels.viewDoubles(at, 4 * k);
    // A point too many, to make pairs, stands in the middle and weighs nothing.
    for (let i = 0; i < k; i += 1) {
      const [place, weight] = i < points ? [t[i]!, weights[i]!] : [0.5, 0];
      view[i] = 1 - place;
      view[k + i] = place;
      view[2 * k + i] = weight / (1 - place);
      view[3 * k + i] = weight;
    }
    this.#points.set(points, { at, k });
    return { at, k };
  }

  #write({ tree, nodes, order, level, before, z, into, isLeft }: Laid, at: number): void {
    const kernels = this.#kernels;
    const sets = Array.from(order, (node) =>
      tree.feature(node) < 0 ? 0 : this.#setAt(tree.set(node)),
    );
    const doubles = kernels.viewDoubles(at, 5 * nodes);
    const words = kernels.viewWords(at, 10 * nodes);
    for (let i = 0; i < nodes; i += 1) {
      const node = order[i]!;
      const f = tree.feature(node);
      doubles[5 * i] = f < 0 ? 0 : tree.threshold(node);
      doubles[5 * i + 1] = z[i]!;
      words[10 * i + 4] = f < 0 ? -1 : 8 * f;
      words[10 * i + 5] = (f >= 0 && tree.missingLeft(node) ? 1 : 0) | (2 * isLeft[i]!);
      words[10 * i + 6] = level[i]!;
      words[10 * i + 7] = before[i]!;
      words[10 * i + 8] = sets[i]!;
      words[10 * i + 9] = 8 * into[i]!;
    }
  }

  #setAt(set: Uint8Array | null): number {
    if (!set) return 0;
    const at = this.#kernels.take(256);
    this.#kernels.viewBytes(at, 256).set(set);
    return at;
  }

  #writeValues({ tree, nodes, order }: Laid, output: number, at: number): number {
    const view = this.#kernels.viewDoubles(at, nodes);
    for (let i = 0; i < nodes; i += 1)
      view[i] = tree.feature(order[i]!) < 0 ? tree.value(order[i]!, output) : 0;
    return at;
  }
}

/** Node visits times points between two yields, about 5 ms. */
const workAtOnce = 1e6;

export const speaks = ({ tree }: Laid, output: number): boolean =>
  tree.only === null || tree.only === output;

/** Rows that each node of a tree saw. @throws EngineError 'model-damaged' where a leaf saw none */
export function rowsBelow(tree: ShapTree): Float64Array {
  const rows = new Float64Array(tree.nodes);
  for (let node = tree.nodes - 1; node >= 0; node -= 1) {
    rows[node] =
      tree.feature(node) < 0 ? tree.rows(node) : rows[tree.left(node)]! + rows[tree.right(node)]!;
    if (rows[node]! > 0) continue;
    throw new EngineError({
      code: 'model-damaged',
      what: 'A leaf of the saved model says that no row led to it',
      where: {},
      remedy: 'Train the model again.',
    });
  }
  return rows;
}

/** What a tree says of no row in particular: the mean of its leaves, by the rows that led to them. */
export function meanOf(tree: ShapTree, output: number): number {
  const rows = rowsBelow(tree);
  let sum = 0;
  for (let node = 0; node < tree.nodes; node += 1)
    if (tree.feature(node) < 0) sum += (rows[node]! / rows[0]!) * tree.value(node, output);
  return sum;
}

function laidOut(tree: ShapTree): Laid {
  const { nodes } = tree;
  const rows = rowsBelow(tree);
  const [order, level, before, into] = [0, 0, 0, 0].map(() => new Int32Array(nodes)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const z = new Float64Array(nodes).fill(1);
  const isLeft = new Uint8Array(nodes);
  let [depth, distinct] = [0, 0];
  /** Of the path down to a node: the feature and share of each level, and its distinct features. */
  const path: { readonly feature: number; readonly z: number; readonly distinct: number }[] = [
    { feature: -1, z: 1, distinct: 0 },
  ];
  const open: { readonly node: number; readonly parent: number; readonly at: number }[] = [
    { node: 0, parent: -1, at: 0 },
  ];
  for (let i = 0; open.length > 0; i += 1) {
    const { node, parent, at } = open.pop()!;
    order[i] = node;
    level[i] = at;
    if (parent >= 0) {
      const feature = tree.feature(parent);
      path.length = at;
      const same = path.findLastIndex((step, l) => l > 0 && step.feature === feature);
      const share = rows[node]! / rows[parent]!;
      before[i] = Math.max(0, same);
      z[i] = same > 0 ? share * path[same]!.z : share;
      into[i] = feature;
      isLeft[i] = tree.left(parent) === node ? 1 : 0;
      path.push({ feature, z: z[i]!, distinct: path[at - 1]!.distinct + (same > 0 ? 0 : 1) });
      distinct = Math.max(distinct, path[at]!.distinct);
      depth = Math.max(depth, at);
    }
    if (tree.feature(node) < 0) continue;
    open.push({ node: tree.right(node), parent: node, at: at + 1 });
    open.push({ node: tree.left(node), parent: node, at: at + 1 });
  }
  const points = Math.max(1, Math.ceil(distinct / 2));
  return { tree, nodes, depth, points, order, level, before, z, into, isLeft };
}
