import type { Data } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, shortHash, tableKey } from '#lib/recipe/hash.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import type { TableMemory } from './tableMemory.ts';

/** Tables up to here are looked through unasked: cells, and columns, for pairs of columns are compared. */
const mostUnasked = { cells: 2_000_000, columns: 2_000 };

/** Names the answer: the table, what is predicted, and which columns are features. */
function keyOf(recipe: Recipe): string {
  const { source, task } = recipe;
  const used = (): readonly string[] =>
    source.columns.map(({ role }) => (role === 'split' ? 'ignored' : role));
  const key = keys.get(recipe) ?? shortHash(canonical([tableKey(source), task, used()]));
  keys.set(recipe, key);
  return key;
}
/** Asked many times of the same recipe, and long to write of thousands of columns. */
const keys = new WeakMap<Recipe, string>();

/** How the columns of the open table hang together; worked out once for each table, target and set of features. */
export class RelationsState {
  readonly #data: Data;
  readonly #memory: TableMemory;
  /** The newest few, so that undo costs nothing. */
  #known = $state.raw<ReadonlyMap<string, Relations>>(new Map());
  #working = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<{ key: string; detail: ErrorDetail } | null>(null);
  #stopped = $state<string | null>(null);
  #cancel: () => void = () => undefined;

  constructor(data: Data, memory: TableMemory) {
    this.#data = data;
    this.#memory = memory;
  }

  /** null until it is worked out for this very recipe. */
  of(recipe: Recipe): Relations | null {
    return this.#known.get(keyOf(recipe)) ?? null;
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  errorOf(recipe: Recipe): ErrorDetail | null {
    return this.#error?.key === keyOf(recipe) ? this.#error.detail : null;
  }
  /** A person stopped it. */
  isStopped(recipe: Recipe): boolean {
    return this.#stopped === keyOf(recipe);
  }

  /** Small enough to be worked out before anybody asks. */
  isLight({ rows, columns }: TableProfile): boolean {
    return rows * columns.length <= mostUnasked.cells && columns.length <= mostUnasked.columns;
  }

  cancel(): void {
    this.#stopped = this.#working;
    this.#cancel();
  }

  /** Works it out unless it is known or on its way; another question is given up for it. */
  async find(recipe: Recipe, profile: TableProfile): Promise<void> {
    const key = keyOf(recipe);
    if (this.#known.has(key) || this.#working === key) return;
    this.#cancel();
    this.#working = key;
    this.#share = 0;
    this.#error = null;
    this.#stopped = null;
    try {
      const kept = await this.#memory.relations(key);
      if (this.#working !== key) return;
      const found = kept ?? (await this.#compute(recipe, profile));
      this.#known = new Map([...[...this.#known].slice(-3), [key, found]]);
      if (!kept) await this.#memory.keepRelations(key, found);
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code !== 'cancelled') this.#error = { key, detail };
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }

  #compute(recipe: Recipe, { rows, columns }: TableProfile): Promise<Relations> {
    const roles = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
    const ask = {
      target: targetOf(recipe),
      task: recipe.task,
      rows,
      columns: columns.map((c) => ({ ...c, role: roles.get(c.name) ?? c.role })),
    };
    const job = this.#data.relations(recipe.source, ask, (share) => (this.#share = share));
    this.#cancel = job.cancel;
    return job.promise;
  }
}
