import { proxy, type Remote } from 'comlink';
import type {
  Converted,
  ConvertOptions,
  OutFormat,
  CellFacts,
  CellQuery,
  DataApi,
  Estimate,
  FindQuery,
  FirstRows,
  Found,
  LoadedForRun,
  OpenChoices,
  Opened,
  OpenSays,
  Preview,
  RelationsAsk,
  SpellingsAsk,
  RowHitsQuery,
  RowsPage,
  RowsQuery,
  RowsView,
} from '#lib/workers/data.worker.ts';
import type { ColumnType, TableProfile } from '#lib/recipe/profile.ts';
import type { Spellings } from '#lib/recipe/spellings.ts';
import type { StepLook } from '#lib/recipe/run.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import { cellsKey } from '#lib/recipe/hash.ts';
import type { KeyPair } from '#lib/recipe/joining.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import type { Ledger } from '#lib/recipe/ledger.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe, RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { Watched } from './alive.ts';
import { freshId, type Job } from './job.ts';

export type {
  Converted,
  OutFormat,
  CellFacts,
  Found,
  Estimate,
  Preview,
  FirstRows,
  LoadedForRun,
  OpenChoices,
  Opened,
  OpenSays,
  RowsPage,
  RowsView,
};

/** The table of the open project: one worker with one DuckDB. */
export class Data {
  readonly #worker: Watched<DataApi>;
  /** What each worker was last told to show. */
  readonly #told = new WeakMap<Remote<DataApi>, Source>();
  /** When the worker holds a table, or could not: who asks for its rows before, as after a reload, waits. */
  #opened: Promise<void>;
  #first: () => void = () => undefined;

  /** Which second tables each worker knows of. */
  readonly #offered = new WeakMap<Remote<DataApi>, Set<string>>();
  readonly #second: (source: Source) => Promise<File | null>;

