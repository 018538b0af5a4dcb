import type { Data } from '#lib/client/data.ts';
import type { Work } from '#lib/client/pool.ts';
import type { Act } from '#lib/client/queue.ts';
import type { Blendable } from '#lib/engine/automl/ensemble.ts';
import {
  bestOf,
  type AutoAsk,
  type AutoEnsemble,
  type AutoEntry,
  type AutoProposal,
  type AutoTrial,
} from '#lib/recipe/automl.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { workKey } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { weightOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { AutoStart } from '#lib/workers/autoBench.ts';
import { autoAsk } from '#lib/models/portfolio.ts';
import type { Console } from './console.svelte.ts';
import type { Tell } from './jobAsk.ts';
import type { Jobs } from './jobs.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';

export type AutoWish = Pick<AutoAsk, 'mode' | 'budget'>;

/** A search over models: under way, done, stopped or failed. */
export interface AutoSearch {
  readonly wish: AutoWish;
  /** With the steps that it took; its trials are of this. */
  readonly recipe: Recipe;
  /** The recipe when it was started, and the edit from there to `recipe`; null where that is the same. */
  readonly before: Recipe;
  readonly edit: Edit | null;
  /** null until the folds are made. */
  readonly ask: AutoAsk | null;
  readonly judged: Pick<AutoStart, 'metric' | 'better' | 'how'> | null;
  /** In the order of proposing, as far as they are known. */
  readonly trials: readonly AutoTrial[];
  readonly ensemble: AutoEnsemble | null;
  readonly running: boolean;
  /** Trying models, or combining them. */
  readonly phase: 'models' | 'ensemble';
  readonly startedAt: number;
  /** Ended by hand before its budget was spent. */
  readonly stopped: boolean;
  readonly error: ErrorDetail | null;
}

/** Tells whether two recipes lead to the same scores of the same models. */
const sameWork = (a: Recipe, b: Recipe): boolean => a.seed === b.seed && workKey(a) === workKey(b);

/** What of the search's steps the recipe lacks: an edit, null for nothing, 'other' where it has become another one. */
export function missingOf(search: AutoSearch, recipe: Recipe): Edit | null | 'other' {
  if (sameWork(search.recipe, recipe)) return null;
  return sameWork(search.before, recipe) ? search.edit : 'other';
}

/** The best so far: the ensemble where it beats every model alone. */
export function bestFound({ trials, ensemble, judged }: AutoSearch): AutoEntry | null {
  if (ensemble?.taken) return ensemble;
  return judged && bestOf(trials, judged.better);
}

const nSplits = 5;
/** The rest of a time is for combining. */
const triesShare = 0.9;

/** The newest AutoML search of the project, kept while the page is open. */
export class AutoMl {
  readonly #data: Data;
  readonly #jobs: Jobs;
  readonly #console: Console;
  #search = $state.raw<AutoSearch | null>(null);
  #answers = new Map<number, readonly Float64Array[]>();
  #stop: () => void = () => undefined;

  constructor(data: Data, jobs: Jobs, console: Console) {
    this.#data = data;
    this.#jobs = jobs;
    this.#console = console;
  }

  get search(): AutoSearch | null {
    return this.#search;
  }

