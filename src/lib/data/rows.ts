import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { doublesOf, eachTextChunk } from './arrow.ts';
import { notNumber, numberIn } from './numbers.ts';
import { missingSql, numberSql, rawTable } from './relation.ts';
import { countOf, literal } from './sql.ts';
import type { Sql } from './sql.ts';

/** Which rows to show; all of them without a filter. */
export interface RowFilter {
  readonly column: string;
  readonly test: 'missing' | 'misfit' | 'equals' | 'contains';
  /** For `equals` and `contains`. */
  readonly text?: string;
}

export interface RowsQuery {
  readonly offset: number;
  readonly limit: number;
  /** Missing values come last; ties stay in file order. */
  readonly orderBy?: { readonly column: string; readonly descending: boolean };
  readonly where?: RowFilter;
}

export interface RowsPage {
  readonly rid: Int32Array;
  /** For each row its raw texts in file order of columns; null where missing. */
  readonly cells: readonly (readonly (string | null)[])[];
  /** [index in `rid`, index of column] of cells whose text does not fit their column's type. */
  readonly misfits: readonly (readonly [row: number, column: number])[];
}

/** A page of the file as it stands. */
export async function readRows(sql: Sql, source: Source, query: RowsQuery): Promise<RowsPage> {
  const { offset, limit } = query;
  const table = rawTable(source);
  const ids = source.columns.map((_, j) => `c${j}`);
  let where = `rid >= ${offset | 0} AND rid < ${(offset | 0) + (limit | 0)}`;
  let wanted: Int32Array | null = null;
  if (query.orderBy || query.where) {
    wanted = (await orderedRids(sql, source, query)).subarray(offset, offset + limit);
    if (wanted.length === 0) return { rid: wanted, cells: [], misfits: [] };
    where = `rid IN (${wanted.join(', ')})`;
  }
  const answer = await sql.query(
    `SELECT ${['CAST(rid AS DOUBLE)', ...ids].join(', ')} FROM ${table} WHERE ${where} ORDER BY rid`,
  );
  const rid = Int32Array.from(doublesOf(answer.getChildAt(0)!, answer.numRows));
  const columns = ids.map((_, j) => textsOf(answer.getChildAt(j + 1)!));
  const at = new Map(Array.from(rid, (r, i) => [r, i] as const));
  return page(source, wanted ?? rid, (r, j) => columns[j]![at.get(r)!]!);
}

/** Rows that pass the filter. */
export async function countRows(sql: Sql, source: Source, where?: RowFilter): Promise<number> {
  const condition = where ? ` WHERE ${filterSql(source, where)}` : '';
  return countOf(sql, rawTable(source) + condition);
}

function page(
  source: Source,
  rid: Int32Array,
  cell: (rid: number, column: number) => string,
): RowsPage {
  const missing = new Set(['', ...source.missing]);
  const misfits: [number, number][] = [];
  const cells = Array.from(rid, (r, i) =>
    source.columns.map(({ type }, j) => {
      const text = cell(r, j);
      if (missing.has(text)) return null;
      if (isNumeric(type) && numberIn(text).kind === notNumber) misfits.push([i, j]);
      return text;
    }),
  );
  return { rid, cells, misfits };
}

/** The last order asked for, so that scrolling a sorted table sorts once. */
const lastOrder = new WeakMap<Sql, { key: string; rids: Int32Array }>();

async function orderedRids(
  sql: Sql,
  source: Source,
  { orderBy, where }: RowsQuery,
): Promise<Int32Array> {
  const condition = where ? `WHERE ${filterSql(source, where)}` : '';
  const order = orderBy ? `${orderSql(source, orderBy)}, rid` : 'rid';
  const text = `SELECT CAST(rid AS DOUBLE) AS rid FROM ${rawTable(source)} ${condition} ORDER BY ${order}`;
  const known = lastOrder.get(sql);
  if (known?.key === text) return known.rids;
  const answer = await sql.query(text);
  const rids = Int32Array.from(doublesOf(answer.getChildAt(0)!, answer.numRows));
  lastOrder.set(sql, { key: text, rids });
  return rids;
}

function orderSql(
  source: Source,
  { column, descending }: NonNullable<RowsQuery['orderBy']>,
): string {
  const { id, type } = find(source, column);
  const value = isNumeric(type) ? numberSql(id) : id;
  const key = `CASE WHEN ${missingSql(id, source.missing)} THEN NULL ELSE ${value} END`;
  return `${key} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
}

function filterSql(source: Source, { column, test, text = '' }: RowFilter): string {
  const { id, type } = find(source, column);
  const missing = missingSql(id, source.missing);
  switch (test) {
    case 'missing':
      return missing;
    case 'misfit':
      return isNumeric(type) ? `NOT ${missing} AND (${numberSql(id)}) IS NULL` : 'false';
    case 'equals':
      return `${id} = ${literal(text)}`;
    case 'contains':
      return `contains(lower(${id}), lower(${literal(text)}))`;
  }
}

function find(
  source: Source,
  name: string,
): { id: string; type: Source['columns'][number]['type'] } {
  const j = source.columns.findIndex((c) => c.name === name);
  if (j >= 0) return { id: `c${j}`, type: source.columns[j]!.type };
  throw new EngineError({
    code: 'column-missing',
    what: `There is no column “${name}”`,
    where: { column: name },
    remedy: 'Pick one of the columns of the table.',
  });
}

function textsOf(vector: Parameters<typeof eachTextChunk>[0]): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: string[] = [];
  eachTextChunk(vector, ({ length, offsets, bytes }) => {
    for (let i = 0; i < length; i += 1)
      texts.push(decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!)));
  });
  return texts;
}
