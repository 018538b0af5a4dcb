import type { Data } from '#lib/client/data.ts';
import type { Act } from '#lib/client/queue.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { ofStep, useOfStep, withTried } from '#lib/recipe/tuneSteps.ts';
import {
  bestOf,
  type Better,
  type Proposal,
  type Trial,
  type TuneAsk,
} from '#lib/recipe/tuning.ts';
import type { Console } from './console.svelte.ts';
import type { Tell } from './jobAsk.ts';
import type { Jobs } from './jobs.svelte.ts';
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

/** The newest search of each model, kept while the page is open. */
export class Tuning {
  readonly #data: Data;
  readonly #jobs: Jobs;
  readonly #console: Console;
  #searches = $state.raw<ReadonlyMap<string, Search>>(new Map());
  readonly #stops = new Map<string, () => void>();

  constructor(data: Data, jobs: Jobs, console: Console) {
    this.#data = data;
    this.#jobs = jobs;
    this.#console = console;
  }

  of(modelKey: string): Search | null {
    return this.#searches.get(modelKey) ?? null;
  }

  /** Searches until the budget is spent, or it is stopped; what was found by then stays. */
  async start(recipe: Recipe, modelKey: string, ask: TuneAsk): Promise<void> {
    if (this.of(modelKey)?.running) return;
    this.#searches = new Map(this.#searches).set(modelKey, {
      ask,
      key: searchKey(recipe, modelKey, ask.space),
      trials: [],
      running: true,
      stopped: false,
      judged: null,
      error: null,
    });
    const { id, promise } = this.#jobs.add(
      {
        ...{ kind: 'tune', title: `Settings of ${modelKey}`, about: modelKey },
        ...{ recipeHash: runKey(recipe, modelKey) },
        again: { kind: 'tune', recipe, modelKey, ask },
      },
      (act, tell) =>
        this.#search({ recipe, modelKey, ask }, act, tell).finally(() =>
          this.#change(modelKey, { stopped: act.over }),
        ),
    );
    const say = (event: Omit<LogEvent, 'source'>): void =>
      this.#console.say(id, { ...event, source: 'train.tune' });
    say({
      level: 'INFO',
      message: `Searching settings of ${modelKey} (${ask.method})`,
      meta: { ...ask.budget },
    });
    this.#stops.set(modelKey, () => this.#jobs.cancel(id));
    try {
      await promise;
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
    { recipe, modelKey, ask }: { recipe: Recipe; modelKey: string; ask: TuneAsk },
    act: Act,
    tell: Tell,
  ): Promise<void> {
    let over = false;
    const stop = (): void => {
      over = true;
      act.halt();
    };
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const task = (id: string) => ({ id, key, search: act.id, recipe, modelKey, ask });
    const tryOne = async (proposal: Proposal): Promise<void> => {
      const trial = await act.run({ key, provide }, (api, id) => api.tuneTry(task(id), proposal));
      const trials = [...(this.of(modelKey)?.trials ?? []), trial];
      this.#change(modelKey, { trials: trials.toSorted((a, b) => a.number - b.number) });
      if ('trials' in ask.budget)
        tell(trials.length / (ask.budget.trials + ask.start.length), `trial ${trials.length}`);
    };
    let forget: (() => void) | undefined;
    try {
      while (!over && !act.over) {
        const done = this.of(modelKey)?.trials ?? [];
        const next = act.run({ key, provide }, (api, id) => api.tuneNext(task(id), done));
        const { proposals, ...judged } = await next;
        this.#change(modelKey, { judged });
        if (over || proposals.length === 0) return;
        await allOf(proposals.map(tryOne), stop);
        // What it compares with is there whatever the time.
        if ('seconds' in ask.budget) {
          const { seconds } = ask.budget;
          forget ??= act.later(Math.max(0, 1000 * (seconds - act.worked())), stop);
          tell(Math.min(1, act.worked() / seconds), `${done.length} settings`);
        }
      }
    } finally {
      forget?.();
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
