import type { ProjectFacts } from '#lib/client/code.ts';
import { resultAt } from '#lib/recipe/decision.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { useWorkbench } from '#lib/state/workbench.svelte.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

/** What was recorded of a run, for its model card; null without one. */
export const cardOf = (
  { guard, explaining }: ReturnType<typeof useWorkbench>,
  recipe: Recipe | null,
  run: StoredRun | null,
): NonNullable<ProjectFacts['card']> | null =>
  run && recipe
    ? {
        result: resultAt(run),
        leaks: guard.of(recipe),
        fairness: explaining.fairness.all({ run, recipe }),
        decision: run.decision ?? null,
      }
    : null;
