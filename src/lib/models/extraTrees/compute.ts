import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { inParts } from '#lib/engine/parts.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkGaps } from '../check.ts';
import { growExtraTree } from '../tree/extra.ts';
import { explainForest, forestForm, grownBefore, predictForest } from '../tree/forest.ts';
import type { ForestFitted } from '../tree/forest.ts';
import { bootstrap, randomOf } from '../tree/random.ts';
import { forestMargin } from '../tree/margin.ts';
import { growRules, rowWeights } from '../tree/rules.ts';
import type { Tree } from '../tree/tree.ts';
import type { ExtraTreesSpec } from './spec.ts';

export const extraTreesCompute = defineModelCompute<ExtraTreesSpec>()<ForestFitted>({
  state: { version: 1, form: forestForm },
  takesWeights: true,
  takesMissing: true,
  fit,
  parts: growerOf,
  predict: predictForest,
  explain: explainForest,
  margin: ({ trees }, { classified }) => forestMargin(trees, classified),
});

type Input = FitInput<ParamsOf<ExtraTreesSpec>>;

function* growerOf(input: Input): Generator<number, (index: number) => Generator<number, Tree>> {
  yield 0;
  const { X, params, task, seed } = input;
  const auto = task === 'regression' ? 'all' : 'sqrt';
  const maxFeatures = params.maxFeatures === 'auto' ? auto : params.maxFeatures;
  const rules = growRules({ ...params, maxFeatures }, input, 'extraTrees');
  return (index) => {
    const random = randomOf(seed, index);
    const times = params.bootstrap ? bootstrap(X.rows, random) : new Float64Array(X.rows).fill(1);
    return growExtraTree(input, rules, rowWeights(times, input, rules), random);
  };
}

function* fit(input: Input): Generator<Progress, ForestFitted> {
  checkGaps(input, 'extraTrees');
  yield { share: 0 };
  const trees = yield* inParts(input, {
    count: input.params.nEstimators,
    before: grownBefore(input),
    maker: () => growerOf(input),
    state: (before) => ({ trees: [...before] }),
  });
  return { trees };
}
