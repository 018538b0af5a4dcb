import type { Source } from '#lib/recipe/source.ts';
import type { Vector } from 'apache-arrow';
import { rawTable } from '../relation.ts';
import { countOf, type Sql } from '../sql.ts';
import type { OutSource, OutTable } from './table.ts';

const cellsAtOnce = 1 << 20;

/** The texts of a source as they stand in the file, nothing understood: numbers keep every zero, markers stay. */
export async function rawOutTable(sql: Sql, source: Source): Promise<OutSource> {
  const from = rawTable(source);
  const rows = await countOf(sql, from);
  const names = source.columns.map(({ name }) => name);
  const kinds = names.map(() => 'text' as const);
  const ids = names.map((_, j) => `c${j}`).join(', ');
  const step = Math.max(1, Math.min(1 << 16, Math.floor(cellsAtOnce / Math.max(1, names.length))));
  return {
    names,
    kinds,
    rows,
    pages: async function* () {
      for (let start = 0; start < rows; start += step) {
        const where = `rid >= ${start} AND rid < ${start + step}`;
        const answer = await sql.query(`SELECT ${ids} FROM ${from} WHERE ${where} ORDER BY rid`);
        const vectors = names.map((_, j) => answer.getChildAt(j)!);
        yield pageOf({ names, kinds, rows: answer.numRows, vectors });
      }
    },
  };
}

const pageOf = ({
  vectors,
  ...page
}: Omit<OutTable, 'cell'> & { readonly vectors: readonly Vector[] }): OutTable => ({
  ...page,
  cell: (row, column) => (vectors[column]!.get(row) ?? null) as string | null,
});