  /** @param second finds the file of a second table that a step reads */
  constructor(
    onDeath: (name: string) => void,
    second: (source: Source) => Promise<File | null> = () => Promise.resolve(null),
  ) {
    this.#second = second;
    this.#opened = new Promise((resolve) => (this.#first = resolve));
    this.#worker = new Watched<DataApi>(
      'data',
      () =>
        new Worker(new URL('../workers/data.worker.ts', import.meta.url), {
          type: 'module',
          name: 'data',
        }),
      onDeath,
    );
  }

  /** Reads a file into the worker, replacing what it held. */
  open(file: File, choices: OpenChoices, says: OpenSays): Job<Opened> {
    return this.#opening((api, id) => api.open(id, file, choices, proxy(says)));
  }

  /** Reads the file of a stored source, which must be the very one, just as the source says. */
  reopen(file: File, source: Source, says: OpenSays): Job<Opened> {
    return this.#opening((api, id) => api.reopen(id, file, source, proxy(says)));
  }

  /** The beginning of a file under some choices. */
  look(file: File, choices: OpenChoices): Promise<Preview> {
    return this.#worker.call((api) => api.look(file, choices));
  }

  /** What reading the file would take. */
  size(file: File, choices: OpenChoices): Promise<Estimate> {
    return this.#worker.call((api) => api.size(file, choices));
  }

  profile(source: Source, onShare: (share: number) => void): Job<TableProfile> {
    return this.#job((api, id) => api.profile(id, source, proxy(onShare)));
  }

  rows(source: Source, query: RowsQuery): Promise<RowsPage> {
    return this.#shown(source, (api) => api.rows(query));
  }

  /** Filters and sorts the table for the pages to come. @returns how many rows there are */
  arrange(source: Source, view: RowsView): Job<number> {
    return this.#job((api, id) => {
      this.#show(api, source);
      return api.arrange(id, view);
    });
  }

  /** Looks for a text in every cell. */
  find(source: Source, query: FindQuery, onShare: (share: number) => void): Job<Found> {
    return this.#job((api, id) => {
      this.#show(api, source);
      return api.find(id, query, proxy(onShare));
    });
  }

  /** Which of a row's cells hold a text. */
  hits(source: Source, query: RowHitsQuery): Promise<readonly number[]> {
    return this.#shown(source, (api) => api.hits(query));
  }

  cell(source: Source, query: CellQuery): Promise<CellFacts | null> {
    return this.#shown(source, (api) => api.cell(query));
  }

  /** The whole text of a cell, however long. */
  cellText(source: Source, query: CellQuery): Promise<string> {
    return this.#shown(source, (api) => api.cellText(query));
  }

  /** How the columns hang together. */
  relations(source: Source, ask: RelationsAsk, onShare: (share: number) => void): Job<Relations> {
    return this.#job((api, id) => api.relations(id, source, ask, proxy(onShare)));
  }

  /** Texts of columns that may be spellings of one. */
  spellings(ask: SpellingsAsk, onShare: (share: number) => void): Job<Spellings> {
    return this.#job(async (api, id) => {
      await this.#offer(api, ask.recipe.steps);
      return api.spellings(id, ask, proxy(onShare));
    });
  }

  /** The table as a file of another kind. */
  convert(source: Source, to: OutFormat, options: ConvertOptions): Promise<Converted> {
    return this.#worker.call((api) => api.convert(source, to, options));
  }

  /** Rows of the file as they stand in it, before any step. */
  async rawRows(source: Source, rid: Int32Array): Promise<readonly object[]> {
    await this.#opened;
    return this.#worker.call((api) => api.rawRows(source, rid));
  }

  /** What became of every cell. */
  ledger(source: Source): Promise<Ledger> {
    return this.#worker.call((api) => api.ledger(source));
  }

  /** What the recipe's cleaning steps do, and with `table` the table they leave. */
  async load(recipe: Recipe, want: { table: boolean }): Promise<LoadedForRun> {
    await this.#opened;
    return this.#worker.call(async (api) => {
      await this.#offer(api, recipe.steps);
      return api.load(recipe, want);
    });
  }

  /** Some columns as they stand in the file. */
  async columns(
    source: Source,
    names: readonly string[],
  ): Promise<NonNullable<LoadedForRun['loaded']>> {
    await this.#opened;
    return this.#worker.call((api) => api.columns(source, names));
  }

  /** A cleaning step's columns before and after it. */
  stepLook(recipe: Recipe, key: string): Promise<StepLook | null> {
    return this.#worker.call(async (api) => {
      await this.#offer(api, recipe.steps);
      return api.stepLook(recipe, key);
    });
  }

  /** What each cleaning step would do after the recipe's own, one dry run a step. */
  preview(recipe: Recipe, steps: readonly RecipeStep[]): Promise<readonly (readonly LogEvent[])[]> {
    return this.#worker.call(async (api) => {
      await this.#offer(api, [...recipe.steps, ...steps]);
      return api.preview(recipe, steps);
    });
  }

  /** Reads a file that is to be a second table, guessing what there is to guess. */
  openSecond(file: File, onShare: (share: number) => void): Job<Opened> {
    return this.#job((api, id) => api.openSecond(id, file, proxy(onShare)));
  }

  /** By which columns the table, as the recipe's steps leave it, and a second one are likely to match. */
  matches(recipe: Recipe, source: Source): Promise<readonly KeyPair[]> {
    return this.#worker.call(async (api) => {
      await this.#offer(api, recipe.steps);
      await this.#offerOne(api, source);
      return api.matches(recipe, source);
    });
  }

  /** What each column holds that a query of the table works out, after the recipe's steps. */
  queryTypes(recipe: Recipe, query: string): Promise<[string, ColumnType][]> {
    return this.#worker.call(async (api) => {
      await this.#offer(api, recipe.steps);
      return api.queryTypes(recipe, query);
    });
  }

  stop(): void {
    this.#worker.stop();
  }

  #opening(work: (api: Remote<DataApi>, id: string) => Promise<Opened>): Job<Opened> {
    const job = this.#job(work);
    const settled = (): void => undefined;
    this.#opened = job.promise.then(settled, settled);
    void this.#opened.then(this.#first);
    return job;
  }

  /** Tells the worker where the second tables are that steps read, each once; what is not found it will ask for by name. */
  async #offer(api: Remote<DataApi>, steps: readonly RecipeStep[]): Promise<void> {
    for (const source of secondTables(steps)) await this.#offerOne(api, source);
  }

  async #offerOne(api: Remote<DataApi>, source: Source): Promise<void> {
    const known = this.#offered.get(api) ?? new Set<string>();
    this.#offered.set(api, known);
    const key = cellsKey(source);
    if (known.has(key)) return;
    const file = await this.#second(source);
    if (!file) return;
    known.add(key);
    await api.offer(file, source);
  }

  #shown<T>(source: Source, work: (api: Remote<DataApi>) => Promise<T>): Promise<T> {
    return this.#worker.call((api) => {
      this.#show(api, source);
      return work(api);
    });
  }

  /** Messages arrive in order: what is asked next is asked of this source. */
  #show(api: Remote<DataApi>, source: Source): void {
    if (this.#told.get(api) === source) return;
    this.#told.set(api, source);
    void api.show(source);
  }

  #job<T>(work: (api: Remote<DataApi>, id: string) => Promise<T>): Job<T> {
    const id = freshId('task');
    let over = false;
    const promise = this.#worker.call((api) => work(api, id)).finally(() => (over = true));
    const cancel = (): void => {
      if (!over) void this.#worker.call((api) => api.cancel(id)).catch(() => undefined);
    };
    return { id, promise, cancel };
  }
}
