import { cellsKey, columnsKey, workKey } from '#lib/recipe/hash.ts';
import { gapTakers } from '#lib/recipe/model.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { GuardState } from './guard.svelte.ts';
import type { Pipeline } from './pipeline.svelte.ts';
import type { TableState } from './table.svelte.ts';

interface Watched {
  readonly recipe: Recipe | null;
  readonly table: TableState;
  readonly pipeline: Pipeline;
  readonly guard: GuardState;
  reopen(): Promise<void>;
}

/** Recomputes what the recipe does whenever it changes, the latest recipe winning. @returns the end of it */
export function watchRecipe(workbench: Watched): () => void {
  const { table, pipeline, guard } = workbench;
  let seenReading = '';
  let seen = '';
  return $effect.root(() => {
    $effect(() => {
      const { recipe } = workbench;
      const { profile, source: held } = table;
      if (!recipe || !profile || !held || table.status !== 'ready') return;
      if (cellsKey(held) !== cellsKey(recipe.source)) {
        void workbench.reopen();
        return;
      }
      const reading = columnsKey(recipe.source);
      if (seenReading && reading !== seenReading) {
        seenReading = reading;
        void table.reread(recipe.source);
        return;
      }
      seenReading = reading;
      table.relabel(recipe.source);
      const work = workKey(recipe) + gapTakers(recipe, modelSpecs);
      if (work === seen) return;
      seen = work;
      void pipeline.refresh(recipe, table.profile!).then(() => {
        if (workbench.recipe !== recipe) return;
        void guard.find(recipe);
        void guard.structure.find(recipe);
      });
    });
  });
}
