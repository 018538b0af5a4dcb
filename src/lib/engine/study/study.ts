import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type { CompareStudy, StudyAnswer, StudyAsk } from '#lib/recipe/study.ts';
import { foldsOf, partsOfFold, prepareFold, scoreFold } from '../assess.ts';
import type { Progress } from '../model.ts';
import { dataAt, partsOf, type Loaded } from '../prepare.ts';
import { within, type RunDeps } from '../run.ts';
import { learningCurve, validationCurve } from './curves.ts';
import { mitigate } from './mitigate.ts';
import { nestedTune } from '../tune/nested.ts';
import { outOfFold } from './outOfFold.ts';
import { pairedTest } from './pairedTest.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;

/** Answers a question about a model that takes more fits. @throws EngineError from any stage of them */
export function study(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { ask, lent, ...deps }: Deps & { readonly ask: StudyAsk; readonly lent?: Loaded | null },
): Generator<Progress, StudyAnswer> {
  switch (ask.kind) {
    case 'outOfFold':
      return outOfFold(loaded, recipe, modelKey, { ...ask, ...deps });
    case 'learning':
      return learningCurve(loaded, recipe, modelKey, { ...ask, ...deps });
    case 'validation':
      return validationCurve(loaded, recipe, modelKey, { ...ask, ...deps });
    case 'mitigate':
      return mitigate(loaded, recipe, modelKey, { ...ask, ...deps, lent });
    case 'nested':
      return nestedTune(loaded, recipe, ask.search, { ...deps, modelKey, outer: ask.outer });
    case 'compare':
      return compareModels(loaded, recipe, { ...ask, ...deps });
  }
}

/** Differences of less are the same for practice; scores that rank runs are shares or at most 1. */
const practicallySame = 0.01;

/** Fits both models on the very same folds of the rows that are not for test, and tests the differences. */
export function* compareModels(
  loaded: Loaded,
  recipe: Recipe,
  {
    models,
    recipes = [recipe, recipe],
    nSplits,
    nRepeats,
    ...deps
  }: Deps & {
    readonly models: readonly [RecipeModel, RecipeModel];
    readonly recipes?: readonly [Recipe, Recipe];
    readonly nSplits: number;
    readonly nRepeats: number;
  },
): Generator<Progress, CompareStudy> {
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats });
  const { target } = partsOf(loaded, recipe);
  const scores: [(number | null)[], (number | null)[]] = [[], []];
  const fits = folds.length * 2;
  let done = 0;
  for (const fold of folds) {
    for (const side of [0, 1] as const) {
      const model = models[side];
      const own = { ...recipes[side], models: [model] };
      const data = dataAt(loaded, own, target, partsOfFold(fold));
      const ready = yield* within(
        done / fits,
        (done + 0.2) / fits,
        prepareFold(data, own, model.key, deps),
      );
      const fit = scoreFold(ready, own, model.key, deps);
      scores[side].push(yield* within((done + 0.2) / fits, (done + 1) / fits, fit));
      done += 1;
      yield { share: done / fits, note: `fit ${done} of ${fits}` };
    }
  }
  const { id, better } = deps.scoring.primary(recipe.task ?? 'regression');
  const ratio = folds.reduce((sum, f) => sum + f.test.length / f.train.length, 0) / folds.length;
  const differences = scores[0].flatMap((a, k) => {
    const b = scores[1][k]!;
    return a === null || b === null ? [] : [b - a];
  });
  return {
    kind: 'compare',
    metric: id,
    better,
    how,
    first: scores[0],
    second: scores[1],
    test: pairedTest(differences, ratio, practicallySame),
  };
}
