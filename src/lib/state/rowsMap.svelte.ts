import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, runKey, shortHash } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { MapAsk, MapResult } from '#lib/recipe/rowsMap.ts';
import { tableKey } from './pipeline.svelte.ts';

/** Names the answer: the table, what the steps make of it, and what is asked. A recipe without a model has a key too. */
const keyOf = (recipe: Recipe, ask: MapAsk): string =>
  shortHash(canonical([runKey(recipe, ''), ask]));

/** Maps of the open table's rows; each is laid out once, the newest few are kept. */
export class RowsMapState {
  readonly #data: Data;
  readonly #pool: Pool;
  readonly #previews: Pool;
  #known = $state.raw<ReadonlyMap<string, MapResult>>(new Map());
  #working = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<{ key: string; detail: ErrorDetail } | null>(null);
  #stopped = $state<string | null>(null);
  #cancel: () => void = () => undefined;

  /** @param previews where it is made while jobs have all workers of `pool` */
  constructor(data: Data, pool: Pool, previews: Pool) {
    this.#data = data;
    this.#pool = pool;
    this.#previews = previews;
  }

  /** null until it is laid out for this very recipe. */
  of(recipe: Recipe, ask: MapAsk): MapResult | null {
    return this.#known.get(keyOf(recipe, ask)) ?? null;
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  errorOf(recipe: Recipe, ask: MapAsk): ErrorDetail | null {
    return this.#error?.key === keyOf(recipe, ask) ? this.#error.detail : null;
  }
  /** A person stopped it. */
  isStopped(recipe: Recipe, ask: MapAsk): boolean {
    return this.#stopped === keyOf(recipe, ask);
  }

  cancel(): void {
    this.#stopped = this.#working;
    this.#cancel();
  }

  /** Gives up what is on its way, when nobody looks any more. */
  leave(): void {
    this.#cancel();
  }

  /** Lays the rows out unless that is known or on its way; another question is given up for it. */
  async find(recipe: Recipe, ask: MapAsk): Promise<void> {
    const key = keyOf(recipe, ask);
    if (this.#known.has(key) || this.#working === key) return;
    this.#cancel();
    this.#working = key;
    this.#share = 0;
    this.#error = null;
    this.#stopped = null;
    const table = {
      key: tableKey(recipe),
      provide: async () => (await this.#data.load(recipe, { table: true })).loaded!,
    };
    const heard = proxy((share: number) => {
      if (this.#working === key) this.#share = share;
    });
    const [pool, priority] = this.#pool.idle ? [this.#pool, 1] : [this.#previews, -1];
    const job = pool.run({ ...table, priority }, (api, id) =>
      api.map({ id, key: table.key, recipe, ask }, heard),
    );
    this.#cancel = job.cancel;
    try {
      const found = await job.promise;
      this.#known = new Map([...[...this.#known].slice(-3), [key, found]]);
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code !== 'cancelled') this.#error = { key, detail };
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }
}
