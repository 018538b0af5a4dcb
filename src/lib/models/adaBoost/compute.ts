import { exp } from '#lib/engine/elementary.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { ascending, doubles, fitting, integers, list, record, unless } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { growTree } from '../tree/grow.ts';
import type { GrowRules } from '../tree/grow.ts';
import { randomOf } from '../tree/random.ts';
import { growRules } from '../tree/rules.ts';
import { samplesOf } from '../tree/samples.ts';
import { addAnswers, importanceOf, treeForm } from '../tree/tree.ts';
import type { Tree } from '../tree/tree.ts';
import { ClassWeights } from './classes.ts';
import { depthOf } from './depth.ts';
import { ValueWeights } from './values.ts';
import type { AdaBoostSpec } from './spec.ts';
import { nClasses } from '../forms.ts';

export interface AdaBoostFitted {
  readonly trees: readonly Tree[];
  /** What each tree's word counts. */
  readonly weights: Float64Array;
  /** Classes that occur, ascending; empty for regression. */
  readonly classes: Int32Array;
  readonly nClasses: number;
}

const adaBoostForm = fitting(
  record<AdaBoostFitted>({
    trees: list(treeForm),
    weights: doubles({ least: 0 }),
    classes: integers({ least: 0, most: ({ classes }) => classes - 1 }),
    nClasses,
  }),
  ({ trees, weights, classes }, { classified }) =>
    unless(
      [trees.length > 0 && weights.length === trees.length, 'it has not one weight a tree'],
      [
        ascending(classes) && classes.length > 0 === classified,
        'it does not name classes in order',
      ],
      [!classified || weights.some((w) => w > 0), 'none of its trees counts'],
    ),
);

/** The weights of the rows, and what becomes of them after a tree. */
export interface RowWeights {
  /** What each row counts in tree `index`; 0 leaves it out. */
  next(): Generator<void, Float64Array>;
  /**
   * @param said what the tree says of each row: values, or the most likely class
   * @returns what the tree's word counts, whether it stays, and whether it was the last
   */
  learn(said: Float64Array): Verdict;
}

export interface Verdict {
  readonly weight: number;
  readonly keep: boolean;
  readonly stop: boolean;
}

type Input = FitInput<ParamsOf<AdaBoostSpec>>;

/** SAMME (Zhu and others, Multi-class AdaBoost, 2009) and AdaBoost.R2 (Drucker, 1997), as scikit-learn has them. */
export const adaBoostCompute = defineModelCompute<AdaBoostSpec>()<AdaBoostFitted>({
  state: { version: 1, form: adaBoostForm },
  takesWeights: true,
  fit,
  predict,
  explain,
});

function* fit(input: Input): Generator<Progress, AdaBoostFitted> {
  checkInput(input, 'adaBoost');
  const { X, y, weight, params, task, seed, nClasses } = input;
  yield { share: 0 };
  const sorting = samplesOf(input);
  let sorted = sorting.next();
  for (; !sorted.done; sorted = sorting.next()) yield { share: 0.1 * sorted.value };
  const classes = task === 'regression' ? new Int32Array(0) : Int32Array.from(new Set(y)).sort();
  const rules = rulesOf(input);
  const rows: RowWeights =
    task === 'regression'
      ? new ValueWeights({ y, weight, params, random: new RandomState(seed) })
      : new ClassWeights({ y, weight, params, classes: classes.length });
  const trees: Tree[] = [];
  const weights: number[] = [];
  const shareAt = (done: number): number =>
    0.1 + (0.9 * (trees.length + done)) / params.nEstimators;
  for (let stop = false; !stop && trees.length < params.nEstimators;) {
    const random = randomOf(seed, trees.length);
    const drawing = rows.next();
    let drawn = drawing.next();
    for (; !drawn.done; drawn = drawing.next()) yield { share: shareAt(0) };
    const growing = growTree(sorted.value, rules, drawn.value, random);
    let turn = growing.next();
    for (; !turn.done; turn = growing.next()) yield { share: shareAt(0.9 * turn.value) };
    const verdict = rows.learn(saidOf(turn.value, X, task === 'regression' ? 1 : nClasses));
    stop = verdict.stop;
    if (verdict.keep || trees.length === 0) {
      trees.push(turn.value);
      weights.push(verdict.weight);
    }
    yield { share: shareAt(0), note: `tree ${trees.length} of ${params.nEstimators}` };
  }
  yield { share: 1 };
  return { trees, weights: Float64Array.from(weights), classes, nClasses };
}

