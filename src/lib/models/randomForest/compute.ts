import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { growTree } from '../tree/grow.ts';
import { bootstrap, randomOf } from '../tree/random.ts';
import { growRules } from '../tree/rules.ts';
import { samplesOf } from '../tree/samples.ts';
import type { Samples } from '../tree/samples.ts';
import { addAnswers, importanceOf } from '../tree/tree.ts';
import type { Tree } from '../tree/tree.ts';
import type { RandomForestSpec } from './spec.ts';

export interface ForestFitted {
  readonly trees: readonly Tree[];
}

export const randomForestCompute = defineModelCompute<RandomForestSpec>()<ForestFitted>({
  fit,
  predict,
  explain,
});

type Input = FitInput<ParamsOf<RandomForestSpec>>;

/**
 * Grows tree `index` of the forest. It depends on the samples, the parameters, the seed and the index alone, so
 * that workers may share the trees out in any order.
 */
export function forestTree(
  samples: Samples,
  { X, params, task, seed }: Input,
  index: number,
): Generator<number, Tree> {
  const auto = task === 'regression' ? 'all' : 'sqrt';
  const maxFeatures = params.maxFeatures === 'auto' ? auto : params.maxFeatures;
  const rules = growRules({ ...params, maxFeatures }, task, X.columns.length, 'randomForest');
  const random = randomOf(seed, index);
  const weight = params.bootstrap
    ? bootstrap(samples.rows, random)
    : new Float64Array(samples.rows).fill(1);
  return growTree(samples, rules, weight, random);
}

function* fit(input: Input): Generator<Progress, ForestFitted> {
  checkInput(input, 'randomForest');
  const { nEstimators } = input.params;
  yield { share: 0 };
  const sorting = samplesOf(input);
  let sorted = sorting.next();
  for (; !sorted.done; sorted = sorting.next()) yield { share: 0.05 * sorted.value };
  const trees: Tree[] = [];
  for (let index = 0; index < nEstimators; index += 1) {
    const growing = forestTree(sorted.value, input, index);
    const shareAt = (done: number): number => 0.05 + (0.95 * (index + done)) / nEstimators;
    let turn = growing.next();
    for (; !turn.done; turn = growing.next()) yield { share: shareAt(turn.value) };
    trees.push(turn.value);
    yield { share: shareAt(1), note: `tree ${index + 1} of ${nEstimators}` };
  }
  yield { share: 1 };
  return { trees };
}

function predict({ trees }: ForestFitted, X: Matrix): Float64Array {
  const width = trees[0]!.value.length / trees[0]!.feature.length;
  const out = new Float64Array(X.rows * width);
  for (const tree of trees) addAnswers(tree, X, out);
  return out.map((sum) => sum / trees.length);
}

function explain({ trees }: ForestFitted, names: readonly string[]): FittedSummary {
  const sums = new Float64Array(names.length);
  for (const tree of trees) importanceOf(tree).forEach((share, j) => (sums[j]! += share));
  const total = sums.reduce((sum, x) => sum + x, 0) || 1;
  const average = (of: (tree: Tree) => number): number =>
    trees.reduce((sum, tree) => sum + of(tree), 0) / trees.length;
  return {
    importances: names.map((name, j) => [name, sums[j]! / total] as const),
    nodes: average((tree) => tree.feature.length),
    depth: average((tree) => tree.depth),
  };
}
