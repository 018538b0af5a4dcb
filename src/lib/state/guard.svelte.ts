import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, shortHash } from '#lib/recipe/hash.ts';
import { blocking, type Leak, type LeakReport } from '#lib/recipe/leakage.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { RunResult } from '#lib/recipe/run.ts';
import { Gains } from './gains.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';
import { StructureState } from './structure.svelte.ts';
import type { TableMemory } from './tableMemory.ts';

/**
 * Names the answer: the cleaned table, the target, and which rows are for training. Columns that were left out are
 * looked at as well, so that a quarantine changes nothing of it.
 */
function keyOf(recipe: Recipe): string {
  const looked = recipe.source.columns.map(({ role }) => (role === 'ignored' ? 'feature' : role));
  const { task, split, seed } = recipe;
  return shortHash(canonical([tableKey(recipe), looked, task, split, seed]));
}

const isAsked = (recipe: Recipe): boolean =>
  recipe.task !== null && isSupervised(recipe.task) && targetOf(recipe) !== null;

/** Columns that give the target away: looked for once for each table, target and split, behind everything else. */
export class GuardState {
  /** How the parts are tied together. */
  readonly structure: StructureState;
  /** What suggestions and tried features do to the honest score. */
  readonly gains: Gains;
  readonly #data: Data;
  readonly #pool: Pool;
  readonly #memory: TableMemory;
  /** The newest few, so that undo costs nothing. */
  #known = $state.raw<ReadonlyMap<string, LeakReport>>(new Map());
  #working = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<{ key: string; detail: ErrorDetail } | null>(null);
  #cancel: () => void = () => undefined;

  constructor(data: Data, previews: Pool, trainings: Pool, memory: TableMemory) {
    this.structure = new StructureState(data, previews, trainings);
    this.gains = new Gains(data, trainings);
    this.#data = data;
    this.#pool = previews;
    this.#memory = memory;
  }

  /** null until it is known for this very recipe, and where there is no target. */
  of(recipe: Recipe): LeakReport | null {
    return isAsked(recipe) ? (this.#known.get(keyOf(recipe)) ?? null) : null;
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  errorOf(recipe: Recipe): ErrorDetail | null {
    return this.#error?.key === keyOf(recipe) ? this.#error.detail : null;
  }

  /** Columns of high risk that this run learned from, and that nobody has answered for. */
  behind({ inputs }: RunResult, recipe: Recipe): readonly Leak[] {
    const used = new Set(inputs);
    const columns = recipe.source.columns.map((c) =>
      used.has(c.name) && c.role === 'ignored' ? { ...c, role: 'feature' as const } : c,
    );
    const asUsed = { ...recipe, steps: [], source: { ...recipe.source, columns } };
    return blocking(asUsed, this.of(recipe)).filter((l) => used.has(l.column));
  }

  /** Looks unless it is known or on its way; another question is given up for it. */
  async find(recipe: Recipe): Promise<void> {
    const key = keyOf(recipe);
    if (!isAsked(recipe) || this.#known.has(key) || this.#working === key) return;
    this.#cancel();
    this.#working = key;
    this.#share = 0;
    this.#error = null;
    try {
      const kept = await this.#memory.leaks(key);
      if (this.#working !== key) return;
      const found = kept ?? (await this.#look(recipe));
      this.#known = new Map([...[...this.#known].slice(-3), [key, found]]);
      if (!kept) await this.#memory.keepLeaks(key, found);
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code !== 'cancelled') this.#error = { key, detail };
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }

  #look(recipe: Recipe): Promise<LeakReport> {
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const told = proxy((share: number) => void (this.#share = Math.max(share, this.#share)));
    const job = this.#pool.run({ key, provide, priority: -1 }, (api, id) =>
      api.leaks(id, key, recipe, told),
    );
    this.#cancel = job.cancel;
    return job.promise;
  }
}
