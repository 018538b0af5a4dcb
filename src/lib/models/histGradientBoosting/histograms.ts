import type { Random } from '../tree/random.ts';
import { boundedSplit, categorySplit } from './bounded.ts';
import type { Weighing } from './bounded.ts';
import type { GrowNode, GrowRules, Split } from './grow.ts';
import type { Rows, Scale } from './rows.ts';

/** Bytes that histograms may hold together; nodes beyond do without, and their children are counted afresh. */
const budget = 2 ** 29;
/** Row-feature visits, and bins, between two yields: about 5 ms. */
const atOnce = 5e6;
const binsAtOnce = 2e6;

/**
 * Histograms of nodes: of each feature and bin the sums of gradient, hessian and count over a node's rows. Sums are
 * whole numbers, so that a child's histogram is exactly its parent's less its sibling's.
 */
export class Histograms {
  readonly #rows: Rows;
  readonly #rules: GrowRules;
  readonly #bytes: number;
  /** Byte of each feature's first bin, four for each word. */
  readonly #offset: Int32Array;
  readonly #free: number[] = [];
  #taken = 0;
  #rootKept = false;
  readonly #tables: {
    readonly features: number;
    readonly offset: number;
    readonly bins: number;
    readonly missing: number;
  };
  readonly #pool: Int32Array;

  constructor(rows: Rows, rules: GrowRules) {
    this.#rows = rows;
    this.#rules = rules;
    const { edges, missing } = rows.bins;
    const p = edges.length;
    const places = 4 * Math.ceil(p / 4);
    const offset = new Int32Array(places);
    let bytes = 0;
    for (let f = 0; f < p; f += 1) {
      offset[f] = bytes;
      const bins = edges[f]!.length + 1 + missing[f]!;
      bytes += 64 * Math.ceil(bins / 4);
    }
    // The unused bytes of a last word with three features go to a bin that nothing reads; with two they are left out.
    offset.fill(bytes, p);
    if (places - p >= 2) offset[places - 2] = -1;
    this.#offset = offset;
    this.#bytes = bytes + 16;
    this.#pool = Int32Array.from({ length: p }, (_, f) => f);
    const { kernels } = rows;
    const words = (values: Int32Array): number => {
      const at = kernels.take(4 * values.length);
      kernels.viewWords(at, values.length).set(values);
      return at;
    };
    this.#tables = {
      features: words(this.#pool),
      offset: words(offset),
      bins: words(Int32Array.from(edges, (e) => e.length + 1)),
      missing: kernels.take(p),
    };
    kernels.viewBytes(this.#tables.missing, p).set(missing);
  }

  /** Takes a node's histograms back. */
  give(node: GrowNode): void {
    if (node.histogram) this.#free.push(node.histogram);
    node.histogram = 0;
  }

  #lend(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#taken += this.#bytes;
    return this.#rows.kernels.take(this.#bytes);
  }

  /**
   * Gives each of `nodes` its histograms, and takes the parent's.
   * @yields row-feature visits
   */
  *fill(
    nodes: readonly GrowNode[],
    family: { readonly node: GrowNode; readonly children: readonly GrowNode[] } | null,
  ): Generator<number, void> {
    if (!family?.node.histogram) {
      for (const node of nodes) yield* this.#count(node);
      return;
    }
    const { node: parent, children } = family;
    const [left, right] = children as readonly [GrowNode, GrowNode];
    const [small, large] = left.sums.count <= right.sums.count ? [left, right] : [right, left];
    yield* this.#count(small);
    this.#rows.kernels.call.subtract(parent.histogram, small.histogram, this.#bytes);
    large.histogram = parent.histogram;
    parent.histogram = 0;
    for (const child of children) if (!nodes.includes(child)) this.give(child);
  }

  *#count(node: GrowNode): Generator<number, void> {
    const { start, end } = node;
    node.histogram = this.#lend();
    this.#rows.kernels.call.clear(node.histogram, this.#bytes);
    const features = this.#offset.length;
    let work = 0;
    const { block } = this.#rows;
    for (let from = start; from < end; from += block) {
      const to = Math.min(end, from + block);
      this.#countBlock(node, from, to);
      if ((work += features * (to - from)) < atOnce) continue;
      yield work;
      work = 0;
    }
    yield work;
  }

  #countBlock({ start, end, histogram }: GrowNode, from: number, to: number): void {
    const { kernels, byRow, packed, ordered, index, learning, rootWords, block } = this.#rows;
    const { call } = kernels;
    const o = this.#offset;
    const whole = end - start === learning;
    if (!whole) call.gather(packed, index, from, to, ordered);
    const values = whole ? packed + 8 * from : ordered;
    const kept = whole && rootWords > 0;
    const words = kept ? rootWords + byRow.wide * from : this.#rows.words;
    if (!kept || !this.#rootKept)
      call.gatherBins(byRow.at, byRow.wide, whole ? 0 : index, from, to, words, block);
    if (kept && to === end) this.#rootKept = true;
    for (let f = 0; f < o.length; f += 4) {
      // prettier-ignore
      call.histogram(words + f * block, values, to - from, histogram, o[f]!, o[f + 1]!, o[f + 2]!, o[f + 3]!);
    }
  }

  /** The node's best split that gains anything; null where there is none. */
  *search(node: GrowNode, scale: Scale, random: Random): Generator<void, Split | null> {
    const weighing = this.#weighing(node, scale);
    const idle = -node.sums.g * node.step;
    const floor = idle + noise * Math.abs(idle);
    const { plain, special } = this.#chosen(this.#draw(random));
    let best: Split | null = yield* this.#scan(node, weighing, plain, floor);
    for (const feature of special) {
      const found = this.#weigh(node, weighing, { feature, scale, floor: best?.gain ?? floor });
      if (found) best = { ...found, feature };
    }
    if (this.#taken > budget) this.give(node);
    return best && { ...best, gain: best.gain - idle };
  }

  #weighing({ sums, bounds }: GrowNode, scale: Scale): Weighing {
    const { minSamplesLeaf, l2Regularization } = this.#rules;
    return {
      sums,
      bounds,
      l2: l2Regularization * scale.hessian,
      // A kernel's word: where all hessians together are below the least, no side is ever heavy enough.
      light: Math.min(Math.ceil(leastHessian * scale.hessian), 2 ** 31 - 1),
      leaf: Math.min(minSamplesLeaf, 2 ** 30),
    };
  }

  /** The kernel scans `count` features of its list. */
  *#scan(
    { histogram }: GrowNode,
    { sums, l2, light, leaf }: Weighing,
    count: number,
    floor: number,
  ): Generator<void, Split | null> {
    const { kernels, small } = this.#rows;
    const { features, offset, bins, missing } = this.#tables;
    const best = small + 32;
    kernels.viewWords(small, 4).set([sums.g, sums.h, sums.count, 0]);
    kernels.viewDoubles(best, 1)[0] = floor;
    const step = Math.max(1, Math.floor(binsAtOnce / 256));
    for (let from = 0; from < count; from += step) {
      const to = Math.min(count, from + step);
      // prettier-ignore
      kernels.call.scan(histogram, features, from, to, offset, bins, missing, small, leaf, light, l2, best);
      if (to < count) yield;
    }
    const gain = kernels.viewDoubles(best, 1)[0]!;
    if (!(gain > floor)) return null;
    const [feature, bin, missingLeft, g, h, rows] = [...kernels.viewWords(best + 8, 6)] as Six;
    const left = { g, h, count: rows };
    return { gain, feature, bin, missingLeft: missingLeft === 1, left, set: null };
  }

  /** A feature of categories, or a number where answers have bounds. */
  #weigh(
    node: GrowNode,
    weighing: Weighing,
    { feature, scale, floor }: Asked,
  ): Omit<Split, 'feature'> | null {
    const { kernels, bins: all } = this.#rows;
    const bins = all.edges[feature]!.length + 1;
    const gaps = all.missing[feature] === 1;
    const at = node.histogram + this.#offset[feature]!;
    const histogram = { words: kernels.viewWords(at, 4 * (bins + 1)), bins, gaps };
    if (this.#rules.categories[feature]!)
      return categorySplit(histogram, weighing, scale.hessian, floor);
    return boundedSplit(histogram, weighing, this.#rules.monotonic?.[feature] ?? 0, floor);
  }

  /** Of the features drawn those for the kernel, put in front of its list, and the others. */
  #chosen(count: number): { readonly plain: number; readonly special: readonly number[] } {
    const { categories, monotonic } = this.#rules;
    if (!monotonic && !categories.includes(true)) return { plain: count, special: [] };
    const list = this.#rows.kernels.viewWords(this.#tables.features, this.#pool.length);
    const chosen = count < list.length ? list.slice(0, count) : Int32Array.from(list.keys());
    const apart = (f: number): boolean => monotonic !== null || categories[f]!;
    const plain = chosen.filter((f) => !apart(f));
    list.set(plain);
    return { plain: plain.length, special: [...chosen.filter(apart)] };
  }

  /** Impurity decrease of a node's split, in the loss's own units. */
  gainOf = ({ split }: GrowNode, scale: Scale): number =>
    (split!.gain * scale.hessian) / scale.gradient ** 2;

  /** Puts the features to try in front, drawn where they are not all; ascending, so that ties go by name. */
  #draw(random: Random): number {
    const pool = this.#pool;
    const tried = this.#rules.maxFeatures;
    if (tried >= pool.length) return pool.length;
    // From the same order each time, so that a draw hangs on its own random numbers alone.
    for (let i = 0; i < pool.length; i += 1) pool[i] = i;
    for (let i = 0; i < tried; i += 1) {
      const j = i + Math.floor(random() * (pool.length - i));
      [pool[i], pool[j]] = [pool[j]!, pool[i]!];
    }
    const chosen = pool.slice(0, tried).sort();
    this.#rows.kernels.viewWords(this.#tables.features, tried).set(chosen);
    return tried;
  }
}

/** scikit-learn's min_hessian_to_split. */
const leastHessian = 1e-3;
/** A gain below this share of what the node has without a split is rounding. */
const noise = 1e-12;

type Six = [number, number, number, number, number, number];

interface Asked {
  readonly feature: number;
  readonly scale: Scale;
  readonly floor: number;
}
