import { cellsKey } from '#lib/recipe/hash.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { CleaningCompute, Relation } from '#lib/engine/step.ts';
import { literal, numbersOf } from './sql.ts';
import type { Sql } from './sql.ts';
import { valueSql } from './values/sql.ts';

/**
 * The table of a source's raw texts: rid BIGINT (0, 1, 2, … over the rows kept) and c0, c1, … VARCHAR in file
 * order. Named by the file's content and all that decides its cells, so that two readings can be open side by side.
 */
export const rawTable = (source: Source): string => `raw_${cellsKey(source)}`;

export async function createRaw(sql: Sql, table: string, columns: number): Promise<void> {
  const cells = Array.from({ length: columns }, (_, j) => `c${j} VARCHAR`);
  await sql.query(`CREATE TABLE ${table} (${['rid BIGINT', ...cells].join(', ')})`);
}

/** Forgets a source's rows. */
export async function dropSource(sql: Sql, source: Source): Promise<void> {
  await sql.query(`DROP TABLE IF EXISTS ${rawTable(source)}`);
}

/** The texts that are missing, as SQL over a raw column. */
export const missingSql = (id: string, missing: readonly string[]): string =>
  `(${id} IS NULL OR ${id} IN (${[...new Set(['', ...missing])].map(literal).join(', ')}))`;

/** The raw texts as typed columns: NULL where a text means missing or does not fit its column (values/sql.ts). */
export function baseRelation(source: Source): Relation {
  const columns = source.columns.map(({ name, type }, j) => ({ id: `c${j}`, name, type }));
  const typed = source.columns.map((column, j) => {
    const id = `c${j}`;
    const value = valueSql(id, column);
    return `CASE WHEN ${missingSql(id, source.missing)} THEN NULL ELSE ${value} END AS ${id}`;
  });
  const at = new Map(columns.map(({ id }, j) => [id, j]));
  const from = (some: readonly string[]): string =>
    `(SELECT ${['rid', ...some].join(', ')} FROM ${rawTable(source)})`;
  return { from: from(typed), columns, only: (ids) => from(ids.map((id) => typed[at.get(id)!]!)) };
}

/** What a cleaning step counts, for its report. */
export async function countsOf<Params>(
  sql: Sql,
  input: Parameters<CleaningCompute<Params>['counts']>[0],
  compute: CleaningCompute<Params>,
): Promise<ReadonlyMap<string, number>> {
  const counts = [...compute.counts(input)];
  if (counts.length === 0) return new Map();
  const selected = counts.map(([, expression], k) => `CAST(${expression} AS DOUBLE) AS n${k}`);
  const found = await numbersOf(sql, `SELECT ${selected.join(', ')} FROM ${input.relation.from}`);
  return new Map(counts.map(([name], k) => [name, found.get(`n${k}`)!]));
}

let copies = 0;

/** Computes a relation once, into a table of its own, for many readings. */
export async function materialize(
  sql: Sql,
  relation: Relation,
): Promise<{ relation: Relation; drop: () => Promise<void> }> {
  const table = `copy_${(copies += 1)}`;
  const ids = ['rid', ...relation.columns.map((c) => c.id)].join(', ');
  await sql.query(`CREATE TABLE ${table} AS SELECT ${ids} FROM ${relation.from}`);
  const drop = async (): Promise<void> => void (await sql.query(`DROP TABLE IF EXISTS ${table}`));
  return { relation: { from: table, columns: relation.columns }, drop };
}
