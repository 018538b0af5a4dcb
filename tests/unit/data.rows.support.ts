import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { createRaw, rawTable } from '#lib/data/relation.ts';
import { readRows, type RowsQuery } from '#lib/data/rows.ts';
import { literal, type Sql } from '#lib/data/sql.ts';
import { plainNumber, type Source, type SourceColumn } from '#lib/recipe/source.ts';

export const openEngine = openDuckDbNode;

type Given = Partial<SourceColumn> & Pick<SourceColumn, 'name' | 'type'>;
type Cell = string | null;

let files = 0;

const dates = { as: 'date', formats: ['%Y-%m-%d'] } as const;
const parseOf = (type: SourceColumn['type']): SourceColumn['parse'] => {
  if (type === 'integer' || type === 'number') return plainNumber;
  return type === 'date' ? { ...dates, formats: [...dates.formats] } : { as: 'text' };
};

/** A table of raw texts, as a reader would have left it. */
export async function table(
  sql: Sql,
  columns: readonly Given[],
  rows: readonly (readonly Cell[])[],
  missing: readonly string[] = ['', 'NA'],
): Promise<Source> {
  const source: Source = {
    file: { name: 'made.csv', bytes: 1, sha256: String((files += 1)).padStart(64, '0') },
    packing: null,
    format: {
      kind: 'delimited',
      encoding: 'utf-8',
      undecodable: 'refuse',
      delimiter: ',',
      quote: '"',
      escape: '',
      comment: '',
      skip: 0,
      header: 1,
      footer: 0,
    },
    missing: [...missing],
    columns: columns.map((c) => ({
      header: c.name,
      role: 'feature',
      meaning: 'none',
      parse: parseOf(c.type),
      ...c,
    })),
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  };
  await createRaw(sql, rawTable(source), columns.length);
  const values = rows.map(
    (cells, i) => `(${[i, ...cells.map((c) => (c === null ? 'NULL' : literal(c)))].join(', ')})`,
  );
  if (values.length > 0)
    await sql.query(`INSERT INTO ${rawTable(source)} VALUES ${values.join(', ')}`);
  return source;
}

/** The rids of a view, at most 1,000. */
export async function rids(
  sql: Sql,
  source: Source,
  view: Omit<RowsQuery, 'offset' | 'limit'>,
): Promise<number[]> {
  return [...(await readRows(sql, source, { offset: 0, limit: 1000, ...view })).rid];
}
