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

const rowsAtOnce = 100_000;
const columnsAtOnce = 32;

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
  return inView(perRow, await arrangeRows(sql, source, query));
}

/** Indexes in `columns` of the cells of one row that hold the text. */
export async function hitsInRow(
  sql: Sql,
  source: Source,
  { rid, text, columns }: RowHitsQuery,
): Promise<readonly number[]> {
  const hits: number[] = [];
  for (let from = 0; from < columns.length; from += 500) {
    const group = columns.slice(from, from + 500);
    const tests = group.map((j) => `CAST(coalesce(${holds(j, text)}, false) AS TINYINT)`);
    const answer = await sql.query(
      `SELECT ${tests.join(', ')} FROM ${rawTable(source)} WHERE rid = ${rid | 0}`,
    );
    for (let k = 0; k < group.length; k += 1)
      if (answer.getChildAt(k)?.get(0) === 1) hits.push(from + k);
  }
  return hits;
}

const holds = (column: number, text: string): string =>
  `contains(lower(c${column}), lower(${literal(text)}))`;

interface Part {
  readonly perRow: Int32Array;
  readonly from: number;
  readonly columns: readonly number[];
  readonly text: string;
}

async function addHits(sql: Sql, source: Source, part: Part): Promise<void> {
  const { perRow, from, columns, text } = part;
  const sum = columns.map((j) => `CAST(coalesce(${holds(j, text)}, false) AS INTEGER)`).join(' + ');
  const answer = await sql.query(
    `SELECT r, n FROM (SELECT CAST(rid AS INTEGER) AS r, ${sum} AS n FROM ${rawTable(source)}
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
