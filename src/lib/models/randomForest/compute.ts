import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkGaps } from '../check.ts';
import { BinnedForest } from '../tree/binned.ts';
import { explainForest, forestForm, grownBefore, predictForest } from '../tree/forest.ts';
import type { ForestFitted } from '../tree/forest.ts';
import { growTree } from '../tree/grow.ts';
import type { GrowRules } from '../tree/grow.ts';
import { bootstrap, randomOf } from '../tree/random.ts';
import { growRules, rowWeights } from '../tree/rules.ts';
import { samplesOf } from '../tree/samples.ts';
import type { Samples } from '../tree/samples.ts';
import type { Tree } from '../tree/tree.ts';
import type { RandomForestSpec } from './spec.ts';

export const randomForestCompute = defineModelCompute<RandomForestSpec>()<ForestFitted>({
  state: { version: 1, form: forestForm },
  takesWeights: true,
  takesMissing: true,
  fit,
  predict: predictForest,
  explain: explainForest,
});

type Input = FitInput<ParamsOf<RandomForestSpec>>;

/**
 * Grows tree `index` of the forest. It depends on the samples, the parameters, the seed and the index alone, so
 * that workers may share the trees out in any order.
 */
export function forestTree(samples: Samples, input: Input, index: number): Generator<number, Tree> {
  const { params, seed } = input;
  const rules = rulesOf(input);
  const random = randomOf(seed, index);
  const times = params.bootstrap
    ? bootstrap(samples.rows, random)
    : new Float64Array(samples.rows).fill(1);
  return growTree(samples, rules, rowWeights(times, input, rules), random);
}

function rulesOf(input: Input): GrowRules {
  const { params, task } = input;
  const auto = task === 'regression' ? 'all' : 'sqrt';
  const maxFeatures = params.maxFeatures === 'auto' ? auto : params.maxFeatures;
  return growRules({ ...params, maxFeatures }, input, 'randomForest');
}

/** From here on features are put into bins: below, exact thresholds cost little. */
const manyRows = 3000;

/** How each tree is grown: on bins by the kernels, or on the values. */
function* growerOf(input: Input): Generator<number, (index: number) => Generator<number, Tree>> {
  const { X, params, seed } = input;
  const rules = rulesOf(input);
  // The kernels count a row as often as it was drawn, and know no other weight.
  if (X.rows >= manyRows && rules.measure !== 'entropy' && !input.weight) {
    const forest = yield* BinnedForest.of(input, rules);
    return (index) => forest.tree(seed, index, params.bootstrap);
  }
  const samples = yield* samplesOf(input);
  return (index) => forestTree(samples, input, index);
}

function* fit(input: Input): Generator<Progress, ForestFitted> {
  checkGaps(input, 'randomForest');
  const { nEstimators } = input.params;
  yield { share: 0 };
  const preparing = growerOf(input);
  let ready = preparing.next();
  for (; !ready.done; ready = preparing.next()) yield { share: 0.05 * ready.value };
  const trees: Tree[] = grownBefore(input);
  for (let index = trees.length; index < nEstimators; index += 1) {
    const growing = ready.value(index);
    const shareAt = (done: number): number => 0.05 + (0.95 * (index + done)) / nEstimators;
    let turn = growing.next();
    let most = 0;
    for (; !turn.done; turn = growing.next())
      yield { share: shareAt((most = Math.max(most, turn.value))) };
    trees.push(turn.value);
    yield {
      share: shareAt(1),
      note: `tree ${index + 1} of ${nEstimators}`,
      checkpoint: () => ({ trees: [...trees] }),
    };
  }
  yield { share: 1 };
  return { trees };
}
