import type { JobAgain, StoredCheckpoint } from '#lib/storage/schema.ts';
import type { Runs } from './runs.svelte.ts';
import type { Searches } from './searches.ts';

/** Does a job once more, on the recipe as it was then; a training from a checkpoint goes on there. */
export async function doAgain(
  { runs, searches }: { readonly runs: Runs; readonly searches: Searches },
  again: JobAgain,
  { title, from }: { readonly title: string; readonly from?: StoredCheckpoint | undefined },
): Promise<void> {
  switch (again.kind) {
    case 'train': {
      const { recipe, modelKey } = again;
      await runs.train(recipe, { modelKey, title, ...(from && { from }) });
      return;
    }
    case 'tune':
      return searches.tuning.start(again.recipe, again.modelKey, again.ask);
    case 'automl':
      return searches.automl.start(again, again.wish);
    case 'study':
      return searches.studies.start(again.name, again.recipe, again.modelKey, again.ask);
  }
}
