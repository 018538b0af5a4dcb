import type {
  Data,
  FirstRows,
  OpenAnswer,
  OpenChoices,
  PageQuery,
  RowsPage,
} from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { findings, qualityScore } from '#lib/recipe/findings.ts';
import type { Finding, TableProfile, Task } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/recipe.ts';

export type TableStatus = 'empty' | 'reading' | 'profiling' | 'ready' | 'failed';

/** A page of rows; `wrong` holds row × columns + column of each cell that does not fit its column's type. */
interface Page extends RowsPage {
  readonly wrong: ReadonlySet<number>;
}

const pageSize = 200;
const pagesKept = 60;

/** The opened file: how far reading is, what it holds, and the rows in view. */
export class TableState {
  readonly #data: Data;
  #status = $state<TableStatus>('empty');
  #share = $state(0);
  #bytes = $state.raw<{ read: number; total: number }>({ read: 0, total: 0 });
  #first = $state.raw<FirstRows | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #opened = $state.raw<OpenAnswer | null>(null);
  #profile = $state.raw<TableProfile | null>(null);
  #pages = $state.raw<ReadonlyMap<number, Page>>(new Map());
  #asked = new Set<number>();
  #order = $state.raw<PageQuery['orderBy'] | null>(null);
  #cancel: (() => void) | null = null;
  #source: Source | null = null;

  constructor(data: Data) {
    this.#data = data;
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
  get opened(): OpenAnswer | null {
    return this.#opened;
  }
  get profile(): TableProfile | null {
    return this.#profile;
  }
  get order(): PageQuery['orderBy'] | null {
    return this.#order;
  }
  get rows(): number {
    return this.#opened?.rows ?? 0;
  }

  findings(target: string | null, task: Task | null): readonly Finding[] {
    return this.#profile ? findings(this.#profile, target, task) : [];
  }

  quality(found: readonly Finding[]): number {
    return qualityScore(found);
  }

  /** Reads the file and profiles it. @returns what was opened, or null when it failed or was cancelled */
  async open(file: File, choices: OpenChoices): Promise<OpenAnswer | null> {
    this.#reset('reading');
    const job = this.#data.open(file, choices, {
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
      this.#opened = await job.promise;
      this.#source = this.#opened.source;
      this.#status = 'profiling';
      await this.#profileNow(this.#opened.source);
      return this.#opened;
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
    this.#pages = new Map();
    this.#asked.clear();
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

  /** The cell's text, null for missing, undefined while its page is on the way. */
  cell(row: number, column: number): { text: string | null; misfit: boolean } | undefined {
    const page = this.#pages.get(Math.floor(row / pageSize));
    const at = row % pageSize;
    const cells = page?.cells[at];
    if (!page || !cells) return this.#order ? undefined : this.#firstCell(row, column);
    return { text: cells[column] ?? null, misfit: page.wrong.has(at * cells.length + column) };
  }

  /** The row of the file (from 0) that stands at `row` in the present order. */
  rid(row: number): number | undefined {
    return this.#pages.get(Math.floor(row / pageSize))?.rid[row % pageSize];
  }

  /** Asks for the rows in view; each page is asked once. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1)
      void this.#fetch(page);
  }

  sort(order: PageQuery['orderBy'] | null): void {
    this.#order = order;
    this.#pages = new Map();
    this.#asked.clear();
  }

  /** What was shown while the file was read stands in until the page is here. */
  #firstCell(row: number, column: number): { text: string | null; misfit: boolean } | undefined {
    const text = this.#first?.cells[row]?.[column];
    if (text === undefined || !this.#source) return undefined;
    return { text: this.#source.missing.includes(text) ? null : text, misfit: false };
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page) || !this.#source || page * pageSize >= this.rows) return;
    this.#asked.add(page);
    const order = this.#order;
    try {
      const query = {
        offset: page * pageSize,
        limit: pageSize,
        ...(order ? { orderBy: order } : {}),
      };
      const rows = await this.#data.rows(this.#source, query);
      if (order !== this.#order) return;
      const width = this.#source.columns.length;
      const wrong = new Set(rows.misfits.map(([row, column]) => row * width + column));
      const kept = [...this.#pages, [page, { ...rows, wrong }] as const].slice(-pagesKept);
      this.#pages = new Map(kept);
      this.#asked = new Set([...this.#asked].filter((p) => this.#pages.has(p) || p === page));
    } catch {
      this.#asked.delete(page);
    }
  }

  async #profileNow(source: Source): Promise<void> {
    this.#share = 0;
    const job = this.#data.profile(source, (share) => (this.#share = share));
    this.#cancel = job.cancel;
    this.#profile = await job.promise;
    this.#status = 'ready';
  }

  #reset(status: TableStatus): void {
    this.#status = status;
    this.#share = 0;
    this.#error = null;
    this.#first = null;
    this.#opened = null;
    this.#profile = null;
    this.#pages = new Map();
    this.#asked.clear();
  }

  #fail(error: unknown): void {
    this.#error = detailOf(error);
    this.#status = 'failed';
  }
}
