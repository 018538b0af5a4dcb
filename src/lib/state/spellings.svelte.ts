import type { Data } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { canonical, shortHash, tableKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { SpellingMethod, Spellings } from '#lib/recipe/spellings.ts';

/** What is asked: `recipe` has the steps before the one that asks, and no others. */
export interface SpellingsQuestion {
  readonly recipe: Recipe;
  readonly columns: readonly string[];
  readonly method: SpellingMethod;
}

const keyOf = ({ recipe, columns, method }: SpellingsQuestion): string =>
  shortHash(canonical([tableKey(recipe.source), recipe.steps, columns, method]));

/** Texts that may be spellings of one, for the question asked last. */
export class SpellingsState {
  readonly #data: Data;
  #found = $state.raw<{ key: string; spellings: Spellings } | null>(null);
  #error = $state.raw<{ key: string; detail: ErrorDetail } | null>(null);
  #working = $state<string | null>(null);
  #share = $state(0);
  #cancel: () => void = () => undefined;

  constructor(data: Data) {
    this.#data = data;
  }

  of(question: SpellingsQuestion): Spellings | null {
    return this.#found?.key === keyOf(question) ? this.#found.spellings : null;
  }
  errorOf(question: SpellingsQuestion): ErrorDetail | null {
    return this.#error?.key === keyOf(question) ? this.#error.detail : null;
  }
  /** How far it is, 0 to 1; null while nothing is on the way. */
  get share(): number | null {
    return this.#working === null ? null : this.#share;
  }
  cancel(): void {
    this.#cancel();
  }

  async find(question: SpellingsQuestion): Promise<void> {
    const key = keyOf(question);
    this.#cancel();
    [this.#working, this.#share, this.#error] = [key, 0, null];
    const job = this.#data.spellings(question, (share) => (this.#share = share));
    this.#cancel = job.cancel;
    try {
      const spellings = await job.promise;
      if (this.#working === key) this.#found = { key, spellings };
    } catch (error) {
      const detail = detailOf(error);
      if (this.#working === key && detail.code !== 'cancelled') this.#error = { key, detail };
    } finally {
      if (this.#working === key) this.#working = null;
    }
  }
}
