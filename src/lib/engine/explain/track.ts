import { speaks, type Laid } from '../kernels/shap.ts';
import type { ShapTree } from './margin.ts';
import { gaussLegendre } from './quadrature.ts';

/** Leaves between two yields: about 5 ms. */
const breath = 20_000;

export interface TrackAsk {
  readonly trees: readonly Laid[];
  readonly features: number;
  readonly output: number;
  /** The row as the trees ask for it. */
  readonly row: Float64Array;
  /** The feature that is moved, and its values, ascending, without NaN. */
  readonly feature: number;
  readonly values: Float64Array;
}

/**
 * How the Shapley values of a row move with one of its features: row-major values × features, up to what all of them have in common.
 *
 * A leaf's part depends on the feature only through whether its value lies in the stretch that the splits on the way to the leaf
 * leave. There its factor is z (1 − t) + t, elsewhere z (1 − t): what a leaf adds inside its stretch and not outside is its
 * part with the factor t (see kernels/assembly/shap.ts). So each leaf is visited once for all values, and not at all where its stretch holds
 * none of them.
 * @returns null where the splits on the feature are of categories
 */
export function* tracked(ask: TrackAsk): Generator<number, Float64Array | null> {
  const { trees, features, output, values } = ask;
  const own = trees.filter((tree) => speaks(tree, output));
  if (own.some((tree) => asksSets(tree, ask.feature))) return null;
  const steps = new Float64Array((values.length + 1) * features);
  let spent = 0;
  for (const [t, tree] of own.entries()) {
    spent += walk(tree, ask, steps);
    if (spent < breath) continue;
    spent = 0;
    yield (t + 1) / own.length;
  }
  for (let at = features; at < steps.length; at += 1) steps[at]! += steps[at - features]!;
  return steps.subarray(0, values.length * features);
}

function asksSets({ tree, order }: Laid, feature: number): boolean {
  return order.some((node) => tree.feature(node) === feature && tree.set(node) !== null);
}

/** @returns leaves that were visited */
function walk(laid: Laid, ask: TrackAsk, steps: Float64Array): number {
  const { nodes, level } = laid;
  const path = new Path(laid, ask);
  const asked = askedBelow(laid, ask.feature);
  let leaves = 0;
  for (let i = 0; i < nodes;) {
    // Below here the feature is asked for, or was, and some of its values come here.
    const matters = path.enter(i) && (path.wasAsked(i) || asked[i] === 1);
    if (!matters) {
      const own = level[i]!;
      for (i += 1; i < nodes && level[i]! > own;) i += 1;
      continue;
    }
    if (path.visit(i)) {
      leaves += 1;
      path.add(i, steps);
    }
    i += 1;
  }
  return leaves;
}

/** By place, whether the node or one below it asks for the feature. */
function askedBelow({ tree, nodes, order, level, depth }: Laid, feature: number): Uint8Array {
  const asked = new Uint8Array(nodes);
  const below = new Uint8Array(depth + 2);
  for (let i = nodes - 1; i >= 0; i -= 1) {
    const l = level[i]!;
    const own = below[l + 1] === 1 || tree.feature(order[i]!) === feature;
    below[l + 1] = 0;
    if (!own) continue;
    asked[i] = 1;
    below[l] = 1;
  }
  return asked;
}

/** The way from the root to a node, level by level. */
class Path {
  readonly #laid: Laid;
  readonly #ask: TrackAsk;
  readonly #t: Float64Array;
  readonly #weights: Float64Array;
  /** Levels × points: the product of the factors of all features but the one that is moved. */
  readonly #products: Float64Array;
  /** The values that come here, from the first to before the last; whether they were asked for. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #asked: Uint8Array;
  /** Of the branch into a level: its feature, and whether the row takes it and those before of that feature. */
  readonly #feature: Int32Array;
  readonly #comes: Uint8Array;
  readonly #z: Float64Array;
  /** Features but the one that is moved, down to a level. */
  readonly #distinct: Int32Array;
  /** Of the node at a level: 1 where the row goes left, or how many values do. */
  readonly #left: Int32Array;
  /** Of a feature the last leaf that counted it. */
  readonly #counted: Int32Array;

