import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation } from '#lib/engine/step.ts';
import {
  isCategorical,
  isNumeric,
  type ColumnProfile,
  type ColumnType,
} from '#lib/recipe/profile.ts';
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
  const counts = made.flatMap(({ id, type }, k) => {
    const cell = sqlName(id);
    return [
      `count(*) - count(${cell}) AS m${k}`,
      `count(DISTINCT ${cell}) AS d${k}`,
      ...(isRead(type) ? [`count(*) FILTER (${isNumber(cell)}) AS n${k}`] : []),
      `count(${cell}) AS p${k}`,
    ];
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
    numberShare: isNumeric(type) ? 1 : Number(row?.[`n${k}`] ?? 0) / Number(row?.[`p${k}`] || 1),
    top: [],
  }));
}

/** Texts, which may be numbers. */
const isRead = (type: ColumnType): boolean => type === 'text' || isCategorical(type);

/** As a cast reads one, without those that would lose by it: leading zeros, more than 15 digits. */
const isNumber = (cell: string): string =>
  `regexp_full_match(${cell}, '\\s*[-+]?(0|[1-9][0-9]{0,14})(\\.[0-9]+)?([eE][-+]?[0-9]+)?\\s*')`;
