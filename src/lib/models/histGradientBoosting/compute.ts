import { binColumns, rowsOfBins } from '#lib/engine/kernels/bins.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import {
  ascending,
  count,
  doubles,
  fitting,
  flag,
  integers,
  list,
  number,
  oneOf,
  orNull,
  perFeature,
  record,
  unless,
} from '#lib/engine/state.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { randomOf } from '../tree/random.ts';
import { byName } from '../tree/samples.ts';
import { checkGaps } from '../check.ts';
import { nClasses } from '../forms.ts';
import { Grower } from './grow.ts';
import type { GrowRules } from './grow.ts';
import { baseScores, checkTarget, kinkedAt, linkOf, meanLoss } from './losses.ts';
import type { Answers, Link } from './losses.ts';
import { answer } from './link.ts';
import { boostingMargin } from './margin.ts';
import { problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { Rows } from './rows.ts';
import { specialOf } from './special.ts';
import type { Special } from './special.ts';
import type { HistGradientBoostingSpec } from './spec.ts';
import { addBoosted, TreeArrays, treesForm } from './trees.ts';
import type { BoostedTrees, GrownTrees } from './trees.ts';

export interface BoostingFitted {
  readonly link: Link;
  /** Raw score of each output before any tree. */
  readonly base: Float64Array;
  /** Iteration after iteration, in each one tree for each output. */
  readonly trees: BoostedTrees;
  /** The class that each output stands for; those that no row has are left out. Empty for regression. */
  readonly classes: Int32Array;
  readonly nClasses: number;
  /** Loss decrease by matrix column. */
  readonly gains: Float64Array;
  readonly depth: number;
  readonly iterations: number;
  /** Mean loss of the watched rows before the first tree and after each iteration; empty without early stopping. */
  readonly losses: Float64Array;
  readonly stopped: boolean;
  /** Ascending values of each column of categories, by matrix column; null for numbers. */
  readonly levels: readonly (Float64Array | null)[];
}

type Params = ParamsOf<HistGradientBoostingSpec>;
type Input = FitInput<Params>;

const boostingForm = fitting(
  record<BoostingFitted>({
    link: oneOf(['identity', 'exp', 'logistic', 'softmax']),
    base: doubles(),
    trees: treesForm,
    classes: integers({ least: 0, most: ({ classes }) => classes - 1 }),
    nClasses,
    gains: doubles({ length: perFeature, infinite: true }),
    depth: number({ least: 0 }),
    iterations: count,
    losses: doubles(),
    stopped: flag,
    levels: list(orNull(doubles()), perFeature),
  }),
  ({ link, base, trees, classes, levels }, { classified }) =>
    unless(
      [
        classified === (link === 'logistic' || link === 'softmax'),
        'it is for another kind of target',
      ],
      [
        ascending(classes) && classes.length > 0 === classified,
        'it does not name classes in order',
      ],
      [base.length === (link === 'softmax' ? classes.length : 1), 'it has not one output a class'],
      [link !== 'logistic' || classes.length <= 2, 'it has not one output a class'],
      [(trees.start.length - 1) % base.length === 0, 'an output misses a tree'],
      [
        levels.every((own) => !own || (ascending(own) && own.length <= 256)),
        'its levels do not rise',
      ],
    ),
);

export const histGradientBoostingCompute =
  defineModelCompute<HistGradientBoostingSpec>()<BoostingFitted>({
    state: { version: 2, form: boostingForm },
    takesWeights: true,
    takesMissing: true,
    fit,
    predict,
    explain,
    margin: (fitted) => boostingMargin(fitted, (X) => placed(fitted, X)),
  });

function* fit(input: Input): Generator<Progress, BoostingFitted> {
  checkGaps(input, 'histGradientBoosting');
  const { X, params, seed } = input;
  const problem = problemOf(input);
  checkTarget(problem.loss, problem.y);
  yield { share: 0 };
  const index = byName(X.names);
  const special = specialOf(input, problem, index);
  const kernels = new Kernels();
  const binning = binColumns(kernels, {
    columns: Array.from(index, (j) => X.columns[j]!),
    order: problem.order,
    learning: problem.learning,
    most: params.maxBins,
    levels: special.levels,
  });
  let binned = binning.next();
  for (; !binned.done; binned = binning.next()) yield { share: 0.05 * binned.value };
  const turning = rowsOfBins(kernels, binned.value, problem.learning);
  let turned = turning.next();
  for (; !turned.done; turned = turning.next()) yield { share: 0.05 };
  const rows = new Rows({ kernels, bins: binned.value, byRow: turned.value, ...problem });
  const rules = rulesOf(params, problem, index, special);
  const run = new Run(rows, rules, problem, params);
  const trees = new TreeArrays(X.columns.length);
  const rounds = problem.single ? 0 : params.maxIter;
  const before = input.from as Checkpoint | undefined;
  if (before) {
    trees.restore(before.grown);
    run.restore(before);
  }
  for (let iteration = run.iterations; iteration < rounds && !run.done; iteration += 1) {
    const work = run.round(trees, (k) => randomOf(seed, iteration * rows.outputs + k));
    for (let turn = work.next(); !turn.done; turn = work.next())
      yield { share: 0.05 + (0.95 * (iteration + turn.value)) / rounds };
    yield {
      share: 0.05 + (0.95 * (iteration + 1)) / rounds,
      note: `tree ${iteration + 1} of ${rounds}`,
      checkpoint: (): Checkpoint => ({ grown: trees.grown(), ...run.state() }),
    };
  }
  yield { share: 1, note: run.done ? `stopped early after ${run.iterations}` : 'all trees grown' };
  return {
    ...run.result(),
    ...finished(trees),
    classes: problem.classes,
    nClasses: input.nClasses,
    levels: X.names.map((_, j) => special.levels[index.indexOf(j)] ?? null),
  };
}

const finished = (trees: TreeArrays): Pick<BoostingFitted, 'trees' | 'gains' | 'depth'> => {
  const arrays = trees.finish();
  return {
    trees: arrays,
    gains: trees.gains,
    depth: trees.depths / Math.max(1, arrays.start.length - 1),
  };
};

function rulesOf(
  params: Params,
  { loss, level }: Problem,
  index: Int32Array,
  { levels, monotonic }: Special,
): GrowRules {
  return {
    categories: levels.map((own) => own !== null),
    monotonic: monotonic.some((sign) => sign !== 0) ? monotonic : null,
    learningRate: params.learningRate,
    maxLeafNodes: params.maxLeafNodes ?? Infinity,
    maxDepth: params.maxDepth ?? Infinity,
    minSamplesLeaf: params.minSamplesLeaf,
    l2Regularization: params.l2Regularization,
    maxFeatures: Math.max(1, Math.ceil(params.maxFeatures * index.length)),
    kink: kinkedAt(loss, level),
    index,
  };
}

/** Where the iterations stand. */
interface RunState {
  /** Raw scores of all rows, output after output. */
  readonly raw: readonly Float64Array[];
  readonly losses: readonly number[];
  readonly iterations: number;
  readonly done: boolean;
}

interface Checkpoint extends RunState {
  readonly grown: GrownTrees;
}

/** The iterations: grow, watch, stop. */
class Run {
  readonly #rows: Rows;
  readonly #grower: Grower;
  readonly #answers: Answers;
  readonly #watch: {
    readonly from: number;
    readonly patience: number;
    readonly tol: number;
  } | null;
  readonly #losses: number[] = [];
  readonly base: Float64Array;
  readonly link: Link;
  iterations = 0;
  done = false;

  constructor(rows: Rows, rules: GrowRules, problem: Problem, params: Params) {
    const { loss, level, outputs, learning, all, y, weight, watch } = problem;
    this.#rows = rows;
    this.#grower = new Grower(rows, rules);
    this.#answers = { loss, level, outputs, y, weight };
    this.link = linkOf(loss, outputs);
    this.base = baseScores({
      ...this.#answers,
      y: y.subarray(0, learning),
      weight: weight && weight.subarray(0, learning),
    });
    for (let k = 0; k < outputs; k += 1) rows.rawOf(k).fill(this.base[k]!);
    const from = all > learning ? learning : 0;
    this.#watch = watch ? { from, patience: params.nIterNoChange, tol: params.tol } : null;
    this.#look();
  }

  /** One iteration: a tree for each output. @yields share of it */
  *round(trees: TreeArrays, random: (k: number) => () => number): Generator<number, void> {
    const { outputs } = this.#rows;
    for (const _ of this.#rows.begin()) yield 0;
    for (let k = 0; k < outputs; k += 1) {
      let most = 0;
      for (const share of this.#grower.grow(k, trees, random(k)))
        yield (k + (most = Math.max(most, Math.min(share, 1)))) / outputs;
      yield (k + 1) / outputs;
    }
    this.iterations += 1;
    this.#look();
  }

  /** scikit-learn's _should_stop: none of the last losses is better than the one before them, by more than tol. */
  #look(): void {
    if (!this.#watch) return;
    const { from, patience, tol } = this.#watch;
    const raw = Array.from({ length: this.#rows.outputs }, (_, k) => this.#rows.rawOf(k));
    this.#losses.push(meanLoss(this.#answers, raw, from));
    if (this.#losses.length < patience + 1) return;
    const before = this.#losses.at(-patience - 1)! - tol;
    this.done = !this.#losses.slice(-patience).some((loss) => loss < before);
  }

  state(): RunState {
    const { iterations, done } = this;
    const raw = Array.from({ length: this.#rows.outputs }, (_, k) => this.#rows.rawOf(k).slice());
    return { raw, losses: [...this.#losses], iterations, done };
  }

  restore({ raw, losses, iterations, done }: RunState): void {
    for (const [k, scores] of raw.entries()) this.#rows.rawOf(k).set(scores);
    this.#losses.splice(0, this.#losses.length, ...losses);
    this.iterations = iterations;
    this.done = done;
  }

  result(): Pick<BoostingFitted, 'base' | 'link' | 'iterations' | 'losses' | 'stopped'> {
    const { base, link, iterations, done: stopped } = this;
    return { base, link, iterations, losses: Float64Array.from(this.#losses), stopped };
  }
}

function predict(fitted: BoostingFitted, X: Matrix): Float64Array {
  const { base, trees } = fitted;
  const width = base.length;
  const out = new Float64Array(X.rows * width);
  for (let at = 0; at < out.length; at += 1) out[at] = base[at % width]!;
  addBoosted(trees, { ...X, columns: placed(fitted, X) }, out, width);
  return answer(fitted, out);
}

/** Columns of categories as places among their levels; a category that no training row had counts as missing. */
function placed({ levels }: BoostingFitted, { columns }: Matrix): readonly Float64Array[] {
  return columns.map((x, j) => {
    const own = levels[j];
    if (!own) return x;
    const place = new Map(Array.from(own, (value, at) => [value, at] as const));
    return x.map((value) => place.get(value) ?? NaN);
  });
}

function explain(
  { gains, trees, depth, iterations, stopped, losses }: BoostingFitted,
  names: readonly string[],
): FittedSummary {
  const total = gains.reduce((sum, gain) => sum + gain, 0) || 1;
  return {
    importances: names.map((name, j) => [name, gains[j]! / total] as const),
    nodes: trees.feature.length / Math.max(1, trees.start.length - 1),
    depth,
    iterations,
    ...(losses.length > 0 && { converged: stopped }),
  };
}
