import { EngineError } from '#lib/recipe/errors.ts';
import type { Source } from '#lib/recipe/source.ts';
import { rawTable } from '../relation.ts';
import { arrangeRows, type RowsView } from '../rows.ts';
import { countOf, literal } from '../sql.ts';
import type { Sql } from '../sql.ts';

export interface FindQuery extends RowsView {
  /** Looked for in the texts of the file, without regard to case; not empty. */
  readonly text: string;
  /** Indexes in `source.columns`, in the order in which they stand. */
  readonly columns: readonly number[];
}

/** Rows with a hit, by their place in the view, ascending. */
export interface Found {
  readonly rows: Int32Array;
  /** Of each of these rows how many of its cells hold the text. */
  readonly counts: Int32Array;
}

export interface RowHitsQuery {
  readonly rid: number;
  readonly text: string;
  /** Indexes in `source.columns`, in the order in which they stand. */
  readonly columns: readonly number[];
}

export interface FindHooks {
  readonly signal?: AbortSignal;
  /** Share of the table looked through, 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** Steps of some 3 million cells, so that they can be cancelled; of a wide table few, as each costs by its width. */
const rowsAtOnce = 100_000;
const cellsAtOnce = 3_200_000;
const columnsMost = 2000;

/**
 * Every cell that holds a text, counted by row.
 * @throws EngineError 'cancelled' between two steps of some 100 ms
 */
export async function findText(
  sql: Sql,
  source: Source,
  query: FindQuery,
  { signal, onShare }: FindHooks = {},
): Promise<Found> {
  const total = await countOf(sql, rawTable(source));
  const perRow = new Int32Array(total);
  const fits = Math.floor(cellsAtOnce / Math.max(1, Math.min(total, rowsAtOnce)));
  const columnsAtOnce = Math.min(columnsMost, Math.max(1, fits));
  const groups = Math.ceil(query.columns.length / columnsAtOnce);
  const steps = Math.max(1, groups * Math.ceil(total / rowsAtOnce));
  let done = 0;
  for (let from = 0; from < total; from += rowsAtOnce) {
    for (let g = 0; g < groups; g += 1) {
      if (signal?.aborted) throw cancelled();
      const columns = query.columns.slice(g * columnsAtOnce, (g + 1) * columnsAtOnce);
      await addHits(sql, source, { perRow, from, columns, text: query.text });
      onShare?.((done += 1) / steps);
    }
  }
  return inView(perRow, await arrangeRows(sql, source, query, signal));
}

/** Indexes in `columns` of the cells of one row that hold the text. */
export async function hitsInRow(
  sql: Sql,
  source: Source,
  { rid, text, columns }: RowHitsQuery,
): Promise<readonly number[]> {
  const hits: number[] = [];
  for (let from = 0; from < columns.length; from += columnsMost) {
    const group = columns.slice(from, from + columnsMost);
    const answer = await sql.query(
      `SELECT ${eachHolds(group, text, 'BOOLEAN')} FROM ${rawTable(source)} WHERE rid = ${rid | 0}`,
    );
    const found = answer.getChildAt(0)?.get(0) as Iterable<boolean> | null | undefined;
    let k = 0;
    for (const holds of found ?? []) {
      if (holds) hits.push(from + k);
      k += 1;
    }
  }
  return hits;
}

const holds = (cell: string, text: string): string =>
  `coalesce(contains(lower(${cell}), lower(${literal(text)})), false)`;

/** A list with an entry for each column. With a lambda 2,000 columns are planned in 70 ms, each for itself in 600. */
const eachHolds = (columns: readonly number[], text: string, type: 'BOOLEAN' | 'INTEGER'): string =>
  `list_transform([${columns.map((j) => `c${j}`).join(', ')}], lambda x: CAST(${holds('x', text)} AS ${type}))`;

/** How many of a row's cells hold the text: for few columns one by one, which is quicker by a third. */
function countSql(columns: readonly number[], text: string): string {
  if (columns.length > 64)
    return `CAST(list_sum(${eachHolds(columns, text, 'INTEGER')}) AS INTEGER)`;
  return columns.map((j) => `CAST(${holds(`c${j}`, text)} AS INTEGER)`).join(' + ');
}

interface Part {
  readonly perRow: Int32Array;
  readonly from: number;
  readonly columns: readonly number[];
  readonly text: string;
}

async function addHits(sql: Sql, source: Source, part: Part): Promise<void> {
  const { perRow, from, columns, text } = part;
  const answer = await sql.query(
    `SELECT r, n FROM (SELECT CAST(rid AS INTEGER) AS r, ${countSql(columns, text)} AS n FROM ${rawTable(source)}
      WHERE rid >= ${from} AND rid < ${from + rowsAtOnce}) WHERE n > 0`,
  );
  for (const batch of answer.batches) {
    const rids = batch.data.children[0]!.values as Int32Array;
    const counts = batch.data.children[1]!.values as Int32Array;
    for (let i = 0; i < batch.numRows; i += 1) perRow[rids[i]!]! += counts[i]!;
  }
}

function inView(perRow: Int32Array, arranged: Int32Array | null): Found {
  const shown = arranged?.length ?? perRow.length;
  const rows = new Int32Array(shown);
  const counts = new Int32Array(shown);
  let n = 0;
  for (let place = 0; place < shown; place += 1) {
    const hits = perRow[arranged ? arranged[place]! : place]!;
    if (hits === 0) continue;
    rows[n] = place;
    counts[n] = hits;
    n += 1;
  }
  return { rows: rows.slice(0, n), counts: counts.slice(0, n) };
}

const cancelled = (): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'The search was cancelled',
    where: {},
    remedy: 'Search again when you like.',
  });
