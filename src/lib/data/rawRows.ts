import type { Relation } from '#lib/engine/step.ts';
import type { Column } from '#lib/engine/table.ts';
import type { Source, SourceColumn } from '#lib/recipe/source.ts';
import { baseRelation, rawTable } from './relation.ts';
import type { Sql } from './sql.ts';
import { loadTable } from './table.ts';

/** A row as it stands in the file: column → number, text, or null where it is missing; dates as the file writes them. */
export type RawRow = Readonly<Record<string, number | string | null>>;

/**
 * Rows of the file before any step, for a model that takes raw rows.
 * @param rid 0-based rows of the file
 * @returns one for each of `rid`, in its order
 */
export async function rawRows(sql: Sql, source: Source, rid: Int32Array): Promise<RawRow[]> {
  if (rid.length === 0) return [];
  const those = (rows: string): string =>
    `(SELECT * FROM ${rows} WHERE rid IN (${rid.join(', ')}))`;
  const typed = only(baseRelation(source), those);
  const { rid: found, table } = await loadTable(sql, typed);
  const written = source.columns.flatMap((c, j) => (isWritten(c) ? [`c${j}`] : []));
  const texts = await loadTable(sql, {
    from: those(rawTable(source)),
    columns: typed.columns
      .filter(({ id }) => written.includes(id))
      .map((c) => ({ ...c, type: 'text' as const })),
  });
  const places = new Map(Array.from(found, (row, i) => [row, i] as const));
  return Array.from(rid, (row) => {
    const at = places.get(row)!;
    return Object.fromEntries(
      [...table.columns].map(([name, c]) => {
        const cell = cellOf(c, at);
        const text = texts.table.columns.get(name);
        return [name, cell === null || !text ? cell : cellOf(text, at)];
      }),
    );
  });
}

/** Its values are other texts than its cells. */
const isWritten = ({ parse }: SourceColumn): boolean =>
  parse.as !== 'text' && parse.as !== 'number';

const only = (
  { from, columns, only: some }: Relation,
  those: (rows: string) => string,
): Relation => ({
  from: those(from),
  columns,
  ...(some && { only: (ids) => those(some(ids)) }),
});

function cellOf(c: Column, at: number): number | string | null {
  if (c.kind === 'category') return c.codes[at]! < 0 ? null : c.levels[c.codes[at]!]!;
  return Number.isNaN(c.values[at]!) ? null : c.values[at]!;
}
