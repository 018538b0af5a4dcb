import { binColumns } from '#lib/engine/kernels/bins.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { levelColumns } from '#lib/engine/kernels/levels.ts';
import { mean } from '#lib/engine/linalg.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { growTree } from './grow.ts';
import type { GrowRules } from './grow.ts';
import { randomOf } from './random.ts';
import { byName, samplesOf } from './samples.ts';
import type { Tree } from './tree.ts';

/** Row visits of one call of the kernel, about 5 ms. */
const budget = 1e6;

/** Nodes whose rows no bin parts are grown from here by the values themselves. */
interface Stuck {
  readonly id: number;
  readonly rows: Int32Array;
  readonly times: Float64Array;
  readonly depth: number;
}

/**
 * The rows of a forest in the memory of the kernels, every feature in at most 255 bins; of many classes by their level
 * among its values (kernels/assembly/forest.ts says why). Gini and squared error only.
 * Features stand in the order of their names.
 */
export class BinnedForest {
  readonly #kernels: Kernels;
  readonly #input: FitInput<unknown>;
  readonly #rules: GrowRules;
  readonly #index: Int32Array;
  readonly #width: number;
  /** Features that have more values than bins, or levels. */
  readonly #coarse: readonly number[];
  readonly #at: ReturnType<typeof outTables>;
  readonly #idx: number;
  readonly #times: number;

  /** @yields share of the features that are binned */
  static *of(input: FitInput<unknown>, rules: GrowRules): Generator<number, BinnedForest> {
    const { X } = input;
    const kernels = new Kernels();
    const index = byName(X.names);
    const columns = Array.from(index, (j) => X.columns[j]!);
    const { task, nClasses } = input;
    const many = task !== 'regression' && (nClasses > 2 || rules.shares !== null);
    const bins = yield* many ? levelled(kernels, columns) : binned(kernels, columns);
    return new BinnedForest({
      kernels,
      input,
      rules,
      index,
      bins,
    });
  }

