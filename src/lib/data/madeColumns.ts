import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation } from '#lib/engine/step.ts';
import { isNumeric, type ColumnProfile } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { Sql } from './sql.ts';

/**
 * As much of a profile as suggestions read, of the columns that steps made and no file holds: how many cells are missing
 * and how many values there are, by one reading of these columns; none are read where there are none.
 */
export async function madeColumns(
  sql: Sql,
  relation: Relation,
  source: Source,
): Promise<ColumnProfile[]> {
  const known = new Set(source.columns.map((c) => c.name));
  const made = relation.columns.filter((c) => !known.has(c.name));
  if (made.length === 0) return [];
  const counts = made.flatMap(({ id }, k) => {
    const cell = sqlName(id);
    return [`count(*) - count(${cell}) AS m${k}`, `count(DISTINCT ${cell}) AS d${k}`];
  });
  const row = (await sql.query(`SELECT ${counts.join(', ')} FROM ${relation.from}`)).get(0);
  return made.map(({ name, type }, k) => ({
    name,
    type,
    role: 'feature',
    missing: Number(row?.[`m${k}`] ?? 0),
    distinct: Number(row?.[`d${k}`] ?? 0),
    misfits: 0,
    misfitSamples: [],
    numberShare: isNumeric(type) ? 1 : 0,
    top: [],
  }));
}
