import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { RunResult } from '#lib/recipe/run.ts';
import type { StudyAsk } from '#lib/recipe/study.ts';

/** All that a question about a run's model needs, or why it cannot be asked. */
export interface FoldsAsk {
  readonly name: string;
  readonly ask: () => { recipe: Recipe; modelKey: string; ask: StudyAsk };
  readonly reason: string | null;
}

/** A question is about the very model of the run, so the recipe must be the one it was trained by. */
export function askOf(recipe: Recipe, result: RunResult, ask: StudyAsk): FoldsAsk {
  const { modelKey, key } = result;
  const known = recipe.models.some((m) => m.key === modelKey);
  const fresh = known && runKey(recipe, modelKey) === key;
  const about = aboutOf(ask);
  return {
    name: `${key} ${about}`,
    ask: () => ({ recipe, modelKey, ask }),
    reason: fresh ? null : 'The recipe was changed since this run: train again first',
  };
}

/** Questions of one name take each other's place. */
function aboutOf(ask: StudyAsk): string {
  if (ask.kind === 'validation') return `validation ${ask.param}`;
  if (ask.kind !== 'mitigate') return ask.kind;
  return `mitigate ${JSON.stringify([ask.columns, ask.bins, ask.aim])}`;
}

export const foldsAsked = 5;
