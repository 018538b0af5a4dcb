import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { inParts } from '#lib/engine/parts.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkGaps } from '../check.ts';
import { BinnedForest } from '../tree/binned.ts';
import { explainForest, forestForm, grownBefore, predictForest } from '../tree/forest.ts';
import type { ForestFitted } from '../tree/forest.ts';
import { growTree } from '../tree/grow.ts';
import type { GrowRules } from '../tree/grow.ts';
import { bootstrap, randomOf } from '../tree/random.ts';
import { forestMargin } from '../tree/margin.ts';
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
  parts: growerOf,
  predict: predictForest,
  explain: explainForest,
  margin: ({ trees }, { classified }) => forestMargin(trees, classified),
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
  yield { share: 0 };
  const trees = yield* inParts(input, {
    count: input.params.nEstimators,
    before: grownBefore(input),
    maker: () => growerOf(input),
    state: (before) => ({ trees: [...before] }),
  });
  yield { share: 1 };
  return { trees };
}
