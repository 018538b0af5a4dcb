import type { Data } from '#lib/client/data.ts';
import type { Act } from '#lib/client/queue.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { ofStep, useOfStep, withTried } from '#lib/recipe/tuneSteps.ts';
import {
  bestOf,
  settled,
  type Judging,
  type Proposal,
  type Trial,
  type TuneAsk,
} from '#lib/recipe/tuning.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';
import type { Tell } from './jobAsk.ts';
import type { Jobs } from './jobs.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';
import { SearchesKept } from './searchesKept.svelte.ts';

/** A search of one model's settings: under way, done, stopped or failed. */
export interface Search {
  /** The one that it is kept under. */
  readonly id: string;
  readonly ask: TuneAsk;
  /** Names all that a score depends on but the model's settings. */
  readonly key: string;
  /** In the order of proposing, as far as they are known. */
  readonly trials: readonly Trial[];
  readonly running: boolean;
  /** Ended by hand before its budget was spent. */
  readonly stopped: boolean;
  /** null until the first folds are made. */
  readonly judged: Judging | null;
  readonly error: ErrorDetail | null;
}

/** What a search of this model rests on: the same where only what it searched differs, and the model's own settings. */
export function searchKey(recipe: Recipe, modelKey: string, space: TuneAsk['space']): string {
  const models = recipe.models.map((m) => (m.key === modelKey ? { ...m, params: {} } : m));
  const blank = Object.fromEntries(
    space.flatMap(({ name }) => {
      const of = ofStep(name);
      return of ? [[name, of.param === useOfStep ? true : null]] : [];
    }),
  );
  const { steps } = withTried(recipe, modelKey, blank);
  return runKey({ ...recipe, steps, models }, modelKey);
}

interface TuningParts {
  readonly data: Data;
  readonly jobs: Jobs;
  readonly console: Console;
  readonly store: Store | null;
  readonly projectId: string;
}

/** The searches of a project with their trials: the newest of each model, and all that are kept on the device. */
export class Tuning {
  readonly #parts: TuningParts;
  #searches = $state.raw<ReadonlyMap<string, Search>>(new Map());
  readonly #stops = new Map<string, () => void>();
  readonly #kept: SearchesKept;

  constructor(parts: TuningParts) {
    this.#parts = parts;
    this.#kept = new SearchesKept(parts);
  }

  of(modelKey: string): Search | null {
    return this.#searches.get(modelKey) ?? null;
  }
  /** Newest first. */
  get all(): readonly StoredSearch[] {
    return this.#kept.all;
  }

