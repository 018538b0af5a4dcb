import type { ColumnLedger, Ledger } from '#lib/recipe/ledger.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Source, SourceColumn } from '#lib/recipe/source.ts';
import { missingSql, rawTable } from './relation.ts';
import { countOf, numbersOf, type Sql } from './sql.ts';
import { isPlainNumber } from './values/numbers.ts';
import { valueSql } from './values/sql.ts';

/** Counts, for each column, what became of its cells, and shows the first that changed. */
export async function ledgerOf(
  sql: Sql,
  source: Source,
  checkCancel: () => void = () => undefined,
): Promise<Ledger> {
  const rows = await countOf(sql, rawTable(source));
  const columns: ColumnLedger[] = [];
  for (const [j, column] of source.columns.entries()) {
    checkCancel();
    columns.push(await columnLedger(sql, source, { column, id: `c${j}` }));
  }
  return { rows, columns };
}

interface Place {
  readonly column: SourceColumn;
  readonly id: string;
}

async function columnLedger(
  sql: Sql,
  source: Source,
  { column, id }: Place,
): Promise<ColumnLedger> {
  const from = rawTable(source);
  const missing = missingSql(id, source.missing);
  const value = valueSql(id, column);
  const misfit = `NOT ${missing} AND (${value}) IS NULL`;
  const changed = `NOT ${missing} AND (${changedSql(column, id, value)})`;
  const counts = await numbersOf(
    sql,
    `SELECT
      count(*) FILTER (${id} IS NULL OR ${id} = '')::DOUBLE AS empty,
      count(*) FILTER (${id} <> '' AND ${missing})::DOUBLE AS marked,
      count(*) FILTER (${misfit})::DOUBLE AS misfits,
      count(*) FILTER (${changed})::DOUBLE AS changed
    FROM ${from}`,
  );
  const n = (name: string): number => counts.get(name) ?? 0;
  return {
    name: column.name,
    empty: n('empty'),
    marked: n('marked'),
    misfits: n('misfits'),
    changed: n('changed'),
    samples: n('changed') > 0 ? await samplesOf(sql, { from, id, value, where: changed }) : [],
  };
}

/** Where the value is there and is written otherwise than the text. */
function changedSql(column: SourceColumn, id: string, value: string): string {
  const there = `(${value}) IS NOT NULL`;
  if (!isNumeric(column.type)) return `${there} AND (${value}) <> ${id}`;
  if (column.parse.as === 'number' && isPlainNumber(column.parse)) return 'false';
  // Neither marks nor a unit: the text is the value, as programs write it.
  return `${there} AND NOT coalesce(CAST((${value}) AS VARCHAR) IN (${id}, ${id} || '.0'), false)`;
}

interface Sampling {
  readonly from: string;
  readonly id: string;
  readonly value: string;
  readonly where: string;
}

async function samplesOf(
  sql: Sql,
  { from, id, value, where }: Sampling,
): Promise<ColumnLedger['samples']> {
  const answer = await sql.query(
    `SELECT rid::DOUBLE AS rid, ${id} AS raw, CAST((${value}) AS VARCHAR) AS value
    FROM ${from} WHERE ${where} ORDER BY rid LIMIT 3`,
  );
  return answer.toArray().map((row: { rid: number; raw: string; value: string }) => ({
    rid: Number(row.rid),
    raw: String(row.raw),
    value: String(row.value),
  }));
}
