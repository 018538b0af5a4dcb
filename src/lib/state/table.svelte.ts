import type {
  CellFacts,
  Data,
  FirstRows,
  OpenChoices,
  Opened,
  OpenSays,
} from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { findings, type Further } from '#lib/recipe/findings.ts';
import type { Finding, TableProfile, Task } from '#lib/recipe/profile.ts';
import type { Job } from '#lib/client/job.ts';
import { tableKey } from '#lib/recipe/hash.ts';
import type { Ledger } from '#lib/recipe/ledger.ts';
import type { Guess, InferredColumn } from '#lib/recipe/reading.ts';
import type { Recipe, Source } from '#lib/recipe/recipe.ts';
import { evidenceAfter } from './evidence.ts';
import type { ShownCell } from './rowPages.ts';
import { TableLayout } from './tableLayout.svelte.ts';
import type { TableMemory } from './tableMemory.ts';
import { TableRows } from './tableRows.svelte.ts';
import { TableSearch } from './tableSearch.svelte.ts';
import { turn } from './turn.ts';

export type TableStatus = 'empty' | 'reading' | 'profiling' | 'ready' | 'failed';

/** The opened file: how far reading is, what it holds, and the rows in view. */
export class TableState {
  /** Which rows are seen, in what order. */
  readonly view: TableRows;
  readonly search: TableSearch;
  readonly layout = new TableLayout();
  readonly #data: Data;
  readonly #memory: TableMemory;
  #ledger = $state.raw<Ledger | null>(null);
  #accounted = '';
  #evidence = $state.raw<readonly Guess[]>([]);
  #inferred = $state.raw<ReadonlyMap<string, InferredColumn>>(new Map());
  #status = $state<TableStatus>('empty');
  #share = $state(0);
  #bytes = $state.raw<{ read: number; total: number }>({ read: 0, total: 0 });
  #first = $state.raw<FirstRows | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #opened = $state.raw<Opened | null>(null);
  #profile = $state.raw<TableProfile | null>(null);
  #judged: { asked: readonly unknown[]; found: readonly Finding[] } = { asked: [], found: [] };
  #cancel: (() => void) | null = null;
  #source: Source | null = null;

  constructor(data: Data, memory: TableMemory) {
    this.#data = data;
    this.#memory = memory;
    this.view = new TableRows(data);
    this.search = new TableSearch(data);
  }

