import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Progress } from './model.ts';
import type { Loaded } from './prepare.ts';
import { runExperiment, type Outcome, type RunDeps } from './run.ts';
import { describeRows } from './unsupervised.ts';

/** One experiment of any task. @throws EngineError from any stage, with the step, column or model at fault */
export const trainModel = (
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  deps: RunDeps,
): Generator<Progress, Outcome> =>
  recipe.task === null || isSupervised(recipe.task)
    ? runExperiment(loaded, recipe, modelKey, deps)
    : describeRows(loaded, recipe, modelKey, deps);
