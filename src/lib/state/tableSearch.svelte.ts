import type { Data, Found, RowsView } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Source } from '#lib/recipe/recipe.ts';

/** What is looked for, and where: `columns` are indexes in the source, in the order in which they stand. */
interface SearchAsk {
  readonly source: Source;
  readonly view: RowsView;
  readonly text: string;
  readonly columns: readonly number[];
}

/** A cell that holds the text: its row in the view, its place among the columns, and which of all hits it is, from 1. */
export interface Hit {
  readonly row: number;
  readonly col: number;
  readonly nth: number;
}

/** A text that is looked for in every cell of the view. */
export class TableSearch {
  readonly #data: Data;
  #ask: SearchAsk | null = null;
  #text = $state('');
  #found = $state.raw<Found | null>(null);
  /** Hits in the rows before each one found. */
  #before: Float64Array = new Float64Array();
  #share = $state(0);
  #hit = $state.raw<Hit | null>(null);
  #trouble = $state.raw<ErrorDetail | null>(null);
  #job: Job<Found> | null = null;

  constructor(data: Data) {
    this.#data = data;
  }

  /** '' where nothing is looked for. */
  get text(): string {
    return this.#text;
  }
  /** Cells that hold the text; null until they are counted. */
  get count(): number | null {
    const found = this.#found;
    if (!found) return null;
    const last = found.rows.length - 1;
    return last < 0 ? 0 : this.#before[last]! + found.counts[last]!;
  }
  get rows(): number {
    return this.#found?.rows.length ?? 0;
  }
  get busy(): boolean {
    return this.#text !== '' && this.#found === null && this.#trouble === null;
  }
  get share(): number {
    return this.#share;
  }
  /** The hit that was gone to last. */
  get hit(): Hit | null {
    return this.#hit;
  }
  get trouble(): ErrorDetail | null {
    return this.#trouble;
  }

  /** Looks for a text, or for the same in another view. */
  async look(ask: SearchAsk): Promise<void> {
    this.stop();
    this.#ask = ask;
    this.#text = ask.text;
    if (ask.text === '') return;
    const { source, text, columns, view } = ask;
    const job = this.#data.find(source, { ...view, text, columns }, (share) => {
      if (this.#ask === ask) this.#share = share;
    });
    this.#job = job;
    try {
      const found = await job.promise;
      if (this.#ask !== ask) return;
      this.#before = sumsBefore(found.counts);
      this.#found = found;
    } catch (error) {
      if (this.#ask === ask) this.#trouble = detailOf(error);
    } finally {
      if (this.#job === job) this.#job = null;
    }
  }

  /** Looks for nothing. */
  stop(): void {
    this.#job?.cancel();
    this.#job = null;
    this.#ask = null;
    this.#text = '';
    this.#found = null;
    this.#trouble = null;
    this.#share = 0;
    this.#hit = null;
  }

  /**
   * The next hit after a cell, or the one before it; round the end to the first.
   * @param rid the row of the table that stands at a row of the view
   */
  async go(
    from: { readonly row: number; readonly col: number },
    step: 1 | -1,
    rid: (row: number) => Promise<number | undefined>,
  ): Promise<Hit | null> {
    const ask = this.#ask;
    const found = this.#found;
    if (!ask || !found || found.rows.length === 0) return null;
    const n = found.rows.length;
    let at = firstAtLeast(found.rows, from.row + (step > 0 ? 0 : 1)) - (step > 0 ? 0 : 1);
    // Once round, and to the first row again for what stands there before the cell.
    for (let tries = 0; tries <= n; tries += 1, at += step) {
      const i = ((at % n) + n) % n;
      const row = found.rows[i]!;
      const cols = await this.#hitsOf(ask, await rid(row));
      if (this.#ask !== ask) return null;
      const within = tries === 0 && row === from.row;
      const k = nextIn(cols, within ? from.col : step * -Infinity, step);
      if (k < 0) continue;
      this.#hit = { row, col: cols[k]!, nth: this.#before[i]! + k + 1 };
      return this.#hit;
    }
    return null;
  }

  async #hitsOf(ask: SearchAsk, rid: number | undefined): Promise<readonly number[]> {
    if (rid === undefined) return [];
    return this.#data.hits(ask.source, { rid, text: ask.text, columns: ask.columns });
  }
}

/** Index of the next hit beyond a column, in either direction; −1 where there is none. */
function nextIn(cols: readonly number[], col: number, step: 1 | -1): number {
  if (step > 0) return cols.findIndex((c) => c > col);
  return cols.findLastIndex((c) => c < col);
}

function sumsBefore(counts: Int32Array): Float64Array {
  const sums = new Float64Array(counts.length);
  for (let i = 1; i < counts.length; i += 1) sums[i] = sums[i - 1]! + counts[i - 1]!;
  return sums;
}

/** Index of the first that is not below `value`. */
function firstAtLeast(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
