import { proxy, transfer } from 'comlink';
import { Data } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { recoveredRecipes } from '#lib/recipe/recovered.ts';
import { againWords, compareAgain, readsAlike, type Again } from '#lib/recipe/runAgain.ts';
import type { RunSeal } from '#lib/recipe/runRecord.ts';
import type { Timeline } from '#lib/recipe/history.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';
import { secondFile } from './keeping.ts';
import { tableKey } from './pipeline.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import { recordOf } from './runRecords.ts';

/** A run that is being done once more. */
export interface Repeating {
  /** 0 to 1. */
  readonly share: number;
  readonly note: string;
  readonly running: boolean;
  /** Why it could not be done; null while it runs. */
  readonly error: ErrorDetail | null;
}

interface Parts {
  readonly data: Data;
  readonly pool: Pool;
  readonly console: Console;
  readonly runs: Runs;
  readonly of: {
    /** Of the project. */
    readonly id: string;
    /** null while it is being opened. */
    readonly project: Timeline | null;
    /** The one that the project was made from. */
    file(): Promise<File>;
  };
}

/** Does runs once more, from the recipe that was kept with each, and says whether the same came out. */
export class RunAgain {
  readonly #parts: Parts;
  #repeating = $state.raw<ReadonlyMap<string, Repeating>>(new Map());
  readonly #cancels = new Map<string, () => void>();
  #recovered: { readonly of: readonly StoredRun[]; readonly recipes: ReadonlyMap<string, Recipe> } =
    { of: [], recipes: new Map() };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  of(taskId: string): Repeating | null {
    return this.#repeating.get(taskId) ?? null;
  }

  /** The recipe that the run was trained by: kept with it, or found in the history for runs of before. */
  recipeOf(run: StoredRun): Recipe | null {
    if (run.record) return run.record.recipe;
    const all = this.#parts.runs.all;
    const { project } = this.#parts.of;
    if (this.#recovered.of !== all && project) {
      const lacking = all.filter((r) => !r.record).map((r) => r.result);
      this.#recovered = { of: all, recipes: recoveredRecipes(project, lacking) };
    }
    return this.#recovered.recipes.get(run.result.key) ?? null;
  }

  cancel(taskId: string): void {
    this.#cancels.get(taskId)?.();
  }

  /** Trains the run's recipe anew and compares; what came out is kept with the run. */
  async start(run: StoredRun): Promise<Again | null> {
    const { taskId } = run;
    if (this.of(taskId)?.running) return null;
    this.#set(taskId, { share: 0, note: 'reading the table', running: true, error: null });
    const { console } = this.#parts;
    try {
      const again = await this.#compared(run);
      await this.#parts.runs.update(taskId, { again }, 'keep how the run came out again');
      this.#set(taskId, null);
      const level = again.same ? 'SUCCESS' : 'ERROR';
      const message = `Run again, ${run.result.model}: ${againWords(again)}`;
      console.say(taskId, { level, source: 'runs.again', message, meta: {} });
      return again;
    } catch (error) {
      const detail = detailOf(error);
      const cancelled = detail.code === 'cancelled';
      this.#set(taskId, cancelled ? null : { share: 0, note: '', running: false, error: detail });
      const message = cancelled
        ? 'Run again was cancelled; nothing was changed'
        : `Run again: ${detail.what}. ${detail.remedy}`;
      const level = cancelled ? 'INFO' : 'ERROR';
      console.say(taskId, { level, source: 'runs.again', message, meta: {} });
      return null;
    } finally {
      this.#cancels.delete(taskId);
    }
  }

  async #compared(run: StoredRun): Promise<Again> {
    const recipe = this.recipeOf(run);
    if (!recipe) throw unknownRecipe();
    const { modelKey } = run.result;
    const data = await this.#dataFor(recipe, run.taskId);
    try {
      const { result, fitted, seal } = await this.#train(recipe, run, data.of);
      const first = {
        result: run.result,
        seal: run.record?.seal ?? (await this.#sealOf(recipe, run, data.of)),
        versions: run.record?.versions ?? null,
      };
      const { versions } = recordOf(recipe, modelKey, fitted, seal);
      return compareAgain(first, { result, seal, versions }, new Date().toISOString());
    } finally {
      data.stop();
    }
  }

  /** The worker that holds the table, or one of its own where the run read the file in another way. */
  async #dataFor(recipe: Recipe, taskId: string): Promise<{ of: Data; stop: () => void }> {
    const { project } = this.#parts.of;
    if (project && readsAlike(project.recipe, recipe))
      return { of: this.#parts.data, stop: () => undefined };
    const { id } = this.#parts.of;
    const own = new Data(
      () => undefined,
      (source) => secondFile(id, source),
    );
    const file = await this.#parts.of.file();
    const job = own.reopen(file, recipe.source, {
      onBytes: (read, total) =>
        this.#change(taskId, { share: (0.3 * read) / total, note: 'reading the file as it was' }),
      onFirstRows: () => undefined,
    });
    this.#cancels.set(taskId, () => job.cancel());
    try {
      await job.promise;
    } catch (error) {
      own.stop();
      throw error;
    }
    return { of: own, stop: () => own.stop() };
  }

  #train(recipe: Recipe, { taskId, result: { modelKey } }: StoredRun, data: Data) {
    const key = tableKey(recipe);
    const provide = async () => (await data.load(recipe, { table: true })).loaded!;
    const job = this.#parts.pool.run({ key, provide }, (api, id, gather) =>
      api.train(
        { id, key, recipe, modelKey },
        proxy((share: number, note: string | undefined) =>
          this.#change(taskId, { share, note: note ?? 'training' }),
        ),
        proxy((entry) => this.#parts.console.add(entry)),
        proxy(() => undefined),
        proxy(() => {
          const ports = gather();
          return transfer(ports, ports);
        }),
      ),
    );
    return this.#awaited(taskId, job);
  }

  /** Runs of before seals: by what the model that was kept says now. */
  async #sealOf(recipe: Recipe, { taskId }: StoredRun, data: Data): Promise<RunSeal | null> {
    const fitted = await this.#parts.runs.fitted(taskId);
    if (!fitted) return null;
    const key = tableKey(recipe);
    const provide = async () => (await data.load(recipe, { table: true })).loaded!;
    return this.#awaited(
      taskId,
      this.#parts.pool.run({ key, provide }, (api) => api.seal(key, recipe, fitted)),
    );
  }

  #awaited<T>(taskId: string, job: Job<T>): Promise<T> {
    this.#cancels.set(taskId, () => job.cancel());
    return job.promise;
  }

  #set(taskId: string, to: Repeating | null): void {
    const next = new Map(this.#repeating);
    if (to) next.set(taskId, to);
    else next.delete(taskId);
    this.#repeating = next;
  }

  #change(taskId: string, change: Partial<Repeating>): void {
    const now = this.of(taskId);
    if (now?.running) this.#set(taskId, { ...now, ...change });
  }
}

const unknownRecipe = (): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: 'The recipe of this run was not kept: an earlier Tabwise made it, and no state of the history has its key',
    where: {},
    remedy: 'Train the model again; runs made from now on keep their recipe.',
  });
