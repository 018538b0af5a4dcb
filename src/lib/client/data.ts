import { proxy, type Remote } from 'comlink';
import type {
  DataApi,
  FirstRows,
  LoadedForRun,
  OpenAnswer,
  OpenChoices,
  OpenSays,
  PageQuery,
  RowsPage,
} from '#lib/workers/data.worker.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe, RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { Watched } from './alive.ts';
import { freshId, type Job } from './job.ts';

export type { FirstRows, LoadedForRun, OpenAnswer, OpenChoices, PageQuery, RowsPage };

/** The table of the open project: one worker with one DuckDB. */
export class Data {
  readonly #worker: Watched<DataApi>;

  constructor(onDeath: (name: string) => void) {
    this.#worker = new Watched<DataApi>(
      'data',
      () =>
        new Worker(new URL('../workers/data.worker.ts', import.meta.url), {
          type: 'module',
          name: 'data',
        }),
      onDeath,
    );
  }

  /** Reads a file into the worker, replacing what it held. */
  open(file: File, choices: OpenChoices, says: OpenSays): Job<OpenAnswer> {
    return this.#job((api, id) => api.open(id, file, choices, proxy(says)));
  }

  profile(source: Source, onShare: (share: number) => void): Job<TableProfile> {
    return this.#job((api, id) => api.profile(id, source, proxy(onShare)));
  }

  rows(source: Source, query: PageQuery): Promise<RowsPage> {
    return this.#worker.call((api) => api.rows(source, query));
  }

  /** What the recipe's cleaning steps do, and with `table` the table they leave. */
  load(recipe: Recipe, want: { table: boolean }): Promise<LoadedForRun> {
    return this.#worker.call((api) => api.load(recipe, want));
  }

  /** What each cleaning step would do after the recipe's own, one dry run a step. */
  preview(recipe: Recipe, steps: readonly RecipeStep[]): Promise<readonly (readonly LogEvent[])[]> {
    return this.#worker.call((api) => api.preview(recipe, steps));
  }

  stop(): void {
    this.#worker.stop();
  }

  #job<T>(work: (api: Remote<DataApi>, id: string) => Promise<T>): Job<T> {
    const id = freshId('task');
    let over = false;
    const promise = this.#worker.call((api) => work(api, id)).finally(() => (over = true));
    const cancel = (): void => {
      if (!over) void this.#worker.call((api) => api.cancel(id)).catch(() => undefined);
    };
    return { id, promise, cancel };
  }
}
