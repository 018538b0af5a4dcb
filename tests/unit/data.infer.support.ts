import { tableFromArrays, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  inferColumns,
  type Inferred,
  type InferInput,
  type InferredColumn,
} from '#lib/data/infer.ts';
import type { Sql } from '#lib/data/sql.ts';

export type Columns = Readonly<Record<string, readonly string[]>>;

let tables = 0;

/** Infers from columns of texts. */
export async function inferred(
  sql: Sql,
  columns: Columns,
  options: Partial<InferInput> = {},
): Promise<Inferred> {
  return inferTexts(sql, Object.keys(columns), Object.values(columns), options);
}

export async function inferTexts(
  sql: Sql,
  names: readonly string[],
  columns: readonly (readonly string[])[],
  options: Partial<InferInput> = {},
): Promise<Inferred> {
  const table = `made_${(tables += 1)}`;
  const rows = Math.max(0, ...columns.map((c) => c.length));
  const ids = names.map((_, j) => `c${j} VARCHAR`);
  await sql.query(`CREATE TABLE ${table} (${ids.join(', ')})`);
  const arrays = Object.fromEntries(
    columns.map((c, j) => [
      `c${j}`,
      vectorFromArray(
        Array.from({ length: rows }, (_, i) => c[i] ?? ''),
        new Utf8(),
      ),
    ]),
  );
  if (rows > 0)
    await sql.insertArrow(table, tableToIPC(tableFromArrays(arrays as never) as never, 'stream'));
  try {
    return await inferColumns(sql, { table, names, rows, ...options });
  } finally {
    await sql.query(`DROP TABLE ${table}`);
  }
}

/** The columns of one table, by name. */
export const columnsIn =
  (sql: () => Sql) =>
  async (
    columns: Columns,
    options: Partial<InferInput> = {},
  ): Promise<Map<string, InferredColumn>> => {
    const answer = await inferred(sql(), columns, options);
    return new Map(Object.keys(columns).map((name, j) => [name, answer.columns[j]!]));
  };

/** A table of one column. */
export const onlyColumn = async (
  sql: Sql,
  values: readonly string[],
  name = 'v',
): Promise<InferredColumn> => (await inferred(sql, { [name]: values })).columns[0]!;

export interface FileHints {
  readonly delimiter?: string;
  /** Lines before the header. */
  readonly skip?: number;
  /** Rows of the header. */
  readonly header?: number;
}

/** A small reader of delimited text, so that what is tested here is the types alone. */
export function readDelimited(
  path: string,
  { delimiter = ',', skip = 0, header = 1 }: FileHints,
): { names: string[]; columns: string[][] } {
  const packed = readFileSync(path);
  const bytes = path.endsWith('.gz') ? gunzipSync(packed) : packed;
  let text = new TextDecoder('utf-8').decode(bytes);
  if (text.includes('\ufffd')) text = new TextDecoder('windows-1252').decode(bytes);
  const rows = cellsOf(text, delimiter).slice(skip);
  const head = rows.slice(0, header);
  const body = rows.slice(header).filter((row) => row.length > 1 || row[0] !== '');
  const width = Math.max(...rows.map((row) => row.length));
  const names = Array.from(
    { length: width },
    (_, j) =>
      head
        .map((row) => row[j] ?? '')
        .filter((cell) => cell !== '')
        .join(' ') || `column_${j + 1}`,
  );
  return { names, columns: names.map((_, j) => body.map((row) => row[j] ?? '')) };
}

function cellsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let p = 0; p < text.length; p += 1) {
    const c = text[p]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[p + 1] === '"') cell += text[(p += 1)]!;
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[p + 1] === '\n') p += 1;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += c;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