  /** Searches until the budget is spent, or it is stopped; what was found by then stays. */
  async start(
    { before, edit, recipe }: Pick<AutoSearch, 'before' | 'edit' | 'recipe'>,
    wish: AutoWish,
  ): Promise<void> {
    if (this.#search?.running) return;
    this.#answers = new Map();
    this.#search = {
      ...{ wish, before, edit, recipe: { ...recipe, models: [] }, ask: null, judged: null },
      ...{ trials: [], ensemble: null, running: true, phase: 'models', stopped: false },
      ...{ startedAt: performance.now(), error: null },
    };
    const { id, promise } = this.#jobs.add(
      {
        ...{ kind: 'automl', title: `AutoML, ${wish.mode}`, recipeHash: workKey(recipe) },
        again: { kind: 'automl', before, edit, recipe, wish },
      },
      (act, tell) =>
        this.#run(act, tell).finally(() => act.over && this.#change({ stopped: true })),
    );
    const say = (event: Omit<LogEvent, 'source'>): void =>
      this.#console.say(id, { ...event, source: 'train.automl' });
    say({ level: 'INFO', message: `Searching for a model (${wish.mode})`, meta: wish.budget });
    this.#stop = () => this.#jobs.cancel(id);
    try {
      await promise;
    } catch (error) {
      const detail = detailOf(error);
      this.#change(detail.code === 'cancelled' ? { stopped: true } : { error: detail });
    } finally {
      this.#stop = () => undefined;
      this.#change({ running: false });
      this.#sayEnd(say);
    }
  }

  /** Ends the search; the trials that are done stay. */
  stop(): void {
    this.#change({ stopped: true });
    this.#stop();
  }

  async #run(act: Act, tell: Tell): Promise<void> {
    const { recipe, wish } = this.#search!;
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const task = (own: string) => ({ id: own, key, search: act.id, recipe, nSplits });
    let over = false;
    const stop = (): void => {
      over = true;
      act.halt();
    };
    const done = <T>(work: Work<T>): Promise<T> => act.run({ key, provide }, work);
    const { facts, ...judged } = await done((api, own) => api.autoStart(task(own)));
    const weighted = weightOf(recipe) !== null;
    const ask = autoAsk(
      { task: recipe.task!, weighted, ...facts },
      { ...wish, seed: recipe.seed, nSplits },
    );
    this.#change({ ask, judged });
    const forget = act.later(1000 * (secondsIn(wish.budget) - act.worked()), stop);
    const tryOne = async (proposal: AutoProposal): Promise<void> => {
      const { trial, answers } = await done((api, own) => api.autoTry(task(own), proposal));
      this.#answers.set(trial.number, answers);
      const trials = [...this.#search!.trials, trial].toSorted((a, b) => a.number - b.number);
      this.#change({ trials });
      const far = farIn(wish.budget, trials.length, act.worked());
      tell(triesShare * far, `${trials.length} models tried`);
    };
    try {
      while (!over && !act.over) {
        const { trials } = this.#search!;
        const proposals = await done((api, own) => api.autoNext(task(own), ask, trials));
        if (over || proposals.length === 0) break;
        await allOf(proposals.map(tryOne), stop);
      }
    } catch (error) {
      if (detailOf(error).code !== 'cancelled') throw error;
    } finally {
      forget();
    }
    if (act.over || !ask.ensemble || weighted) return;
    this.#change({ phase: 'ensemble' });
    tell(triesShare, 'combining models');
    const began = performance.now();
    const found = this.#candidates();
    const made = await done((api, own) => api.autoEnsemble(task(own), found));
    const seconds = (performance.now() - began) / 1000;
    this.#change({ ensemble: made && { ...made, seconds } });
  }

  #candidates(): Blendable[] {
    const { trials, judged } = this.#search!;
    const sign = judged?.better === 'lower' ? 1 : -1;
    return trials
      .filter((t) => t.score !== null)
      .toSorted((a, b) => sign * (a.score! - b.score!) || a.number - b.number)
      .slice(0, 40)
      .map((trial) => ({ trial, answers: this.#answers.get(trial.number)! }));
  }

  #sayEnd(say: (event: Omit<LogEvent, 'source'>) => void): void {
    const { trials, judged, error, ensemble, stopped } = this.#search!;
    if (error) return say({ level: 'ERROR', message: `${error.what}. ${error.remedy}`, meta: {} });
    const best = bestFound(this.#search!);
    const score = ensemble?.taken ? ensemble.score : judged && bestOf(trials, judged.better)?.score;
    if (stopped && trials.length === 0) return say(nothingTried);
    const [level, did] = stopped
      ? (['INFO', 'Stopped after'] as const)
      : (['SUCCESS', 'Tried'] as const);
    say({
      level,
      message: `${did} ${trials.length} models${best && judged ? `, best ${best.model} with ${judged.metric} ${score!.toFixed(4)}` : ''}`,
      meta: best ? { model: best.model } : {},
    });
  }

  #change(change: Partial<AutoSearch>): void {
    if (this.#search) this.#search = { ...this.#search, ...change };
  }
}

const nothingTried = {
  level: 'INFO',
  message: 'The search was cancelled before any model was tried',
  meta: {},
} as const;

type Budget = AutoWish['budget'];

/** Seconds for trying models; no end where it is trials that count. */
const secondsIn = (budget: Budget): number =>
  'seconds' in budget ? triesShare * budget.seconds : Infinity;

const farIn = (budget: Budget, tried: number, worked: number): number =>
  Math.min(1, 'trials' in budget ? tried / budget.trials : worked / secondsIn(budget));

/** All ended; the first failure ends the others, and is thrown once nothing is under way. */
async function allOf(works: readonly Promise<void>[], stop: () => void): Promise<void> {
  const ended = await Promise.allSettled(
    works.map((work) =>
      work.catch((error: unknown) => {
        if (detailOf(error).code !== 'cancelled') stop();
        throw error;
      }),
    ),
  );
  const failures = ended.flatMap((e) => (e.status === 'rejected' ? [e.reason as Error] : []));
  const first = failures.find((e) => detailOf(e).code !== 'cancelled') ?? failures[0];
  if (first) throw first;
}
