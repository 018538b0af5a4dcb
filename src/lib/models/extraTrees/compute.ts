import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkGaps } from '../check.ts';
import { growExtraTree } from '../tree/extra.ts';
import { explainForest, forestForm, grownBefore, predictForest } from '../tree/forest.ts';
import type { ForestFitted } from '../tree/forest.ts';
import { bootstrap, randomOf } from '../tree/random.ts';
import { growRules, rowWeights } from '../tree/rules.ts';
import type { Tree } from '../tree/tree.ts';
import type { ExtraTreesSpec } from './spec.ts';

export const extraTreesCompute = defineModelCompute<ExtraTreesSpec>()<ForestFitted>({
  state: { version: 1, form: forestForm },
  takesWeights: true,
  takesMissing: true,
  fit,
  predict: predictForest,
  explain: explainForest,
});

function* fit(input: FitInput<ParamsOf<ExtraTreesSpec>>): Generator<Progress, ForestFitted> {
  checkGaps(input, 'extraTrees');
  const { X, params, task, seed } = input;
  const auto = task === 'regression' ? 'all' : 'sqrt';
  const maxFeatures = params.maxFeatures === 'auto' ? auto : params.maxFeatures;
  const rules = growRules({ ...params, maxFeatures }, input, 'extraTrees');
  const trees: Tree[] = grownBefore(input);
  yield { share: 0 };
  for (let index = trees.length; index < params.nEstimators; index += 1) {
    const random = randomOf(seed, index);
    const times = params.bootstrap ? bootstrap(X.rows, random) : new Float64Array(X.rows).fill(1);
    const growing = growExtraTree(input, rules, rowWeights(times, input, rules), random);
    const shareAt = (done: number): number => (index + done) / params.nEstimators;
    let turn = growing.next();
    for (; !turn.done; turn = growing.next()) yield { share: shareAt(turn.value) };
    trees.push(turn.value);
    yield {
      share: shareAt(1),
      note: `tree ${index + 1} of ${params.nEstimators}`,
      checkpoint: () => ({ trees: [...trees] }),
    };
  }
  return { trees };
}
