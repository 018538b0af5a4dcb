import type { ModelSpecs } from '#lib/recipe/model.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { JobAgain, StoredCheckpoint } from '#lib/storage/schema.ts';
import type { Runs } from './runs.svelte.ts';
import type { Searches } from './searches.ts';

/** Does a job once more, on the recipe as it was then; a training from a checkpoint goes on there. */
export async function doAgain(
  { runs, searches }: { readonly runs: Runs; readonly searches: Searches },
  again: JobAgain,
  {
    title,
    from,
    search,
  }: {
    readonly title: string;
    readonly from?: StoredCheckpoint | undefined;
    /** Id of a search that goes on from its trials. */
    readonly search?: string | undefined;
  },
): Promise<void> {
  switch (again.kind) {
    case 'train': {
      const { recipe, modelKey } = again;
      await runs.train(recipe, { modelKey, title, ...(from && { from }) });
      return;
    }
    case 'tune':
      return searches.tuning.start(again.recipe, again.modelKey, again.ask, search);
    case 'automl':
      return searches.automl.start(again, again.wish);
    case 'study':
      return searches.studies.start(again.name, again.recipe, again.modelKey, again.ask);
  }
}

/** Puts one job for each of the models in the queue, and waits for all. */
export async function trainModels(
  runs: Runs,
  recipe: Recipe,
  modelKeys: readonly string[],
  from?: StoredCheckpoint,
): Promise<void> {
  await Promise.all(
    modelKeys.map((key) => {
      const { model } = recipe.models.find((m) => m.key === key)!;
      const title = (modelSpecs as ModelSpecs)[model]?.title ?? model;
      return runs.train(recipe, { modelKey: key, title, ...(from && { from }) });
    }),
  );
}
