import { transfer } from 'comlink';
import {
  countRows,
  readRows,
  type RowsPage,
  type RowsQuery,
  type RowsView,
} from '#lib/data/rows.ts';
import { cellText, readCell, type CellFacts, type CellQuery } from '#lib/data/rows/cell.ts';
import {
  findText,
  hitsInRow,
  type FindHooks,
  type FindQuery,
  type Found,
  type RowHitsQuery,
} from '#lib/data/rows/find.ts';
import type { Sql } from '#lib/data/sql.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { session } from './dataSession.ts';

export type { CellFacts, CellQuery, FindQuery, Found, RowHitsQuery, RowsPage, RowsQuery, RowsView };

let shown: Source | null = null;

/** The source last told by `show`, and the engine: one with 20,000 columns is not sent with every page. */
async function table(): Promise<{ sql: Sql; source: Source }> {
  const source = shown;
  const { sql } = await session();
  if (source) return { sql, source };
  throw new EngineError({
    code: 'file-missing',
    what: 'No table is open',
    where: {},
    remedy: 'Open the file again.',
  });
}

/** What the grid asks of the table; `show` comes first. */
export const rowsApi = {
  show: (source: Source): void => {
    shown = source;
  },
  rows: async (query: RowsQuery): Promise<RowsPage> => {
    const { sql, source } = await table();
    return readRows(sql, source, query);
  },
  hits: async (query: RowHitsQuery): Promise<readonly number[]> => {
    const { sql, source } = await table();
    return hitsInRow(sql, source, query);
  },
  cell: async (query: CellQuery): Promise<CellFacts | null> => {
    const { sql, source } = await table();
    return readCell(sql, source, query);
  },
  cellText: async (query: CellQuery): Promise<string> => {
    const { sql, source } = await table();
    return cellText(sql, source, query);
  },
};

/** Puts a view's rows in order, for the pages to come. @returns how many there are */
export async function arrange(view: RowsView, signal: AbortSignal): Promise<number> {
  const { sql, source } = await table();
  return countRows(sql, source, view, signal);
}

export async function find(query: FindQuery, hooks: FindHooks): Promise<Found> {
  const { sql, source } = await table();
  const found = await findText(sql, source, query, hooks);
  return transfer(found, [found.rows.buffer, found.counts.buffer] as ArrayBuffer[]);
}
