import { runKey } from './hash.ts';
import { travel, type Moment, type Timeline } from './history.ts';
import type { Recipe } from './recipe.ts';
import type { RunResult } from './run.ts';

/**
 * The recipes of runs that were made before recipes were kept with them: the states of the project's history, along
 * every line of it, that have the run's key.
 * @returns by the run's key; those whose state is in no line any more are left out
 */
export function recoveredRecipes(
  timeline: Timeline,
  runs: readonly Pick<RunResult, 'key' | 'modelKey'>[],
): ReadonlyMap<string, Recipe> {
  const found = new Map<string, Recipe>();
  const wanted = new Map(runs.map((r) => [r.key, r.modelKey]));
  const { recipe: start } = travel(timeline, 0);
  const look = (recipe: Recipe): void => {
    for (const [key, modelKey] of wanted)
      if (recipe.models.some((m) => m.key === modelKey) && runKey(recipe, modelKey) === key) {
        found.set(key, recipe);
        wanted.delete(key);
      }
  };
  const along = (moments: readonly Moment[]): void => {
    let state: Timeline = { recipe: start, history: { moments, cursor: 0 } };
    look(state.recipe);
    for (let k = 1; k <= moments.length && wanted.size > 0; k += 1) {
      state = travel(state, k);
      look(state.recipe);
    }
  };
  along(timeline.history.moments);
  for (const line of timeline.history.lines ?? []) if (wanted.size > 0) along(line.moments);
  return found;
}
