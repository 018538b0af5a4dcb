import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { ExplainAnswer, ExplainAsk } from '#lib/recipe/explanation.ts';
import { canonical, runKey, shortHash } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { tableKey } from './pipeline.svelte.ts';
import type { Runs } from './runs.svelte.ts';

/** Which run is asked about, on the table as the recipe makes it now. */
export interface Explained {
  readonly run: StoredRun;
  readonly recipe: Recipe;
}

interface Parts {
  readonly data: Data;
  readonly pool: Pool;
  readonly runs: Pick<Runs, 'fitted'>;
}

/**
 * Answers to one kind of question about a run. A question that is asked anew gives up the one before; answers are kept, the
 * newest few.
 */
export class Asking<A extends ExplainAsk> {
  readonly #parts: Parts;
  #known = $state.raw<ReadonlyMap<string, Known<A>>>(new Map());
  #working = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<{ key: string; detail: ErrorDetail } | null>(null);
  #stopped = $state<string | null>(null);
  #cancel: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** null until it is known. */
  of(about: Explained, ask: A): ExplainAnswer<A> | null {
    return this.#known.get(keyOf(about, ask))?.found ?? null;
  }
  /** All that is known of a run, the oldest first. */
  all(about: Explained): readonly ExplainAnswer<A>[] {
    const name = nameOf(about);
    return [...this.#known.values()].filter((k) => k.about === name).map((k) => k.found);
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  errorOf(about: Explained, ask: A): ErrorDetail | null {
    return this.#error?.key === keyOf(about, ask) ? this.#error.detail : null;
  }
  /** A person stopped it. */
  isStopped(about: Explained, ask: A): boolean {
    return this.#stopped === keyOf(about, ask);
  }
  cancel(): void {
    this.#stopped = this.#working;
    this.#cancel();
  }
  /** Gives up what is on its way, when nobody looks any more. */
  leave(): void {
    this.#cancel();
  }

  /** Asks unless the answer is known or on its way. */
  async find(about: Explained, ask: A): Promise<void> {
    const key = keyOf(about, ask);
    if (this.#known.has(key) || this.#working === key) return;
    this.#cancel();
    this.#working = key;
    this.#share = 0;
    this.#error = null;
    this.#stopped = null;
    let over = false;
    this.#cancel = () => (over = true);
    try {
      const heard = proxy((share: number) => {
        if (this.#working === key) this.#share = share;
      });
      const job = await begin(this.#parts, about, ask, heard);
      this.#cancel = job.cancel;
      if (over) job.cancel();
      const found = await job.promise;
      this.#known = new Map([
        ...[...this.#known].slice(-11),
        [key, { about: nameOf(about), found }],
      ]);
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code !== 'cancelled') this.#error = { key, detail };
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }
}

/** The newest question wins, and one that is on its way is waited for: what is shown follows a slider. */
export class Following<A extends ExplainAsk> {
  readonly #parts: Parts;
  #answer = $state.raw<ExplainAnswer<A> | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #busy = $state(false);
  #asked = '';
  #next: (() => Promise<void>) | null = null;
  #cancel: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The answer to the newest question that has one; null before the first. */
  get answer(): ExplainAnswer<A> | null {
    return this.#answer;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }

  ask(about: Explained, ask: A): void {
    const key = keyOf(about, ask);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#next = async () => {
      const job = await begin(this.#parts, about, ask);
      this.#cancel = job.cancel;
      this.#answer = await job.promise;
      this.#error = null;
    };
    if (!this.#busy) void this.#work();
  }

  /** Nothing is shown until the next question is answered. */
  clear(): void {
    this.#next = null;
    this.#asked = '';
    this.#answer = null;
    this.#error = null;
    this.#cancel();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#next; next; next = this.#next) {
      this.#next = null;
      try {
        await next();
      } catch (error) {
        const detail = detailOf(error);
        if (detail.code !== 'cancelled') this.#error = detail;
      }
    }
    this.#busy = false;
  }
}

/** Sends a question; the model goes along only where the worker does not hold it. */
async function begin<A extends ExplainAsk>(
  { data, pool, runs }: Parts,
  { run, recipe }: Explained,
  ask: A,
  heard?: (share: number) => void,
): Promise<Job<ExplainAnswer<A>>> {
  const runId = run.taskId;
  const fitted = await runs.fitted(runId);
  if (!fitted)
    throw new EngineError({
      code: 'storage',
      what: 'The model of this run was not kept',
      where: {},
      remedy: 'Train it again; its scores are untouched.',
    });
  const table = {
    key: tableKey(recipe),
    provide: async () => (await data.load(recipe, { table: true })).loaded!,
  };
  const lent =
    ask.kind === 'fairness' ? { lent: await data.columns(recipe.source, ask.columns) } : {};
  return pool.run(table, async (api, id) => {
    if (!(await api.explainHolds(runId))) await api.explainHold(runId, fitted);
    return (await api.explain(
      { id, key: table.key, recipe, runId, ...lent },
      ask,
      heard,
    )) as ExplainAnswer<A>;
  });
}

interface Known<A extends ExplainAsk> {
  readonly about: string;
  readonly found: ExplainAnswer<A>;
}

/** Names a run with the table and split that stand behind it. */
const nameOf = ({ run, recipe }: Explained): string =>
  shortHash(canonical([run.taskId, runKey(recipe, '')]));

/** Names an answer: what it is about, and the question. */
const keyOf = (about: Explained, ask: ExplainAsk): string =>
  shortHash(canonical([nameOf(about), ask]));

type AskOf<K extends ExplainAsk['kind']> = Extract<ExplainAsk, { readonly kind: K }>;

/** What the page that explains asks of a run: each kind of question by itself, one at a time. */
export class Explaining {
  readonly overview: Asking<AskOf<'overview'>>;
  readonly effect: Asking<AskOf<'effect'>>;
  readonly change: Asking<AskOf<'change'>>;
  readonly surrogate: Asking<AskOf<'surrogate'>>;
  readonly lime: Asking<AskOf<'lime'>>;
  readonly equation: Asking<AskOf<'equation'>>;
  readonly fairness: Asking<AskOf<'fairness'>>;
  readonly whatIf: Following<AskOf<'whatIf'>>;
  readonly track: Following<AskOf<'track'>>;

  constructor(data: Data, pool: Pool, runs: Pick<Runs, 'fitted'>) {
    const parts = { data, pool, runs };
    this.overview = new Asking(parts);
    this.effect = new Asking(parts);
    this.change = new Asking(parts);
    this.surrogate = new Asking(parts);
    this.lime = new Asking(parts);
    this.equation = new Asking(parts);
    this.fairness = new Asking(parts);
    this.whatIf = new Following(parts);
    this.track = new Following(parts);
  }

  leave(): void {
    this.overview.leave();
    this.effect.leave();
    this.change.leave();
    this.surrogate.leave();
    this.lime.leave();
    this.equation.leave();
    this.whatIf.clear();
    this.track.clear();
  }
}
