import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, runKey, shortHash } from '#lib/recipe/hash.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { beforeDrops } from '#lib/recipe/splitting.ts';
import type { Assessment, Question, StructureReport } from '#lib/recipe/structure.ts';
import { tableKey } from './pipeline.svelte.ts';

/** Learned steps change nothing of what is found, but the fixes take columns from them. */
const keyOf = (recipe: Recipe): string =>
  shortHash(
    canonical([
      tableKey(recipe),
      recipe.source.columns.map((c) => [c.role, c.meaning]),
      recipe.steps,
      recipe.task,
      recipe.split,
    ]),
  );

/** A look at a model that fits it many times: on its way, done, or ended. */
export interface Look {
  readonly share: number;
  readonly note: string;
  readonly answer: Assessment | null;
  readonly error: ErrorDetail | null;
}

const begun: Look = { share: 0, note: '', answer: null, error: null };

/** How the parts are tied together, looked at after each change; and further looks at a score, on demand. */
export class StructureState {
  readonly #data: Data;
  readonly #previews: Pool;
  readonly #pool: Pool;
  #known = $state.raw<ReadonlyMap<string, StructureReport>>(new Map());
  #looks = $state.raw<ReadonlyMap<string, Look>>(new Map());
  readonly #jobs = new Map<string, Job<Assessment>>();
  #working: string | null = null;

  constructor(data: Data, previews: Pool, pool: Pool) {
    this.#data = data;
    this.#previews = previews;
    this.#pool = pool;
  }

  /** null until it is known for this very recipe. */
  of(recipe: Recipe): StructureReport | null {
    return this.#known.get(keyOf(recipe)) ?? null;
  }

  /** Looks unless it is known or on its way. What keeps it from looking is told where the recipe's problems are. */
  async find(recipe: Recipe): Promise<void> {
    const key = keyOf(recipe);
    if (recipe.task === null || !isSupervised(recipe.task) || targetOf(recipe) === null) return;
    if (this.#known.has(key) || this.#working === key) return;
    this.#working = key;
    const whole = beforeDrops(recipe);
    try {
      const job = this.#previews.run({ ...this.#table(whole), priority: -2 }, (api, id) =>
        api.structure(id, tableKey(whole), whole),
      );
      const report = await job.promise;
      this.#known = new Map([...[...this.#known].slice(-3), [key, report]]);
    } catch (error) {
      // It stays unknown: “nothing found” would be more than was looked at.
      if (detailOf(error).code === 'unexpected') throw error;
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }

  look(recipe: Recipe, modelKey: string, question: Question): Look | null {
    return this.#looks.get(lookKey(recipe, modelKey, question)) ?? null;
  }

  /** Fits the model as often as the question asks; the answer is kept while the page is open. */
  async ask(recipe: Recipe, modelKey: string, question: Question): Promise<void> {
    const key = lookKey(recipe, modelKey, question);
    const known = this.#looks.get(key);
    if (known && !known.error) return;
    this.#set(key, begun);
    const told = proxy((share: number, note: string | undefined) => {
      const now = this.#looks.get(key) ?? begun;
      this.#set(key, { ...now, share: Math.max(share, now.share), note: note ?? now.note });
    });
    const job = this.#pool.run(this.#table(recipe), (api, id) =>
      api.assess({ id, key: tableKey(recipe), recipe, modelKey, question }, told),
    );
    this.#jobs.set(key, job);
    try {
      this.#set(key, { ...begun, share: 1, answer: await job.promise });
    } catch (error) {
      const detail = detailOf(error);
      this.#set(key, detail.code === 'cancelled' ? null : { ...begun, error: detail });
    } finally {
      this.#jobs.delete(key);
    }
  }

  cancel(recipe: Recipe, modelKey: string, question: Question): void {
    this.#jobs.get(lookKey(recipe, modelKey, question))?.cancel();
  }

  #set(key: string, look: Look | null): void {
    const others = [...this.#looks].filter(([k]) => k !== key).slice(-19);
    this.#looks = new Map(look ? [...others, [key, look]] : others);
  }

  #table(recipe: Recipe) {
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    return { key: tableKey(recipe), provide };
  }
}

const lookKey = (recipe: Recipe, modelKey: string, question: Question): string =>
  shortHash(canonical([runKey(recipe, modelKey), question]));
