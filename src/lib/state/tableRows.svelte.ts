import type { Data, RowsView } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { pagesFor, RowPages, type PageAsk, type ShownCell } from './rowPages.ts';

export type RowFilter = NonNullable<RowsView['where']>[number];
export type RowOrder = NonNullable<RowsView['orderBy']>[number];

interface View {
  readonly where: readonly RowFilter[];
  readonly orderBy: readonly RowOrder[];
}

const whole: View = { where: [], orderBy: [] };
const isWhole = ({ where, orderBy }: View): boolean => where.length === 0 && orderBy.length === 0;

interface Range {
  readonly first: number;
  readonly last: number;
  /** Indexes in the source. */
  readonly columns: readonly number[];
}

/**
 * The rows in view: which pass, in what order, and the pages that were fetched. It changes nothing but what is seen.
 * A new view takes the old one's place when its first rows are here; until then it can be cancelled.
 */
export class TableRows {
  readonly #data: Data;
  #source: Source | null = null;
  #total = $state(0);
  #asked = $state.raw<View>(whole);
  #shown = $state.raw<View>(whole);
  #count = $state(0);
  #busy = $state(false);
  #trouble = $state.raw<ErrorDetail | null>(null);
  #pages = $state.raw(new RowPages());
  /** Counts the views asked for, so that the answer for a former one is dropped. */
  #turn = 0;
  #range: Range = { first: 0, last: -1, columns: [] };
  /** A sort or filter on its way. */
  #arranging: Job<number> | null = null;
  #retry: () => void = () => undefined;
  #fetching = false;

  constructor(data: Data) {
    this.#data = data;
  }

