import type { Data } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, shortHash, tableKey } from '#lib/recipe/hash.ts';
import type { KeyPair } from '#lib/recipe/joining.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { keptFile } from '#lib/storage/files.ts';
import type { StoredProject } from '#lib/storage/schema.ts';
import { keepSecond } from './seconds.ts';

/** What a join would do, or why it would not. */
export interface JoinLook {
  readonly events: readonly LogEvent[];
  readonly error: ErrorDetail | null;
}

/** A join, after the steps that `recipe` has. */
export interface JoinAsk {
  readonly recipe: Recipe;
  readonly step: Pick<RecipeStep, 'step' | 'columns' | 'params'>;
}

const keyOf = ({ recipe, step }: JoinAsk): string =>
  shortHash(canonical([tableKey(recipe.source), recipe.steps, step]));

const mostLooks = 7;

/** Choosing a second table, and seeing what a join with it would do before it is added. */
export class JoiningState {
  readonly #data: Data;
  readonly #project: string;
  #reading = $state<string | null>(null);
  #share = $state(0);
  #error = $state.raw<ErrorDetail | null>(null);
  /** The newest few: a form that adds a step may lie over one that changes another. */
  #looks = $state.raw<ReadonlyMap<string, JoinLook>>(new Map());
  #cancel: () => void = () => undefined;
  #asked = 0;
  /** Whether a query is being written that is not read yet. */
  writing = $state(false);

  constructor(data: Data, project: string) {
    this.#data = data;
    this.#project = project;
  }

  /** The name of the file being read; null while none is. */
  get reading(): string | null {
    return this.#reading;
  }
  /** How far it is read, 0 to 1. */
  get share(): number {
    return this.#share;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }
  /** What was asked comes to; null while it is worked out. */
  look(asked: JoinAsk): JoinLook | null {
    return this.#looks.get(keyOf(asked)) ?? null;
  }
  cancel(): void {
    this.#cancel();
  }

  /** Reads a file as a second table. @returns how it was read, or null where it was not */
  choose(file: File): Promise<Source | null> {
    return this.#taking(file.name, async (isNewest) => {
      const job = this.#data.openSecond(file, (share) => {
        if (isNewest()) this.#share = share;
      });
      this.#cancel = job.cancel;
      const { source } = await job.promise;
      return { source, file };
    });
  }

  /** Takes the table of another project, read as it is read there. */
  take({ id, recipe }: StoredProject): Promise<Source | null> {
    const { source } = recipe;
    return this.#taking(source.file.name, async () => ({
      source,
      file: await keptFile(id, source.file.name),
    }));
  }

  /** By which columns the two tables are likely to match. */
  async propose(recipe: Recipe, source: Source): Promise<readonly KeyPair[]> {
    try {
      return await this.#data.matches(recipe, source);
    } catch (error) {
      this.#error = detailOf(error);
      return [];
    }
  }

  /** What each column holds that a query works out; or what is wrong with the query. */
  async typesOf(
    recipe: Recipe,
    query: string,
  ): Promise<readonly (readonly [string, ColumnType])[] | ErrorDetail> {
    try {
      return await this.#data.queryTypes(recipe, query);
    } catch (error) {
      return detailOf(error);
    }
  }

  /** Works out what the step would do after the recipe's own. What failed is asked anew, for a file may have come. */
  async ask(asked: JoinAsk): Promise<void> {
    const key = keyOf(asked);
    if (this.#looks.get(key)?.error === null) return;
    const step = { key: 'look', version: 1, enabled: true, ...asked.step };
    const look = await this.#data.preview(asked.recipe, [step]).then(
      ([events]): JoinLook => ({ events: events ?? [], error: null }),
      (error: unknown): JoinLook => ({ events: [], error: detailOf(error) }),
    );
    const others = [...this.#looks].filter(([known]) => known !== key).slice(-mostLooks);
    this.#looks = new Map([...others, [key, look]]);
  }

  /** Takes the place of what is still being read. Keeps a copy with the project; where that fails the file stays in memory, and it is said. */
  async #taking(
    name: string,
    read: (isNewest: () => boolean) => Promise<{ readonly source: Source; readonly file: File }>,
  ): Promise<Source | null> {
    this.#cancel();
    this.#asked += 1;
    const own = this.#asked;
    const isNewest = (): boolean => own === this.#asked;
    this.#cancel = () => undefined;
    [this.#reading, this.#share, this.#error] = [name, 0, null];
    const say = (error: unknown): void => {
      const detail = detailOf(error);
      if (isNewest() && detail.code !== 'cancelled') this.#error = detail;
    };
    try {
      const { source, file } = await read(isNewest);
      if (!isNewest()) return null;
      await keepSecond(this.#project, source, file).catch(say);
      return isNewest() ? source : null;
    } catch (error) {
      say(error);
      return null;
    } finally {
      if (isNewest()) {
        this.#reading = null;
        this.#cancel = () => undefined;
      }
    }
  }
}