  get status(): TableStatus {
    return this.#status;
  }
  get share(): number {
    return this.#share;
  }
  get bytes(): { read: number; total: number } {
    return this.#bytes;
  }
  /** The first rows, at most 100, while the rest is still being read. */
  get first(): FirstRows | null {
    return this.#first;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }
  get opened(): Opened | null {
    return this.#opened;
  }
  get profile(): TableProfile | null {
    return this.#profile;
  }
  get rows(): number {
    return this.#opened?.rows ?? 0;
  }

  /** What is found about the table; the last answer is kept, for thousands of columns take a while. */
  findings(target: string | null, task: Task | null, further: Further = {}): readonly Finding[] {
    const profile = this.#profile;
    if (!profile) return [];
    const asked = [profile, target, task, further.associations, further.missingness];
    if (!asked.every((x, i) => x === this.#judged.asked[i]))
      this.#judged = { asked, found: findings(profile, target, task, further) };
    return this.#judged.found;
  }

  /** Takes the roles of a recipe and finds what there is to find, apart from the turn in which all of it is drawn. */
  async judge({ source, task }: Pick<Recipe, 'source' | 'task'>): Promise<void> {
    this.relabel(source);
    await turn();
    this.findings(source.columns.find((c) => c.role === 'target')?.name ?? null, task);
    await turn();
  }

  /** Why the file was read as it was. */
  get evidence(): readonly Guess[] {
    return this.#evidence;
  }

  /** What a column is by its texts alone, and what else it could be; undefined where that is not known. */
  inferred(column: string): InferredColumn | undefined {
    return this.#inferred.get(column);
  }

  /** What became of every cell; null until `account` has counted. */
  get ledger(): Ledger | null {
    return this.#ledger;
  }

  /** Counts what became of every cell; once for each table. */
  async account(source: Source): Promise<void> {
    const key = tableKey(source);
    if (this.#accounted === key) return;
    this.#accounted = key;
    this.#ledger = null;
    try {
      const ledger = await this.#data.ledger(source);
      if (this.#accounted === key) this.#ledger = ledger;
    } catch (error) {
      this.#accounted = '';
      this.#fail(error);
    }
  }

  /** What the table was read from, and how; null before. */
  get source(): Source | null {
    return this.#source;
  }

  /** Reads the file and profiles it. @returns what was opened, or null when it failed or was cancelled */
  open(file: File, choices: OpenChoices): Promise<Opened | null> {
    const before = this.#source && { source: this.#source, evidence: this.#evidence };
    return this.#read(
      (says) => this.#data.open(file, choices, says),
      (guesses) => evidenceAfter(guesses, choices, before),
    );
  }

  /** The same with a stored source, whose file it must be. */
  reopen(file: File, source: Source): Promise<Opened | null> {
    return this.#read((says) => this.#data.reopen(file, source, says));
  }

  async #read(
    start: (says: OpenSays) => Job<Opened>,
    evidence: (guesses: readonly Guess[]) => readonly Guess[] = (guesses) => guesses,
  ): Promise<Opened | null> {
    this.#reset('reading');
    const job = start({
      onFirstRows: (rows) => {
        this.#first = rows;
      },
      onBytes: (read, total) => {
        this.#bytes = { read, total };
        this.#share = total > 0 ? Math.max(this.#share, read / total) : 0;
      },
    });
    this.#cancel = job.cancel;
    try {
      const opened = await job.promise;
      // Of thousands of columns each of these takes a while: the message, what is drawn of it, what is kept.
      await turn();
      this.#opened = opened;
      this.#source = opened.source;
      this.view.begin(opened.source, opened.rows);
      await turn();
      await this.#recall(opened, evidence(opened.guesses));
      this.#status = 'profiling';
      await this.#profileNow(opened.source);
      return opened;
    } catch (error) {
      this.#fail(error);
      return null;
    } finally {
      this.#cancel = null;
    }
  }

  /** After a column's type or the missing markers changed: profile and pages are read anew. */
  async reread(source: Source): Promise<void> {
    this.#source = source;
    this.view.begin(source, this.rows);
    this.#status = 'profiling';
    try {
      await this.#profileNow(source);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Only roles changed: the numbers stay. */
  relabel(source: Source): void {
    this.#source = source;
    const profile = this.#profile;
    if (!profile) return;
    const roles = new Map(source.columns.map((c) => [c.name, c.role]));
    if (profile.columns.every((c) => roles.get(c.name) === c.role)) return;
    this.#profile = {
      ...profile,
      columns: profile.columns.map((c) => ({ ...c, role: roles.get(c.name) ?? c.role })),
    };
  }

  cancel(): void {
    this.#cancel?.();
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  /** The cell at a row of the view and a column of the source; undefined while its page is on the way. */
  cell(row: number, column: number): ShownCell | undefined {
    return this.view.cell(row, column) ?? this.#firstCell(row, column);
  }

  /** Asks for the rows in view; `columns` are indexes in the source. */
  want(first: number, last: number, columns: readonly number[]): void {
    this.view.want(first, last, columns);
  }

  /** Everything about the cell at a row of the view; null where there is none. */
  async facts(row: number, column: number): Promise<CellFacts | null> {
    const rid = await this.view.locate(row);
    if (rid === undefined || !this.#source) return null;
    return this.#data.cell(this.#source, { rid, column });
  }

  /** The whole text of the cell at a row of the view. */
  async text(row: number, column: number): Promise<string> {
    const rid = await this.view.locate(row);
    if (rid === undefined || !this.#source) return '';
    return this.#data.cellText(this.#source, { rid, column });
  }

  /** What was shown while the file was read stands in until the page is here. */
  #firstCell(row: number, column: number): ShownCell | undefined {
    const text = this.view.whole ? this.#first?.cells[row]?.[column] : undefined;
    if (text === undefined || !this.#source) return undefined;
    const missing = this.#source.missing.includes(text);
    return { text: missing ? null : text, misfit: false, cut: false };
  }

  /** A file read as a project says has no fresh guesses: those of the first time are remembered. */
  async #recall({ source, inferred: fresh }: Opened, guesses: readonly Guess[]): Promise<void> {
    const known = fresh ? null : await this.#memory.reading(source);
    const reading = fresh ? { guesses, inferred: fresh } : known;
    this.#evidence = reading?.guesses ?? [];
    const inferred = reading?.inferred ?? [];
    this.#inferred = new Map(inferred.map((c, j) => [source.columns[j]?.name ?? '', c]));
    if (reading) await this.#memory.keepReading(source, reading);
    if (this.#first) await this.#memory.keepFirst(this.#first);
  }

  async #profileNow(source: Source): Promise<void> {
    this.#share = 0;
    const known = await this.#memory.profile(source);
    if (known) {
      this.#profile = known;
      this.#status = 'ready';
      return;
    }
    const job = this.#data.profile(source, (share) => (this.#share = share));
    this.#cancel = job.cancel;
    const profile = await job.promise;
    await turn();
    await this.#memory.keepProfile(source, profile);
    this.#profile = profile;
    await turn();
    this.#status = 'ready';
  }

  #reset(status: TableStatus): void {
    this.#status = status;
    this.#share = 0;
    this.#error = null;
    this.#first = null;
    this.#opened = null;
    this.#profile = null;
    this.#inferred = new Map();
    this.view.end();
    this.search.stop();
  }

  #fail(error: unknown): void {
    this.#error = detailOf(error);
    this.#status = 'failed';
  }
}
