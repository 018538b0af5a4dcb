import { fileRow, type Source } from '#lib/recipe/source.ts';
import { rawTable } from '../relation.ts';
import type { Sql } from '../sql.ts';
import { valueOf, type Value } from '../values/value.ts';
import { textsOf } from './answer.ts';

/** Everything about one cell. */
export interface CellFacts {
  readonly rid: number;
  /** 1-based row of the file. */
  readonly row: number;
  /** As it stands in the file, at most 10,000 characters of it; null: the file has none (a NULL). */
  readonly text: string | null;
  /** Characters of the whole text. */
  readonly length: number;
  /** Its kind, what it is taken for and why; `missing` where it is empty or a marker. */
  readonly value: Value | { readonly kind: 'missing'; readonly value: null; readonly why: string };
  /** Cells of the column that hold the same text, this one included. */
  readonly same: number;
}

export interface CellQuery {
  readonly rid: number;
  /** Index in `source.columns`. */
  readonly column: number;
}

const textLimit = 10_000;

/** @returns null where there is no such row */
export async function readCell(
  sql: Sql,
  source: Source,
  { rid, column }: CellQuery,
): Promise<CellFacts | null> {
  const id = `c${column | 0}`;
  const table = rawTable(source);
  const cell = `(SELECT ${id} FROM ${table} WHERE rid = ${rid | 0})`;
  const answer = await sql.query(
    `SELECT ${id} AS text, CAST(length(${id}) AS DOUBLE) AS length,
      (SELECT CAST(count(*) AS DOUBLE) FROM ${table} WHERE ${id} IS NOT DISTINCT FROM ${cell}) AS same
      FROM ${table} WHERE rid = ${rid | 0}`,
  );
  if (answer.numRows === 0) return null;
  const text = answer.getChild('text')!;
  const whole = text.nullCount > 0 ? null : textsOf(text)[0]!;
  const length = Number(answer.getChild('length')!.get(0) ?? 0);
  const long = whole !== null && length > textLimit;
  return {
    rid,
    row: fileRow(source, rid),
    text: long
      ? Array.from(whole.slice(0, 2 * textLimit))
          .slice(0, textLimit)
          .join('')
      : whole,
    length,
    value: taken(whole, source, column),
    same: Number(answer.getChild('same')!.get(0)),
  };
}

/** The whole text of a cell, to be copied; '' for a NULL. */
export async function cellText(
  sql: Sql,
  source: Source,
  { rid, column }: CellQuery,
): Promise<string> {
  const answer = await sql.query(
    `SELECT c${column | 0} AS text FROM ${rawTable(source)} WHERE rid = ${rid | 0}`,
  );
  return textsOf(answer.getChildAt(0)!)[0] ?? '';
}

function taken(text: string | null, source: Source, column: number): CellFacts['value'] {
  const missing = (why: string) => ({ kind: 'missing' as const, value: null, why });
  if (text === null) return missing('The file has no value here');
  if (text === '') return missing('The cell is empty');
  if (source.missing.includes(text))
    return missing(`“${text}” is one of the markers of missing values`);
  const value = valueOf(text, source.columns[column]!);
  return typeof value.value === 'string' && value.value.length > textLimit
    ? { ...value, value: value.value.slice(0, textLimit) }
    : value;
}
