import type { Source } from '#lib/recipe/source.ts';
import { rawTable } from './relation.ts';
import { integersOf, textsOf } from './rows/answer.ts';
import { conditionSql, type RowFilter } from './rows/filters.ts';
import { orderSql, type RowOrder } from './rows/order.ts';
import { countOf } from './sql.ts';
import type { Sql } from './sql.ts';
import { misfit } from './values/value.ts';

export type { RowFilter, RowOrder };

/** Which rows, and in what order. It changes what is seen and nothing else. */
export interface RowsView {
  /** All must hold; none: every row. */
  readonly where?: readonly RowFilter[];
  /** The first decides, the next break its ties; at the end stands the order of the file. */
  readonly orderBy?: readonly RowOrder[];
}

export interface RowsQuery extends RowsView {
  readonly offset: number;
  readonly limit: number;
  /** Indexes in `source.columns`; all of them unless told. */
  readonly columns?: readonly number[];
}

export interface RowsPage {
  readonly rid: Int32Array;
  /** For each row the raw texts of the columns asked for, in their order; null where missing. */
  readonly cells: readonly (readonly (string | null)[])[];
  /** [index in `rid`, index in the columns asked for] of cells whose text does not fit their column's type. */
  readonly misfits: readonly (readonly [row: number, column: number])[];
  /** The same of cells that go on beyond the `cellLimit` characters given. */
  readonly cut: readonly (readonly [row: number, column: number])[];
}

/** Characters of a cell that a page holds; the cell itself may have millions. */
const cellLimit = 1000;

/** A page of the rows of a view. */
export async function readRows(sql: Sql, source: Source, query: RowsQuery): Promise<RowsPage> {
  const { offset, limit } = query;
  const columns = query.columns ?? source.columns.map((_, j) => j);
  let where = `rid >= ${offset | 0} AND rid < ${(offset | 0) + (limit | 0)}`;
  const all = await arrangeRows(sql, source, query);
  const wanted = all?.subarray(offset, offset + limit);
  if (wanted?.length === 0) return { rid: new Int32Array(), cells: [], misfits: [], cut: [] };
  if (wanted) where = `rid IN (${wanted.join(', ')})`;
  const answer = await sql.query(
    `SELECT ${['CAST(rid AS INTEGER)', ...columns.map((j) => `left(c${j}, ${cellLimit + 1})`)].join(', ')}
      FROM ${rawTable(source)} WHERE ${where} ORDER BY rid`,
  );
  const rid = integersOf(answer);
  const texts = columns.map((_, k) => textsOf(answer.getChildAt(k + 1)!));
  const at = new Map(Array.from(rid, (r, i) => [r, i] as const));
  return page(source, columns, {
    rid: wanted ? wanted.slice() : rid,
    cell: (r, k) => texts[k]![at.get(r)!]!,
  });
}

/** Rows that pass every filter. */
export async function countRows(
  sql: Sql,
  source: Source,
  view: RowsView,
  signal?: AbortSignal,
): Promise<number> {
  const arranged = await arrangeRows(sql, source, view, signal);
  return arranged?.length ?? countOf(sql, rawTable(source));
}

/**
 * The rids of a view's rows in its order; null: all rows as they lie in the file. The last ones asked for are kept,
 * so that scrolling a sorted table sorts once; they are not to be written to.
 * @param signal gives the sort up
 * @throws EngineError 'cancelled'
 */
export async function arrangeRows(
  sql: Sql,
  source: Source,
  { where = [], orderBy = [] }: RowsView,
  signal?: AbortSignal,
): Promise<Int32Array | null> {
  if (where.length === 0 && orderBy.length === 0) return null;
  const condition = where.length > 0 ? `WHERE ${conditionSql(source, where)}` : '';
  const order = [...orderBy.flatMap((o) => orderSql(source, o)), 'rid'].join(', ');
  const text = `SELECT CAST(rid AS INTEGER) FROM ${rawTable(source)} ${condition} ORDER BY ${order}`;
  const kept = arranged.get(sql) ?? [];
  const known = kept.find((a) => a.text === text);
  const asked = async () => integersOf(await (signal ? sql.ask(text, signal) : sql.query(text)));
  const rids = known?.rids ?? (await asked());
  const others = (arranged.get(sql) ?? []).filter((a) => a.text !== text);
  arranged.set(sql, [{ text, rids }, ...others].slice(0, arrangementsKept));
  return rids;
}

/** The view that is shown, and the one that is to take its place. */
const arrangementsKept = 2;
const arranged = new WeakMap<Sql, readonly { text: string; rids: Int32Array }[]>();

function page(
  source: Source,
  columns: readonly number[],
  { rid, cell }: { rid: Int32Array; cell: (rid: number, k: number) => string },
): RowsPage {
  const missing = new Set(['', ...source.missing]);
  const misfits: [number, number][] = [];
  const cut: [number, number][] = [];
  const cells = Array.from(rid, (r, i) =>
    columns.map((j, k) => {
      const text = cell(r, k);
      if (missing.has(text)) return null;
      if (misfit(text, source.columns[j]!)) misfits.push([i, k]);
      if (text.length <= cellLimit) return text;
      const characters = Array.from(text);
      if (characters.length <= cellLimit) return text;
      cut.push([i, k]);
      return characters.slice(0, cellLimit).join('');
    }),
  );
  return { rid, cells, misfits, cut };
}
