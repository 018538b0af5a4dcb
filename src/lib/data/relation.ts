import { isNumeric } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import type { CleaningCompute, Relation } from '#lib/engine/step.ts';
import { literal, numbersOf } from './sql.ts';
import type { Sql } from './sql.ts';

/**
 * The table of a source's raw texts: rid BIGINT (0, 1, 2, … over the rows kept) and c0, c1, … VARCHAR in file
 * order. Named by the file's content, so that two files can be open side by side.
 */
export const rawTable = (source: Source): string =>
  `raw_${/^[0-9a-f]{16}/.exec(source.file.sha256)?.[0] ?? ''}`;

export async function createRaw(sql: Sql, table: string, columns: number): Promise<void> {
  const cells = Array.from({ length: columns }, (_, j) => `c${j} VARCHAR`);
  await sql.query(`CREATE TABLE ${table} (${['rid BIGINT', ...cells].join(', ')})`);
}

/** Forgets a source's rows. */
export async function dropSource(sql: Sql, source: Source): Promise<void> {
  await sql.query(`DROP TABLE IF EXISTS ${rawTable(source)}`);
}

/** File row (1-based, the header being row 1) of a rid: rejected rows are counted, blank lines are not. */
export function fileRow(source: Source, rid: number): number {
  let row = rid + (source.dialect.header ? 2 : 1);
  for (const rejected of source.rejectedRows) {
    if (rejected > row) break;
    row += 1;
  }
  return row;
}

/** The texts that are missing, as SQL over a raw column. */
export const missingSql = (id: string, missing: readonly string[]): string =>
  `${id} IN (${[...new Set(['', ...missing])].map(literal).join(', ')})`;

/**
 * A raw column as DOUBLE, NULL where the text is no finite number. TRY_CAST takes what scanNumber takes and besides
 * inf, nan and 1_000, which are text to us.
 */
export const numberSql = (id: string): string => {
  const cast = `TRY_CAST(${id} AS DOUBLE)`;
  return `CASE WHEN isfinite(${cast}) AND NOT contains(${id}, '_') THEN ${cast} END`;
};

/** The raw texts as typed columns: missing markers NULL, numbers DOUBLE (NULL where the text does not fit), the rest VARCHAR as is. */
export function baseRelation(source: Source): Relation {
  const columns = source.columns.map(({ name, type }, j) => ({ id: `c${j}`, name, type }));
  const typed = columns.map(({ id, type }) => {
    const value = isNumeric(type) ? numberSql(id) : id;
    return `CASE WHEN ${missingSql(id, source.missing)} THEN NULL ELSE ${value} END AS ${id}`;
  });
  return { from: `(SELECT ${['rid', ...typed].join(', ')} FROM ${rawTable(source)})`, columns };
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
