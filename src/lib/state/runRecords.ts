import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { runtimeOf, versionsOf, type RunRecord, type RunSeal } from '#lib/recipe/runRecord.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

/** What is kept of a run that was made on this device just now. */
export const recordOf = (
  recipe: Recipe,
  modelKey: string,
  fitted: FittedRun,
  seal: RunSeal,
): RunRecord => ({
  recipe,
  versions: versionsOf(recipe, modelKey, fitted, runtimeOf(navigator.userAgent)),
  seal,
});

export const newestFirst = (a: StoredRun, b: StoredRun): number =>
  a.finishedAt < b.finishedAt ? 1 : -1;
