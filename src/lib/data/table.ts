import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import type { Column, Table } from '#lib/engine/table.ts';
import type { Vector } from 'apache-arrow';
import { columnGroups, doublesOf, eachTextChunk } from './arrow.ts';
import { Interner } from './interner.ts';
import { countOf } from './sql.ts';
import type { Sql } from './sql.ts';

export interface LoadedTable {
  readonly table: Table;
  /**
   * For each row of the table its 0-based row of the file: ascending, unless a step sorted the rows or made others of
   * them. A row made of several has the first of them, and rows made of one have the same.
   */
  readonly rid: Int32Array;
}

/**
 * Brings a relation's columns (all, or those named) into memory, in the order of `rid`: numbers as doubles with NaN missing,
 * everything else as codes into levels sorted by code point.
 */
export async function loadTable(
  sql: Sql,
  relation: Relation,
  names?: readonly string[],
): Promise<LoadedTable> {
  const wanted = names ? names.map((name) => named(relation, name)) : relation.columns;
  const bare = holding(relation, []);
  const rows = await countOf(sql, bare);
  const rid = Int32Array.from(await doublesFrom(sql, 'CAST(rid AS DOUBLE)', bare, rows));
  const order = ascending(rid);
  const columns = new Map<string, Column>();
  for (const group of columnGroups(wanted, rows)) {
    const selected = group.map((c) => typedSql(c)).join(', ');
    const answer = await sql.query(`SELECT ${selected} FROM ${holding(relation, group)}`);
    group.forEach((c, k) =>
      columns.set(c.name, inOrder(columnFrom(c, answer.getChildAt(k)!, rows), order)),
    );
  }
  const inPlace = order ? rid.map((_, i) => rid[order[i]!]!) : rid;
  return { table: { rows, columns }, rid: await rowsOfFile(sql, relation, inPlace) };
}

/** Where a step counted rows anew: the row of the file that each came from. */
async function rowsOfFile(sql: Sql, { rows }: Relation, rid: Int32Array): Promise<Int32Array> {
  if (rows === undefined) return rid;
  const answer = await sql.query(
    `SELECT CAST(rid AS DOUBLE) AS rid, CAST(src AS DOUBLE) AS src FROM ${rows}`,
  );
  const now = doublesOf(answer.getChildAt(0)!, answer.numRows);
  const was = doublesOf(answer.getChildAt(1)!, answer.numRows);
  const from = new Int32Array(answer.numRows);
  now.forEach((row, i) => (from[row] = was[i]!));
  return rid.map((row) => from[row]!);
}

/** A relation's column as DOUBLE or VARCHAR, whatever SQL type a step gave it. */
export const typedSql = ({ id, type }: RelationColumn): string =>
  `CAST(${id} AS ${isNumeric(type) ? 'DOUBLE' : 'VARCHAR'}) AS ${id}`;

/** What stands after FROM where only these columns are asked for. */
export const holding = (relation: Relation, columns: readonly RelationColumn[]): string =>
  relation.only?.(columns.map((c) => c.id)) ?? relation.from;

async function doublesFrom(
  sql: Sql,
  expression: string,
  from: string,
  rows: number,
): Promise<Float64Array> {
  const answer = await sql.query(`SELECT ${expression} AS v FROM ${from}`);
  return doublesOf(answer.getChildAt(0)!, rows);
}

function columnFrom({ type }: RelationColumn, vector: Vector, rows: number): Column {
  if (isNumeric(type)) return { kind: 'number', values: doublesOf(vector, rows) };
  const interner = new Interner();
  const codes = internColumn(vector, rows, interner);
  const order = interner.sorted();
  const rank = new Int32Array(order.length);
  order.forEach((code, k) => (rank[code] = k));
  for (let i = 0; i < rows; i += 1) if (codes[i]! >= 0) codes[i] = rank[codes[i]!]!;
  return { kind: 'category', codes, levels: Array.from(order, (code) => interner.text(code)) };
}

/** Codes by first sight, −1 for NULL. */
export function internColumn(vector: Vector, rows: number, interner: Interner): Int32Array {
  const codes = new Int32Array(rows);
  eachTextChunk(vector, ({ length, offsets, bytes, present }, firstRow) => {
    for (let i = 0; i < length; i += 1) {
      codes[firstRow + i] = present(i) ? interner.intern(bytes, offsets[i]!, offsets[i + 1]!) : -1;
    }
  });
  return codes;
}

/** The permutation that puts rows in file order, null when they are. */
function ascending(rid: Int32Array): Int32Array | null {
  let sorted = true;
  for (let i = 1; sorted && i < rid.length; i += 1) sorted = rid[i - 1]! < rid[i]!;
  return sorted ? null : Int32Array.from(rid.keys()).sort((a, b) => rid[a]! - rid[b]!);
}

function inOrder(column: Column, order: Int32Array | null): Column {
  if (!order) return column;
  return column.kind === 'number'
    ? { kind: 'number', values: column.values.map((_, i) => column.values[order[i]!]!) }
    : { ...column, codes: column.codes.map((_, i) => column.codes[order[i]!]!) };
}

function named(relation: Relation, name: string): RelationColumn {
  const found = relation.columns.find((c) => c.name === name);
  if (found) return found;
  throw new EngineError({
    code: 'column-missing',
    what: `There is no column “${name}”`,
    where: { column: name },
    remedy: 'Pick one of the columns of the table, or undo the step that removed it.',
  });
}
