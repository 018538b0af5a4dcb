import type { CrossValidated } from '#lib/recipe/folds.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import type { Workbench } from './workbench.svelte.ts';

/** Folds that nobody chose otherwise. */
export const usualFolds = { nSplits: 5, nRepeats: 1 } as const;

/** A run's scores over folds: those kept with it, or those that a warning about the split was weighed by. */
export function foldedOf(
  { guard }: Pick<Workbench, 'guard'>,
  recipe: Recipe,
  run: StoredRun,
): CrossValidated | null {
  if (run.folded) return run.folded;
  const question = { ask: 'folds', ...usualFolds } as const;
  const answer = guard.structure.look(recipe, run.result.modelKey, question)?.answer;
  return answer ? { ...usualFolds, answer } : null;
}
