import { shortHash } from '#lib/recipe/hash.ts';
import type { Relation } from '#lib/engine/step.ts';
import type { Sql } from './sql.ts';

/** The tables of shaped rows by what they are made of, in the order of last use; each with its making. */
const tables = new WeakMap<Sql, Map<string, Promise<void>>>();
/** Beside those of the recipe in hand, which may have been others a moment ago. */
const mostKept = 6;

/**
 * A relation that a step counted anew, computed once and kept in the order of its rows: whoever reads it column by column
 * would sort or group all rows anew each time. The same SQL is the same table, as raw tables are named by their content.
 * @param used tables that must stay; the new one is added
 */
export async function kept(sql: Sql, relation: Relation, used: Set<string>): Promise<Relation> {
  if (!relation.renumbers) return relation;
  const known = tables.get(sql) ?? new Map<string, Promise<void>>();
  tables.set(sql, known);
  const table = `shaped_${shortHash(relation.from)}`;
  const ids = ['rid', 'src', ...relation.columns.map((c) => c.id)].join(', ');
  const text = `CREATE OR REPLACE TABLE ${table} AS SELECT ${ids} FROM ${relation.from} ORDER BY rid`;
  const making = known.get(table) ?? sql.query(text).then(() => undefined);
  known.delete(table);
  known.set(table, making);
  making.catch(() => known.delete(table));
  await making;
  used.add(table);
  const old = [...known.keys()].filter((name) => !used.has(name));
  for (const name of old.slice(0, Math.max(0, old.length - mostKept))) await drop(sql, known, name);
  return { ...relation, from: table };
}

/** Forgets them all: their source is forgotten. */
export async function forgetKept(sql: Sql): Promise<void> {
  const known = tables.get(sql);
  for (const table of known?.keys() ?? []) await drop(sql, known!, table);
}

async function drop(sql: Sql, known: Map<string, Promise<void>>, table: string): Promise<void> {
  known.delete(table);
  await sql.query(`DROP TABLE IF EXISTS ${table}`);
}