function rulesOf(input: Input): GrowRules {
  const rest = {
    criterion: 'auto',
    minSamplesSplit: 2,
    minSamplesLeaf: 1,
    maxFeatures: 'all',
    classWeight: 'none',
  } as const;
  const maxDepth = depthOf(input.params.maxDepth, input.task);
  return growRules({ ...rest, maxDepth }, input, 'adaBoost');
}

/** What a tree says of each row: its value, or the class it holds most likely, the first of equal ones. */
function saidOf(tree: Tree, X: Matrix, width: number): Float64Array {
  const out = new Float64Array(X.rows * width);
  addAnswers(tree, X, out);
  return width === 1 ? out : likeliest(out, width);
}

function likeliest(shares: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: shares.length / width }, (_, i) => {
    let best = 0;
    for (let k = 1; k < width; k += 1)
      if (shares[i * width + k]! > shares[i * width + best]!) best = k;
    return best;
  });
}

/** Rows whose answers of all trees are held at once. */
const block = 8192;

function predict(fitted: AdaBoostFitted, { rows, names, columns }: Matrix): Float64Array {
  const width = fitted.classes.length > 0 ? fitted.nClasses : 1;
  const out = new Float64Array(rows * width);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    const part = { rows: to - from, names, columns: columns.map((x) => x.subarray(from, to)) };
    out.set(answers(fitted, part), from * width);
  }
  return out;
}

function answers(fitted: AdaBoostFitted, X: Matrix): Float64Array {
  const { trees, classes, nClasses } = fitted;
  const width = classes.length > 0 ? nClasses : 1;
  const said = trees.map((tree) => saidOf(tree, X, width));
  if (classes.length === 0) return medians(said, fitted.weights, X.rows);
  const out = new Float64Array(X.rows * nClasses);
  const total = fitted.weights.reduce((sum, w) => sum + w, 0);
  const scores = new Float64Array(nClasses);
  for (let i = 0; i < X.rows; i += 1) {
    scores.fill(0);
    for (const [t, codes] of said.entries()) scores[codes[i]!]! += fitted.weights[t]! / total;
    shares(scores, classes, out.subarray(i * nClasses, (i + 1) * nClasses));
  }
  return out;
}

/**
 * The softmax of (1 / (K − 1)) f, where f of a class is the weight for it less a (K − 1)th of the weight against it: with
 * the weights for all classes summing to 1 that is (K share − 1) / (K − 1)² (equation 15 of SAMME's paper).
 */
function shares(votes: Float64Array, classes: Int32Array, out: Float64Array): void {
  const k = classes.length;
  if (k === 1) {
    out[classes[0]!] = 1;
    return;
  }
  const raw = Array.from(classes, (code) => (k * votes[code]! - 1) / (k - 1) ** 2);
  const top = Math.max(...raw);
  const powers = raw.map((value) => exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  for (const [j, code] of classes.entries()) out[code] = powers[j]! / total;
}

/** The weighted median of what the trees say: the first value in order at which half of the weight is reached. */
function medians(said: readonly Float64Array[], weights: Float64Array, rows: number): Float64Array {
  const order = Int32Array.from(said.keys());
  return Float64Array.from({ length: rows }, (_, i) => {
    order.sort((a, b) => said[a]![i]! - said[b]![i]! || a - b);
    const half = 0.5 * order.reduce((sum, t) => sum + weights[t]!, 0);
    let reached = 0;
    return said[order.find((t) => (reached += weights[t]!) >= half)!]![i]!;
  });
}

function explain({ trees, weights }: AdaBoostFitted, names: readonly string[]): FittedSummary {
  const total = weights.reduce((sum, w) => sum + w, 0) || 1;
  const sums = new Float64Array(names.length);
  for (const [t, tree] of trees.entries())
    importanceOf(tree).forEach((share, j) => (sums[j]! += (weights[t]! * share) / total));
  const mean = (of: (tree: Tree) => number): number =>
    trees.reduce((sum, tree) => sum + of(tree), 0) / trees.length;
  return {
    importances: names.map((name, j) => [name, sums[j]!] as const),
    nodes: mean((tree) => tree.feature.length),
    depth: mean((tree) => tree.depth),
    iterations: trees.length,
  };
}