  private constructor({ kernels, input, rules, index, bins }: Made) {
    const { columns, edges, most } = bins;
    const { y, task, nClasses, X } = input;
    const [n, p] = [X.rows, index.length];
    const regression = task === 'regression';
    this.#kernels = kernels;
    this.#input = input;
    this.#rules = rules;
    this.#index = index;
    this.#width = regression ? 1 : nClasses;
    this.#coarse = edges.flatMap((e, f) => (e.length >= most - 1 ? [f] : []));
    const { call } = kernels;
    const limit = (x: number): number => Math.min(x, 2 ** 30);
    // prettier-ignore
    const wide = call.forestOpen(regression ? 0 : nClasses, rules.shares ? 1 : 0, n, p, rules.maxFeatures, limit(rules.minSamplesSplit), limit(rules.minSamplesLeaf), limit(rules.maxDepth));
    const gaps = kernels.take(4 * p);
    kernels.viewWords(gaps, p).set(bins.gaps);
    const shares = kernels.putDoubles(rules.shares ?? new Float64Array(this.#width).fill(1));
    // Less their mean, so that a large one does not eat the digits of small differences.
    const level = regression ? mean(y) : 0;
    const target = kernels.putDoubles(y.map((value) => value - level));
    const given = regression ? kernels.putDoubles(y) : target;
    this.#idx = kernels.take(4 * n + 4);
    const spare = kernels.take(4 * n);
    this.#times = kernels.take(4 * n);
    const pair = kernels.take(8 * n);
    const gathered = kernels.take(16 * n);
    const hist = kernels.take(256 * wide);
    const pool = kernels.take(4 * p);
    const stack = kernels.take(16 * (n + 4));
    const sides = kernels.take(8 * this.#width);
    const totals = kernels.take(8 * this.#width);
    // prettier-ignore
    call.forestMemory(columns, bins.table, gaps, shares, target, given, this.#idx, spare, this.#times, pair, gathered, hist, pool, stack, sides, totals);
    this.#at = outTables(kernels, 2 * n, this.#width, p);
    const { feature, threshold, right, value, samples, gains, missingLeft } = this.#at;
    call.forestOut(feature, threshold, right, value, samples, gains, missingLeft);
  }

  /**
   * Tree `index` of the forest: it depends on the rows, the rules, the seed and the index alone.
   * @yields share of its rows that are in a leaf, roughly
   */
  *tree(seed: number, index: number, bootstrap: boolean): Generator<number, Tree> {
    const { call } = this.#kernels;
    call.forestBegin(seed | 0, index | 0, bootstrap ? 1 : 0);
    const moreGains = new Float64Array(this.#index.length);
    for (let state = call.forestGrow(budget); state !== 0; state = call.forestGrow(budget)) {
      if (state === 2) yield* this.#unstick(randomOf(seed + 1, index), moreGains);
      else yield call.forestState(1) / this.#input.X.rows;
    }
    return this.#finish(moreGains);
  }

  /** Grows the node at hand by values where those of some feature differ. */
  *#unstick(random: () => number, gains: Float64Array): Generator<number, void> {
    const { call } = this.#kernels;
    const [id, start, end, depth] = [0, 1, 2, 3].map((what) => call.forestState(what)) as [
      number,
      number,
      number,
      number,
    ];
    const rows = this.#kernels.viewWords(this.#idx + 4 * start, end - start).slice();
    const { columns } = this.#input.X;
    const differs = (f: number): boolean => {
      const x = columns[this.#index[f]!]!;
      return rows.some((row) => !Object.is(x[row], x[rows[0]!]));
    };
    if (!this.#coarse.some(differs)) return;
    const all = this.#kernels.viewWords(this.#times, this.#input.X.rows);
    const { shares } = this.#rules;
    const { y } = this.#input;
    const times = Float64Array.from(rows, (row) => all[row]! * (shares ? shares[y[row]!]! : 1));
    const tree = yield* this.#subtree({ id, rows, times, depth }, random);
    for (const [f, j] of this.#index.entries()) gains[f]! += tree.gains[j]!;
    this.#splice(id, tree);
    call.forestSplice(tree.feature.length, depth + tree.depth);
  }

  *#subtree({ rows, times, depth }: Stuck, random: () => number): Generator<number, Tree> {
    const { X, y } = this.#input;
    const part = {
      ...this.#input,
      X: {
        rows: rows.length,
        names: X.names,
        columns: X.columns.map((x) => Float64Array.from(rows, (row) => x[row]!)),
      },
      y: Float64Array.from(rows, (row) => y[row]!),
    };
    const samples = yield* silent(samplesOf(part));
    const rules = { ...this.#rules, maxDepth: this.#rules.maxDepth - depth };
    return yield* silent(growTree(samples, rules, times, random));
  }

  /** Writes a subtree at node `id`, whose numbers go on from there. */
  #splice(id: number, tree: Tree): void {
    const { feature, threshold, right, value, samples, missingLeft } = this.#at;
    const k = this.#kernels;
    const n = tree.feature.length;
    const place = new Map(Array.from(this.#index, (j, f) => [j, f] as const));
    k.viewWords(feature + 4 * id, n).set(tree.feature.map((j) => (j < 0 ? j : place.get(j)!)));
    k.viewDoubles(threshold + 8 * id, n).set(tree.threshold);
    k.viewWords(right + 4 * id, n).set(tree.right.map((r) => (r > 0 ? r + id : 0)));
    const width = this.#width;
    k.viewDoubles(value + 8 * width * id, width * n).set(tree.value);
    k.viewWords(samples + 4 * id, n).set(tree.samples);
    k.viewBytes(missingLeft + id, n).set(tree.missingLeft);
  }

  #finish(moreGains: Float64Array): Tree {
    const k = this.#kernels;
    const at = this.#at;
    const [n, depth] = [k.call.forestState(4), k.call.forestState(5)];
    const found = k.viewDoubles(at.gains, this.#index.length);
    const gains = new Float64Array(this.#index.length);
    for (const [f, j] of this.#index.entries()) gains[j] = found[f]! + moreGains[f]!;
    return {
      feature: k.viewWords(at.feature, n).map((f) => (f < 0 ? f : this.#index[f]!)),
      threshold: k.viewDoubles(at.threshold, n).slice(),
      right: k.viewWords(at.right, n).slice(),
      value: k.viewDoubles(at.value, n * this.#width).slice(),
      missingLeft: k.viewBytes(at.missingLeft, n).slice(),
      samples: k.viewWords(at.samples, n).slice(),
      gains,
      depth,
    };
  }
}

interface Made {
  readonly kernels: Kernels;
  readonly input: FitInput<unknown>;
  readonly rules: GrowRules;
  readonly index: Int32Array;
  readonly bins: Coded;
}

/** Values as the kernel reads them: where the codes, and a table of the edges between them, stand. */
interface Coded {
  readonly columns: number;
  readonly table: number;
  readonly edges: readonly Float64Array[];
  /** Of each feature the code of missing values, or whether there are some: as the kernel asks for it. */
  readonly gaps: readonly number[];
  /** Most codes of a feature. */
  readonly most: number;
}

const mostBins = 255;

function* binned(kernels: Kernels, columns: readonly Float64Array[]): Generator<number, Coded> {
  const order = { columns, order: null, learning: columns[0]!.length, most: mostBins };
  const bins = yield* binColumns(kernels, order);
  const { edges, missing } = bins;
  const table = kernels.doubles(256 * edges.length);
  kernels.viewDoubles(table, 256 * edges.length).fill(Infinity);
  for (const [f, e] of edges.entries()) kernels.viewDoubles(table + 2048 * f, e.length).set(e);
  const gaps = edges.map((e, f) => (missing[f] === 1 ? e.length + 1 : -1));
  return { ...bins, table, gaps, most: mostBins };
}

function* levelled(kernels: Kernels, columns: readonly Float64Array[]): Generator<number, Coded> {
  const levels = yield* levelColumns(kernels, columns);
  const [p, n] = [columns.length, columns[0]!.length];
  const firsts = kernels.take(4 * p);
  let first = 0;
  kernels.viewWords(firsts, p).set(levels.edges.map((e) => (first += e.length) - e.length));
  // Eight rows are put into bins at a time.
  kernels.call.forestLevels(firsts, kernels.take(2 * n + 32), kernels.take(512));
  return { ...levels, gaps: [...levels.missing] };
}

const outTables = (kernels: Kernels, nodes: number, width: number, features: number) => ({
  feature: kernels.take(4 * nodes),
  threshold: kernels.take(8 * nodes),
  right: kernels.take(4 * nodes),
  value: kernels.take(8 * nodes * width),
  samples: kernels.take(4 * nodes),
  gains: kernels.take(8 * features),
  missingLeft: kernels.take(nodes),
});

function* silent<Result>(work: Generator<unknown, Result>): Generator<number, Result> {
  for (let turn = work.next(); ; turn = work.next()) {
    if (turn.done) return turn.value;
    yield 0;
  }
}
