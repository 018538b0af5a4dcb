import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Leaving } from '#lib/recipe/leaving.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Runs } from '#lib/state/runs.svelte.ts';

/** What of a run takes its table to say; where that fails the rest leaves without it, and why is told. */
export class Leavings {
  readonly #runs: Pick<Runs, 'leaving'>;
  #failed = $state.raw<{ readonly id: string; readonly why: ErrorDetail } | null>(null);

  constructor(runs: Pick<Runs, 'leaving'>) {
    this.#runs = runs;
  }

  /** Why nothing could be said of this run; null where it could, or was not asked. */
  whyNot(id: string | undefined): ErrorDetail | null {
    return this.#failed?.id === id ? (this.#failed?.why ?? null) : null;
  }

  async of(id: string, recipe: Recipe, run: FittedRun): Promise<Leaving | null> {
    try {
      const leaving = await this.#runs.leaving(recipe, run);
      this.#failed = null;
      return leaving;
    } catch (error) {
      const why = detailOf(error);
      this.#failed = why.code === 'cancelled' ? null : { id, why };
      return null;
    }
  }
}