  constructor(laid: Laid, ask: TrackAsk) {
    const levels = laid.depth + 1;
    this.#laid = laid;
    this.#ask = ask;
    const { points, weights } = gaussLegendre(laid.points);
    this.#t = points;
    this.#weights = weights;
    this.#products = new Float64Array(levels * laid.points).fill(1);
    this.#low = new Int32Array(levels);
    this.#high = new Int32Array(levels).fill(ask.values.length);
    this.#asked = new Uint8Array(levels);
    this.#feature = new Int32Array(levels).fill(-1);
    this.#comes = new Uint8Array(levels);
    this.#z = new Float64Array(levels);
    this.#distinct = new Int32Array(levels);
    this.#left = new Int32Array(levels);
    this.#counted = new Int32Array(ask.features).fill(-1);
  }

  wasAsked = (i: number): boolean => this.#asked[this.#laid.level[i]!] === 1;

  /** Takes the branch into a node. @returns false where none of the values comes here */
  enter(i: number): boolean {
    const { level, before, z, into, isLeft, points } = this.#laid;
    const l = level[i]!;
    if (l === 0) return true;
    const feature = into[i]!;
    this.#feature[l] = feature;
    this.#distinct[l] = this.#distinct[l - 1]!;
    if (feature === this.#ask.feature) {
      const cut = this.#left[l - 1]!;
      const [low, high] = [this.#low[l - 1]!, this.#high[l - 1]!];
      this.#low[l] = isLeft[i] === 1 ? low : Math.max(low, cut);
      this.#high[l] = isLeft[i] === 1 ? Math.min(high, cut) : high;
      this.#asked[l] = 1;
      this.#products.copyWithin(l * points, (l - 1) * points, l * points);
      return this.#low[l]! < this.#high[l]!;
    }
    this.#low[l] = this.#low[l - 1]!;
    this.#high[l] = this.#high[l - 1]!;
    this.#asked[l] = this.#asked[l - 1]!;
    const old = before[i]!;
    if (old === 0) this.#distinct[l]! += 1;
    this.#comes[l] = Number(
      this.#left[l - 1] === isLeft[i] && (old === 0 || this.#comes[old] === 1),
    );
    this.#z[l] = z[i]!;
    for (let k = 0; k < points; k += 1)
      this.#products[l * points + k] =
        (this.#products[(l - 1) * points + k]! * this.#factor(l, k)) /
        (old === 0 ? 1 : this.#factor(old, k));
    return true;
  }

  #factor(l: number, k: number): number {
    const t = this.#t[k]!;
    return this.#z[l]! * (1 - t) + (this.#comes[l] === 1 ? t : 0);
  }

  /** Asks the node. @returns whether it is a leaf */
  visit(i: number): boolean {
    const { tree, order, level } = this.#laid;
    const node = order[i]!;
    const feature = tree.feature(node);
    if (feature < 0) return true;
    const { row, values } = this.#ask;
    this.#left[level[i]!] =
      feature === this.#ask.feature
        ? countUpTo(values, tree.threshold(node))
        : Number(goesLeft(tree, node, row[feature]!));
    return false;
  }

  /** What a leaf adds from the first value that comes to it on, and no more after the last. */
  add(i: number, steps: Float64Array): void {
    const { tree, order, level, points } = this.#laid;
    const { features, feature, output } = this.#ask;
    const said = tree.value(order[i]!, output);
    if (said === 0) return;
    const l = level[i]!;
    const from = this.#low[l]! * features;
    const to = this.#high[l]! * features;
    const put = (f: number, worth: number): void => {
      steps[from + f]! += said * worth;
      steps[to + f]! -= said * worth;
    };
    const at = l * points;
    let whole = 0;
    for (let k = 0; k < points; k += 1) whole += this.#weights[k]! * this.#products[at + k]!;
    put(feature, whole);
    let left = this.#distinct[l]!;
    for (let up = l; left > 0; up -= 1) {
      const f = this.#feature[up]!;
      // The last branch of a feature speaks for those before.
      if (f === feature || this.#counted[f] === i) continue;
      this.#counted[f] = i;
      left -= 1;
      const o = this.#comes[up]!;
      let sum = 0;
      for (let k = 0; k < points; k += 1)
        sum += (this.#weights[k]! * this.#t[k]! * this.#products[at + k]!) / this.#factor(up, k);
      put(f, (o - this.#z[up]!) * sum);
    }
  }
}

function goesLeft(tree: ShapTree, node: number, x: number): boolean {
  if (Number.isNaN(x)) return tree.missingLeft(node);
  const set = tree.set(node);
  return set ? set[x] === 1 : x <= tree.threshold(node);
}

/** How many of ascending values are at most a bound. */
function countUpTo(values: Float64Array, bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
