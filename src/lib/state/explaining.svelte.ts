import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Pool, TableAsk, Work } from '#lib/client/pool.ts';
import { detailOf, EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { cutOf } from '#lib/recipe/decision.ts';
import type { ExplainAnswer, ExplainAsk } from '#lib/recipe/explanation.ts';
import { canonical, runKey, shortHash } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import type { Jobs } from './jobs.svelte.ts';
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
  readonly jobs: Pick<Jobs, 'look' | 'cancel'>;
  readonly runs: Pick<Runs, 'answering'>;
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
    const { jobs, pool } = this.#parts;
    // In the list of jobs where it takes long; on the worker that never waits behind them.
    const { id, promise } = jobs.look(
      `Explanation of ${about.run.result.model}`,
      async (act, tell) => {
        const heard = proxy((share: number) => {
          tell(share);
          if (this.#working === key) this.#share = share;
        });
        const { table, work } = await question(this.#parts, about, ask, heard);
        return act.run({ ...table, on: pool }, work);
      },
    );
    this.#cancel = () => jobs.cancel(id);
    try {
      const found = await promise;
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
  #known = $state.raw<Known<A> | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #busy = $state(false);
  #asked = '';
  #next: (() => Promise<void>) | null = null;
  #cancel: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The answer to the newest question about this run that has one; null before the first. */
  of(about: Explained): ExplainAnswer<A> | null {
    return this.#known?.about === nameOf(about) ? this.#known.found : null;
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
      const { table, work } = await question(this.#parts, about, ask);
      const job = this.#parts.pool.run(table, work);
      this.#cancel = job.cancel;
      const found = await job.promise;
      // Nobody asks any more where it was cleared meanwhile.
      if (this.#asked === '') return;
      this.#known = { about: nameOf(about), found };
      this.#error = null;
    };
    if (!this.#busy) void this.#work();
  }

  /** Nothing is shown until the next question is answered. */
  clear(): void {
    this.#next = null;
    this.#asked = '';
    this.#known = null;
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

interface Question<A extends ExplainAsk> {
  readonly table: TableAsk;
  readonly work: Work<ExplainAnswer<A>>;
}

/** What a worker is asked; the model goes along only where it does not hold it. */
async function question<A extends ExplainAsk>(
  { data, runs }: Parts,
  { run, recipe }: Explained,
  ask: A,
  heard?: (share: number) => void,
): Promise<Question<A>> {
  const fitted = await runs.answering(run.taskId);
  if (!fitted)
    throw new EngineError({
      code: 'storage',
      what: 'The model of this run was not kept',
      where: {},
      remedy: 'Train it again; its scores are untouched.',
    });
  // What a worker holds under a name answers by one threshold.
  const runId = shortHash(canonical([run.taskId, fitted.cut ?? null]));
  const table = {
    key: tableKey(recipe),
    provide: async () => (await data.load(recipe, { table: true })).loaded!,
  };
  const lent =
    ask.kind === 'fairness' ? { lent: await data.columns(recipe.source, ask.columns) } : {};
  return {
    table,
    work: async (api, id) => {
      if (!(await api.explainHolds(runId))) await api.explainHold(runId, fitted);
      return (await api.explain(
        { id, key: table.key, recipe, runId, ...lent },
        ask,
        heard,
      )) as ExplainAnswer<A>;
    },
  };
}

interface Known<A extends ExplainAsk> {
  readonly about: string;
  readonly found: ExplainAnswer<A>;
}

/** Names a run with the threshold kept with it, and the table and split that stand behind it. */
const nameOf = ({ run: { taskId, decision }, recipe }: Explained): string =>
  shortHash(canonical([taskId, decision ? cutOf(decision) : null, runKey(recipe, '')]));

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

  constructor(parts: Parts) {
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
