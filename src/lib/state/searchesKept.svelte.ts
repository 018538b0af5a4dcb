import { detailOf } from '#lib/recipe/errors.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';

interface Parts {
  readonly console: Console;
  readonly store: Store | null;
  readonly projectId: string;
}

/** Searches with their trials as the device keeps them: while one works, what is done of it is written. */
export class SearchesKept {
  readonly #parts: Parts;
  #all = $state.raw<readonly StoredSearch[]>([]);
  /** One write at a time: a later state of a search takes the place of one that still waits. */
  readonly #waiting = new Map<string, StoredSearch>();
  #writing: Promise<void> | null = null;
  /** Those that this tab works on: of all others the device may know more. */
  readonly #working = new Set<string>();
  /** It is said once: every later one would fail as well. */
  #said = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Newest first. */
  get all(): readonly StoredSearch[] {
    return this.#all;
  }
  of(id: string): StoredSearch | undefined {
    return this.#all.find((s) => s.id === id);
  }

  async restore(): Promise<void> {
    const { store, projectId } = this.#parts;
    const kept =
      (await store?.searches(projectId).catch((error: unknown) => this.#untold(error))) ?? [];
    const news = new Map(kept.filter((s) => !this.#working.has(s.id)).map((s) => [s.id, s]));
    const here = this.#all.map((s) => news.get(s.id) ?? s);
    const known = new Set(here.map((s) => s.id));
    this.#show([...here, ...[...news.values()].filter((s) => !known.has(s.id))]);
  }

  #untold(error: unknown): readonly StoredSearch[] {
    const { what, code } = detailOf(error);
    this.#parts.console.say('searches', {
      level: 'WARNING',
      source: 'app.storage',
      message: `The searches kept on this device cannot be shown. ${what}`,
      meta: { code },
    });
    return [];
  }

  /** @param before the search that it goes on from */
  begin(
    asked: Pick<StoredSearch, 'job' | 'recipe' | 'modelKey' | 'ask'>,
    before: StoredSearch | undefined,
  ): StoredSearch {
    const search: StoredSearch = {
      ...{ id: asked.job, judged: null, trials: [], worked: 0 },
      startedAt: new Date().toISOString(),
      ...before,
      ...asked,
      ...{ projectId: this.#parts.projectId, endedAt: null, stopped: false },
    };
    this.#working.add(search.id);
    this.#show([search, ...this.#all.filter((s) => s.id !== search.id)]);
    this.#keep(search);
    return search;
  }

  found(id: string, change: Pick<StoredSearch, 'trials' | 'judged' | 'worked'>): void {
    this.#change(id, change);
  }

  end(id: string, { stopped }: Pick<StoredSearch, 'stopped'>): void {
    this.#change(id, { stopped, endedAt: new Date().toISOString() });
    this.#working.delete(id);
  }

  async remove(id: string): Promise<void> {
    this.#waiting.delete(id);
    await this.#writing;
    await this.#parts.store?.deleteSearch(this.#parts.projectId, id);
    this.#all = this.#all.filter((s) => s.id !== id);
  }

  #change(id: string, change: Partial<StoredSearch>): void {
    const now = this.of(id);
    if (!now) return;
    const search = { ...now, ...change };
    this.#all = this.#all.map((s) => (s.id === id ? search : s));
    this.#keep(search);
  }

  #show(searches: readonly StoredSearch[]): void {
    this.#all = searches.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  }

  #keep(search: StoredSearch): void {
    if (!this.#parts.store) return;
    this.#waiting.set(search.id, search);
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  async #write(): Promise<void> {
    for (const [id, search] of this.#waiting) {
      this.#waiting.delete(id);
      await this.#parts.store?.saveSearch(search).catch((error: unknown) => {
        if (this.#said) return;
        this.#said = true;
        const { what, code } = detailOf(error);
        this.#parts.console.say(id, {
          level: 'WARNING',
          source: 'app.storage',
          message: `The trials of this search cannot be kept: a reload would lose them. ${what}`,
          meta: { code },
        });
      });
    }
  }
}
