import type { Relation } from '#lib/engine/step.ts';
import type { Column } from '#lib/engine/table.ts';
import type { Source } from '#lib/recipe/source.ts';
import { baseRelation } from './relation.ts';
import type { Sql } from './sql.ts';
import { loadTable } from './table.ts';

/** A row as it stands in the file: column → number, text, or null where it is missing. */
export type RawRow = Readonly<Record<string, number | string | null>>;

/**
 * Rows of the file before any step, for a model that takes raw rows.
 * @param rid 0-based rows of the file
 * @returns one for each of `rid`, in its order
 */
export async function rawRows(sql: Sql, source: Source, rid: Int32Array): Promise<RawRow[]> {
  if (rid.length === 0) return [];
  const { rid: found, table } = await loadTable(sql, only(baseRelation(source), rid));
  const places = new Map(Array.from(found, (row, i) => [row, i] as const));
  return Array.from(rid, (row) => {
    const at = places.get(row)!;
    return Object.fromEntries([...table.columns].map(([name, c]) => [name, cellOf(c, at)]));
  });
}

function only({ from, columns, only: some }: Relation, rid: Int32Array): Relation {
  const those = (rows: string): string =>
    `(SELECT * FROM ${rows} WHERE rid IN (${rid.join(', ')}))`;
  return { from: those(from), columns, ...(some && { only: (ids) => those(some(ids)) }) };
}

function cellOf(c: Column, at: number): number | string | null {
  if (c.kind === 'category') return c.codes[at]! < 0 ? null : c.levels[c.codes[at]!]!;
  return Number.isNaN(c.values[at]!) ? null : c.values[at]!;
}
