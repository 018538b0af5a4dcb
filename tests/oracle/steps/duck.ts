import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { withDrawn } from '#lib/data/drawn.ts';
import { offerTable, withSecond } from '#lib/data/second.ts';
import type { Sql } from '#lib/data/sql.ts';
import { sqlText } from '#lib/engine/sqlText.ts';
import type {
  CleaningCompute,
  CleaningInput,
  Counts,
  Relation,
  Samples,
} from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { addedRow } from '#lib/recipe/rowNames.ts';
import { places, prices, secondFile } from './second.ts';
import type { Cell, Cells } from './tables.ts';

/** A table as the data layer gives it: DOUBLE and VARCHAR columns c0, c1, …, and the row number. */
export function relationOf(cells: Cells): Relation {
  const rows = cells[0]?.[2].length ?? 0;
  const literal = (value: Cell): string =>
    typeof value === 'string'
      ? sqlText(value)
      : value === null
        ? 'NULL'
        : `CAST('${value}' AS DOUBLE)`;
  const body = Array.from(
    { length: rows },
    (_, i) => `(${[`${i}::BIGINT`, ...cells.map(([, , v]) => literal(v[i]!))].join(', ')})`,
  );
  const types = cells.map(
    ([, type], j) => `c${j}::${isNumeric(type) ? 'DOUBLE' : 'VARCHAR'} AS c${j}`,
  );
  const names = ['rid', ...cells.map((_, j) => `c${j}`)];
  const nothing = `(SELECT ${names.map((n) => `NULL AS ${n}`).join(', ')} WHERE false)`;
  const values = rows > 0 ? `(VALUES ${body.join(', ')}) AS t(${names.join(', ')})` : nothing;
  return {
    from: `(SELECT ${['rid::BIGINT AS rid', ...types].join(', ')} FROM ${values})`,
    columns: cells.map(([name, type], j) => ({ id: `c${j}`, name, type })),
  };
}

export interface Rows {
  /** The row that each was, or the first of those it was made of. */
  readonly rid: readonly number[];
  readonly columns: ReadonlyMap<string, readonly Cell[]>;
}

export async function duck(): Promise<{
  rows(relation: Relation): Promise<Rows>;
  one(expressions: ReadonlyMap<string, string>, from: string): Promise<Map<string, Cell>>;
  counts(expressions: ReadonlyMap<string, string>, from: string): Promise<Counts>;
  samples(expressions: ReadonlyMap<string, string>, from: string): Promise<Samples>;
  drawn<P>(input: CleaningInput<P>, step: CleaningCompute<P>): Promise<CleaningInput<P>>;
  close(): Promise<void>;
}> {
  const sql: Sql = await openDuckDbNode();
  for (const source of [prices, places])
    offerTable(sql, source, () => secondFile(source.file.name));
  const one = async (expressions: ReadonlyMap<string, string>, from: string) => {
    if (expressions.size === 0) return new Map<string, Cell>();
    const items = [...expressions].map(([name, e]) => `${e} AS ${name}`);
    const table = await sql.query(`SELECT ${items.join(', ')} FROM ${from}`);
    const row = table.get(0)!;
    return new Map([...expressions.keys()].map((name) => [name, plain(row[name])]));
  };
  return {
    one,
    counts: async (e, from) =>
      new Map([...(await one(e, from))].map(([name, n]) => [name, Number(n)])),
    samples: async (e, from) => {
      const found = [...(await one(e, from))].filter(([, text]) => text !== null);
      return new Map(found.map(([name, text]) => [name, String(text)]));
    },
    rows: async (relation) => {
      const table = await sql.query(`SELECT * FROM ${relation.from} ORDER BY rid`);
      const cells = (id: string): Cell[] => Array.from(table, (row) => plain(row[id]));
      return {
        rid: cells(relation.renumbers ? 'src' : 'rid').map(nameOf),
        columns: new Map(relation.columns.map((c) => [c.name, cells(c.id)])),
      };
    },
    drawn: async (input, step) => withSecond(sql, await withDrawn(sql, input, step), step),
    close: () => sql.close(),
  };
}

/** As `clean` names the rows of the first step that adds some. */
const nameOf = (src: Cell): number =>
  Number(src) < 0 ? addedRow(1, -1 - Number(src)) : Number(src);

const plain = (value: unknown): Cell =>
  typeof value === 'bigint' ? Number(value) : ((value ?? null) as Cell);
