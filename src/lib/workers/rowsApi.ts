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
import type { Source } from '#lib/recipe/recipe.ts';
import { session } from './dataSession.ts';

export type { CellFacts, CellQuery, FindQuery, Found, RowHitsQuery, RowsPage, RowsQuery, RowsView };

/** What the grid asks of the table. */
export const rowsApi = {
  rows: async (source: Source, query: RowsQuery): Promise<RowsPage> =>
    readRows((await session()).sql, source, query),
  /** Puts a view's rows in order, for the pages to come. @returns how many there are */
  arrange: async (source: Source, view: RowsView): Promise<number> =>
    countRows((await session()).sql, source, view),
  hits: async (source: Source, query: RowHitsQuery): Promise<readonly number[]> =>
    hitsInRow((await session()).sql, source, query),
  cell: async (source: Source, query: CellQuery): Promise<CellFacts | null> =>
    readCell((await session()).sql, source, query),
  cellText: async (source: Source, query: CellQuery): Promise<string> =>
    cellText((await session()).sql, source, query),
};

export async function find(source: Source, query: FindQuery, hooks: FindHooks): Promise<Found> {
  const found = await findText((await session()).sql, source, query, hooks);
  return transfer(found, [found.rows.buffer, found.counts.buffer] as ArrayBuffer[]);
}
