import type { Data } from '#lib/client/data.ts';
import { freshId, type Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import {
  bestOf,
  type Better,
  type Proposal,
  type Trial,
  type TuneAsk,
} from '#lib/recipe/tuning.ts';
import type { Console } from './console.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';

/** A search of one model's settings: under way, done, stopped or failed. */
export interface Search {
  readonly ask: TuneAsk;
  /** Names all that a score depends on but the model's settings. */
  readonly key: string;
  /** In the order of proposing, as far as they are known. */
  readonly trials: readonly Trial[];
  readonly running: boolean;
  /** Ended by hand before its budget was spent. */
  readonly stopped: boolean;
  /** null until the first folds are made. */
  readonly judged: {
    readonly metric: string;
    readonly better: Better;
    readonly how: string;
  } | null;
  readonly error: ErrorDetail | null;
}

/** What a search of this model rests on: the same where only the model's own settings differ. */
export function searchKey(recipe: Recipe, modelKey: string): string {
  const models = recipe.models.map((m) => (m.key === modelKey ? { ...m, params: {} } : m));
  return runKey({ ...recipe, models }, modelKey);
}

/** Behind a training that someone waits for. */
const priority = -1;

/** The newest search of each model, kept while the page is open. */
export class Tuning {
  readonly #data: Data;
  readonly #pool: Pool;
  readonly #console: Console;
  #searches = $state.raw<ReadonlyMap<string, Search>>(new Map());
  readonly #stops = new Map<string, () => void>();

  constructor(data: Data, pool: Pool, console: Console) {
    this.#data = data;
    this.#pool = pool;
    this.#console = console;
  }

  of(modelKey: string): Search | null {
    return this.#searches.get(modelKey) ?? null;
  }

  /** Searches until the budget is spent, or it is stopped; what was found by then stays. */
  async start(recipe: Recipe, modelKey: string, ask: TuneAsk): Promise<void> {
    if (this.of(modelKey)?.running) return;
    const search = freshId('tune');
    const say = (event: Omit<LogEvent, 'source'>): void =>
      this.#console.say(search, { ...event, source: 'train.tune' });
    this.#searches = new Map(this.#searches).set(modelKey, {
      ask,
      key: searchKey(recipe, modelKey),
      trials: [],
      running: true,
      stopped: false,
      judged: null,
      error: null,
    });
    say({
      level: 'INFO',
      message: `Searching settings of ${modelKey} (${ask.method})`,
      meta: { ...ask.budget },
    });
    try {
      await this.#search(search, { recipe, modelKey, ask });
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code !== 'cancelled') this.#change(modelKey, { error: detail });
    } finally {
      this.#stops.delete(modelKey);
      this.#change(modelKey, { running: false });
      this.#sayEnd(modelKey, say);
    }
  }

  /** Ends the search; the trials that are done stay. */
  stop(modelKey: string): void {
    this.#change(modelKey, { stopped: true });
    this.#stops.get(modelKey)?.();
  }

  async #search(
    search: string,
    { recipe, modelKey, ask }: { recipe: Recipe; modelKey: string; ask: TuneAsk },
  ): Promise<void> {
    const began = performance.now();
    const jobs = new Set<Job<unknown>>();
    let over = false;
    const stop = (): void => {
      over = true;
      for (const job of jobs) job.cancel();
    };
    this.#stops.set(modelKey, stop);
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const task = (id: string) => ({ id, key, search, recipe, modelKey, ask });
    const awaited = async <T>(job: Job<T>): Promise<T> => {
      jobs.add(job);
      try {
        return await job.promise;
      } finally {
        jobs.delete(job);
      }
    };
    const tryOne = async (proposal: Proposal): Promise<void> => {
      const job = this.#pool.run({ key, provide, priority }, (api, id) =>
        api.tuneTry(task(id), proposal),
      );
      const trial = await awaited(job);
      const trials = [...(this.of(modelKey)?.trials ?? []), trial];
      this.#change(modelKey, { trials: trials.toSorted((a, b) => a.number - b.number) });
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      while (!over) {
        const done = this.of(modelKey)?.trials ?? [];
        const next = this.#pool.run({ key, provide, priority }, (api, id) =>
          api.tuneNext(task(id), done),
        );
        const { proposals, ...judged } = await awaited(next);
        this.#change(modelKey, { judged });
        if (over || proposals.length === 0) return;
        await allOf(proposals.map(tryOne), stop);
        // What it compares with is there whatever the time.
        if ('seconds' in ask.budget)
          timer ??= setTimeout(
            stop,
            Math.max(0, 1000 * ask.budget.seconds - (performance.now() - began)),
          );
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #sayEnd(modelKey: string, say: (event: Omit<LogEvent, 'source'>) => void): void {
    const { trials, judged, error } = this.of(modelKey)!;
    if (error) return say({ level: 'ERROR', message: `${error.what}. ${error.remedy}`, meta: {} });
    const best = judged && bestOf(trials, judged.better);
    const score = best ? `, best ${judged.metric} ${best.score!.toFixed(4)}` : '';
    say({
      level: 'SUCCESS',
      message: `Tried ${trials.length} settings of ${modelKey}${score}`,
      meta: best ? { ...best.params } : {},
    });
  }

  #change(modelKey: string, change: Partial<Search>): void {
    const now = this.of(modelKey);
    if (now) this.#searches = new Map(this.#searches).set(modelKey, { ...now, ...change });
  }
}

/** All ended; the first failure ends the others, and is thrown once nothing is under way. */
async function allOf(works: readonly Promise<void>[], stop: () => void): Promise<void> {
  let first: { readonly error: unknown } | null = null;
  const ended = works.map((work) =>
    work.catch((error: unknown) => {
      first ??= { error };
      stop();
    }),
  );
  await Promise.all(ended);
  const failed = first as { readonly error: unknown } | null;
  if (failed) throw failed.error;
}
