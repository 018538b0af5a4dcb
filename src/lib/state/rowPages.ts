import type { RowsPage } from '#lib/client/data.ts';

/** Rows of a page, and columns of a block: what is fetched at once. */
const pageRows = 100;
const blockColumns = 64;
const pagesKept = 80;

/** A cell as the grid shows it; `text` is null where it is missing. */
export interface ShownCell {
  readonly text: string | null;
  /** Its text does not fit the column's type. */
  readonly misfit: boolean;
  /** It goes on beyond `text`. */
  readonly cut: boolean;
}

/** What to fetch of a view: `columns` are indexes in the source. */
export interface PageAsk {
  readonly key: number;
  readonly offset: number;
  readonly limit: number;
  readonly columns: readonly number[];
}

interface Page extends RowsPage {
  /** Row × blockColumns + column, within the page. */
  readonly wrong: ReadonlySet<number>;
  readonly long: ReadonlySet<number>;
}

/** The pages of one view that are here. A value: `with` gives another. */
export class RowPages {
  readonly #pages: ReadonlyMap<number, Page>;

  constructor(pages: ReadonlyMap<number, Page> = new Map()) {
    this.#pages = pages;
  }

  /** undefined: not here. */
  cell(row: number, column: number): ShownCell | undefined {
    const page = this.#pages.get(keyOf(row, column));
    const at = row % pageRows;
    const k = column % blockColumns;
    const text = page?.cells[at]?.[k];
    if (!page || text === undefined) return undefined;
    const place = at * blockColumns + k;
    return { text, misfit: page.wrong.has(place), cut: page.long.has(place) };
  }

  /** The row of the table that stands at `row`; undefined where no page with it is here. */
  rid(row: number, columns: readonly number[]): number | undefined {
    for (const column of columns) {
      const rid = this.#pages.get(keyOf(row, column))?.rid[row % pageRows];
      if (rid !== undefined) return rid;
    }
    return undefined;
  }

  has(key: number): boolean {
    return this.#pages.has(key);
  }

  /** With one page more; of too many the longest kept go, but none that is `wanted`. */
  with(key: number, rows: RowsPage, wanted: ReadonlySet<number>): RowPages {
    const page = { ...rows, wrong: places(rows.misfits), long: places(rows.cut) };
    const kept = new Map([...this.#pages, [key, page]]);
    for (const old of kept.keys()) {
      if (kept.size <= pagesKept) break;
      if (old !== key && !wanted.has(old)) kept.delete(old);
    }
    return new RowPages(kept);
  }
}

/** The pages that hold these rows and columns, `rows` and `width` being those of the table. */
export function pagesFor(
  { first, last, columns }: { first: number; last: number; columns: readonly number[] },
  { rows, width }: { rows: number; width: number },
): readonly PageAsk[] {
  const blocks = [...new Set(columns.map(blockOf))].sort((a, b) => a - b);
  const asks: PageAsk[] = [];
  const end = Math.min(last, rows - 1);
  for (let page = Math.floor(Math.max(0, first) / pageRows); page * pageRows <= end; page += 1)
    for (const block of blocks) {
      const from = block * blockColumns;
      asks.push({
        key: page * blocksMost + block,
        offset: page * pageRows,
        limit: pageRows,
        columns: Array.from({ length: Math.min(blockColumns, width - from) }, (_, k) => from + k),
      });
    }
  return asks;
}

/** More than 20,000 columns need. */
const blocksMost = 1024;
const blockOf = (column: number): number => Math.floor(column / blockColumns);
const keyOf = (row: number, column: number): number =>
  Math.floor(row / pageRows) * blocksMost + blockOf(column);
const places = (cells: RowsPage['misfits']): ReadonlySet<number> =>
  new Set(cells.map(([row, k]) => row * blockColumns + k));