  /** Shows the searches kept on the device, the newest of each model as its own. */
  async restore(): Promise<void> {
    await this.#kept.restore();
    const shown = new Map(this.#searches);
    for (const { id, recipe, modelKey, ask, trials, judged, stopped } of this.#kept.all)
      if (!shown.has(modelKey))
        shown.set(modelKey, {
          ...{ id, ask, trials, judged, stopped, running: false, error: null },
          key: searchKey(recipe, modelKey, ask.space),
        });
    this.#searches = shown;
  }

  /** Deletes a search with its trials; runs that were trained of one stay. */
  async remove(id: string): Promise<void> {
    await this.#kept.remove(id);
    this.#searches = new Map([...this.#searches].filter(([, s]) => s.id !== id || s.running));
  }

  /**
   * Searches until the budget is spent, or it is stopped; what was found by then stays.
   * @param from id of a search of this ask that was interrupted or stopped: its trials are not tried again
   */
  async start(recipe: Recipe, modelKey: string, ask: TuneAsk, from?: string): Promise<void> {
    // Another tab may have tried more since this one looked.
    if (from !== undefined) await this.#kept.restore();
    if (this.of(modelKey)?.running) return;
    const before = from === undefined ? undefined : this.#kept.of(from);
    const { id: job, promise } = this.#parts.jobs.add(
      {
        ...{ kind: 'tune', title: `Settings of ${modelKey}`, about: modelKey },
        ...{ recipeHash: runKey(recipe, modelKey) },
        again: { kind: 'tune', recipe, modelKey, ask },
      },
      (act, tell) =>
        this.#search({ recipe, modelKey, ask, before }, act, tell).finally(() =>
          this.#change(modelKey, { stopped: act.over }),
        ),
    );
    const { id, trials, judged } = this.#kept.begin({ job, recipe, modelKey, ask }, before);
    this.#searches = new Map(this.#searches).set(modelKey, {
      ...{ id, ask, key: searchKey(recipe, modelKey, ask.space), trials, judged },
      ...{ running: true, stopped: false, error: null },
    });
    const say = (event: Omit<LogEvent, 'source'>): void =>
      this.#parts.console.say(job, { ...event, source: 'train.tune' });
    say(beginning(modelKey, ask, before?.trials.length ?? 0));
    this.#stops.set(modelKey, () => this.#parts.jobs.cancel(job));
    try {
      await promise;
    } catch (error) {
      const detail = detailOf(error);
      this.#change(modelKey, detail.code === 'cancelled' ? { stopped: true } : { error: detail });
    } finally {
      this.#stops.delete(modelKey);
      this.#change(modelKey, { running: false });
      // Where the page goes away, it is interrupted: the next page can go on.
      if (!this.#parts.jobs.closed) {
        this.#kept.end(id, this.of(modelKey)!);
        sayEnd(modelKey, this.of(modelKey)!, say);
      }
    }
  }

  /** Ends the search; the trials that are done stay. */
  stop(modelKey: string): void {
    this.#change(modelKey, { stopped: true });
    this.#stops.get(modelKey)?.();
  }

  async #search({ recipe, modelKey, ask, before }: Asked, act: Act, tell: Tell): Promise<void> {
    let over = false;
    const stop = (): void => {
      over = true;
      act.halt();
    };
    const key = tableKey(recipe);
    const provide = async () => (await this.#parts.data.load(recipe, { table: true })).loaded!;
    const task = (id: string) => ({ id, key, search: act.id, recipe, modelKey, ask });
    const worked = (): number => (before?.worked ?? 0) + act.worked();
    const known = new Map(before?.trials.map((t) => [t.number, t]));
    const tryOne = async (proposal: Proposal): Promise<void> => {
      const trial = await act.run({ key, provide }, (api, id) => api.tuneTry(task(id), proposal));
      known.set(trial.number, trial);
      const trials = [...known.values()].toSorted((a, b) => a.number - b.number);
      this.#change(modelKey, { trials });
      this.#kept.found(before?.id ?? act.id, {
        trials,
        judged: this.of(modelKey)!.judged,
        worked: worked(),
      });
      if ('trials' in ask.budget)
        tell(trials.length / (ask.budget.trials + ask.start.length), `trial ${trials.length}`);
    };
    let forget: (() => void) | undefined;
    const done: Trial[] = [];
    try {
      while (!over && !act.over) {
        const next = act.run({ key, provide }, (api, id) => api.tuneNext(task(id), done));
        const { proposals, ...judged } = await next;
        this.#change(modelKey, { judged });
        if (over || proposals.length === 0) return;
        await allOf(settled(proposals, known).left.map(tryOne), stop);
        done.push(...settled(proposals, known).done);
        // What it compares with is there whatever the time.
        if ('seconds' in ask.budget) {
          const { seconds } = ask.budget;
          forget ??= act.later(Math.max(0, 1000 * (seconds - worked())), stop);
          tell(Math.min(1, worked() / seconds), `${done.length} settings`);
        }
      }
    } finally {
      forget?.();
    }
  }

  #change(modelKey: string, change: Partial<Search>): void {
    const now = this.of(modelKey);
    if (now) this.#searches = new Map(this.#searches).set(modelKey, { ...now, ...change });
  }
}

interface Asked {
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly ask: TuneAsk;
  /** The search that it goes on from. */
  readonly before: StoredSearch | undefined;
}

const beginning = (modelKey: string, ask: TuneAsk, done: number): Omit<LogEvent, 'source'> => ({
  level: 'INFO',
  message: `Searching settings of ${modelKey} (${ask.method})${done > 0 ? `, going on after ${done} that were tried` : ''}`,
  meta: { ...ask.budget },
});

/** A search that was stopped, or never began, is no success. */
function sayEnd(
  modelKey: string,
  { trials, judged, error, stopped }: Search,
  say: (event: Omit<LogEvent, 'source'>) => void,
): void {
  if (error) return say({ level: 'ERROR', message: `${error.what}. ${error.remedy}`, meta: {} });
  const best = judged && bestOf(trials, judged.better);
  const score = best ? `, best ${judged.metric} ${best.score!.toFixed(4)}` : '';
  const tried = `${trials.length} settings of ${modelKey}${score}`;
  const message = !stopped
    ? `Tried ${tried}`
    : trials.length === 0
      ? `The search of ${modelKey} was cancelled before anything was tried`
      : `Stopped after ${tried}`;
  say({ level: stopped ? 'INFO' : 'SUCCESS', message, meta: best ? { ...best.params } : {} });
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