  get filters(): readonly RowFilter[] {
    return this.#asked.where;
  }
  get orders(): readonly RowOrder[] {
    return this.#asked.orderBy;
  }
  /** What the grid shows now; what was asked for may still be on its way. */
  get shown(): RowsView {
    return this.#shown;
  }
  /** Rows that pass the filters shown. */
  get count(): number {
    return this.#count;
  }
  get total(): number {
    return this.#total;
  }
  /** Rows stand as in the file, all of them. */
  get whole(): boolean {
    return isWhole(this.#asked) && isWhole(this.#shown);
  }
  /** A filter or an order is on its way. */
  get busy(): boolean {
    return this.#busy;
  }
  /** Why rows are not here; `retry` asks for them again. */
  get trouble(): ErrorDetail | null {
    return this.#trouble;
  }

  /** Another table, or this one read another way: filters and orders of columns that are still there are kept. */
  begin(source: Source, total: number): void {
    const names = new Set(source.columns.map((c) => c.name));
    const there = ({ column }: { readonly column: string }): boolean => names.has(column);
    const view = {
      where: this.#asked.where.filter(there),
      orderBy: this.#asked.orderBy.filter(there),
    };
    this.#source = source;
    this.#total = total;
    this.#swap(whole, total);
    void this.#ask(view);
  }

  /** No table. */
  end(): void {
    this.#source = null;
    this.#total = 0;
    this.#giveUp();
    this.#busy = false;
    this.#trouble = null;
    this.#range = { first: 0, last: -1, columns: [] };
    this.#swap(this.#asked, 0);
  }

  filter(where: readonly RowFilter[]): void {
    void this.#ask({ ...this.#asked, where });
  }

  sort(orderBy: readonly RowOrder[]): void {
    void this.#ask({ ...this.#asked, orderBy });
  }

  /** Every row, in the order of the file. */
  clear(): void {
    void this.#ask(whole);
  }

  /** Stays with the view that is shown. */
  cancel(): void {
    this.#giveUp();
    this.#busy = false;
    this.#asked = this.#shown;
  }

  retry(): void {
    this.#trouble = null;
    this.#retry();
  }

  /** Gives the trouble up: the rows stay as they are. */
  dismiss(): void {
    this.#trouble = null;
  }

  /** undefined while its page is on the way. */
  cell(row: number, column: number): ShownCell | undefined {
    return this.#pages.cell(row, column);
  }

  /** The row of the table (from 0) that stands at `row`. */
  rid(row: number): number | undefined {
    if (isWhole(this.#shown)) return row < this.#count ? row : undefined;
    return this.#pages.rid(row, this.#range.columns);
  }

  /** The same, asked for where it is not here. */
  async locate(row: number): Promise<number | undefined> {
    const known = this.rid(row);
    if (known !== undefined || !this.#source || row < 0) return known;
    const ask = { key: 0, offset: row, limit: 1, columns: [0] };
    return (await this.#data.rows(this.#source, queryOf(this.#shown, ask))).rid[0];
  }

  /** Asks for the rows and columns in view, and gives up what is no longer. */
  want(first: number, last: number, columns: readonly number[]): void {
    this.#range = { first, last, columns };
    void this.#fetch();
  }

  async #ask(view: View): Promise<void> {
    const source = this.#source;
    this.#asked = view;
    this.#trouble = null;
    if (!source) return;
    const turn = this.#giveUp();
    this.#busy = !isWhole(view);
    try {
      const count = isWhole(view) ? this.#total : await this.#arrange(source, view);
      const first = isWhole(view) ? null : await this.#firstPages(source, view, count);
      if (turn !== this.#turn) return;
      this.#swap(view, count, first ?? new RowPages());
      this.#busy = false;
      await this.#fetch();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#busy = false;
      this.#asked = this.#shown;
      this.#fail(error, () => void this.#ask(view));
    }
  }

  /** The engine stops with what nobody waits for any more. @returns the number of the next view */
  #giveUp(): number {
    this.#arranging?.cancel();
    this.#arranging = null;
    return (this.#turn += 1);
  }

  #arrange(source: Source, view: View): Promise<number> {
    const job = this.#data.arrange(source, view);
    this.#arranging = job;
    return job.promise;
  }

  /** What will be in view, so that no row goes blank in between. */
  async #firstPages(source: Source, view: View, count: number): Promise<RowPages> {
    const seen = this.#range.last - this.#range.first;
    const first = Math.max(0, Math.min(this.#range.first, count - 1 - seen));
    const asks = this.#pagesFor({ ...this.#range, first, last: first + seen }, count);
    let pages = new RowPages();
    for (const ask of asks)
      pages = pages.with(ask.key, await this.#data.rows(source, queryOf(view, ask)), new Set());
    return pages;
  }

  #swap(view: View, count: number, pages = new RowPages()): void {
    this.#shown = view;
    this.#count = count;
    this.#pages = pages;
  }

  /** One page after another, always of what is in view now: pages that were scrolled past are never asked for. */
  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      for (let ask = this.#next(); ask; ask = this.#next()) {
        const source = this.#source!;
        const view = this.#shown;
        const rows = await this.#data.rows(source, queryOf(view, ask)).catch((error: unknown) => {
          if (source === this.#source && view === this.#shown)
            this.#fail(error, () => void this.#fetch());
        });
        if (rows && source === this.#source && view === this.#shown)
          this.#pages = this.#pages.with(ask.key, rows, new Set(this.#wanted().map((w) => w.key)));
      }
    } finally {
      this.#fetching = false;
    }
  }

  #next(): PageAsk | undefined {
    if (!this.#source || this.#trouble) return undefined;
    return this.#wanted().find((ask) => !this.#pages.has(ask.key));
  }

  #wanted(): readonly PageAsk[] {
    return this.#pagesFor(this.#range, this.#count);
  }

  #pagesFor(range: Range, rows: number): readonly PageAsk[] {
    return pagesFor(range, { rows, width: this.#source?.columns.length ?? 0 });
  }

  #fail(error: unknown, retry: () => void): void {
    this.#trouble = detailOf(error);
    this.#retry = retry;
  }
}

const queryOf = ({ where, orderBy }: View, { offset, limit, columns }: PageAsk) => ({
  where,
  orderBy,
  offset,
  limit,
  columns,
});
