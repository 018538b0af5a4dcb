import { rawTable } from '#lib/data/relation.ts';
import { literal, type Sql } from '#lib/data/sql.ts';
import type { ColumnType, Role } from '#lib/recipe/profile.ts';
import { plainNumber, type Source, type SourceColumn } from '#lib/recipe/source.ts';

type Cells = readonly (readonly string[])[];

export interface Made {
  readonly name: string;
  readonly type: ColumnType;
  readonly role?: Role;
  readonly parse?: SourceColumn['parse'];
}

let tables = 0;

/** A table of raw texts as a reader would leave it, without a reader. */
export async function madeSource(
  sql: Sql,
  columns: readonly Made[],
  cells: Cells,
  missing: readonly string[] = ['', 'NA'],
): Promise<Source> {
  const source: Source = {
    file: { name: 'made.csv', bytes: 1, sha256: (tables += 1).toString(16).padStart(64, '0') },
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
    columns: columns.map(({ name, type, role = 'feature', parse }) => ({
      name,
      header: name,
      type,
      role,
      meaning: 'none',
      parse: parse ?? (type === 'integer' || type === 'number' ? plainNumber : { as: 'text' }),
    })),
    rejectedRows: [],
    repairedRows: [],
    sample: null,
  };
  const table = rawTable(source);
  const ids = columns.map((_, j) => `c${j}`);
  await sql.query(
    `CREATE OR REPLACE TABLE ${table} (${['rid BIGINT', ...ids.map((c) => `${c} VARCHAR`)].join(', ')})`,
  );
  for (let from = 0; from < cells.length; from += 2000) {
    const rows = cells
      .slice(from, from + 2000)
      .map((row, i) => `(${[from + i, ...row.map(literal)].join(', ')})`);
    await sql.query(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
  }
  return source;
}

/** Text with commas and quotes as rows of cells, for tests that are about what comes after reading. */
export function cellsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) =>
      [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        (m) => m[1]?.replaceAll('""', '"') ?? m[2]!,
      ),
    );
}

/** Numbers where every text is one, whole or not; categories elsewhere. */
export function typesOf(names: readonly string[], cells: Cells): Made[] {
  return names.map((name, j) => {
    const texts = cells.map((row) => row[j]!).filter((text) => text !== '' && text !== 'NA');
    if (texts.every((text) => /^-?\d+$/.test(text))) return { name, type: 'integer' };
    const numeric = texts.every((text) => /^-?\d+(\.\d+)?(e-?\d+)?$/.test(text));
    return { name, type: numeric ? 'number' : 'category' };
  });
}

/** A source from text with a header. */
export async function sourceOf(
  sql: Sql,
  text: string,
  as: readonly Partial<Made>[] = [],
): Promise<Source> {
  const [names, ...cells] = cellsOf(text);
  const columns = typesOf(names!, cells).map((c, j) => ({ ...c, ...as[j] }));
  return madeSource(sql, columns, cells);
}
