import type { Source } from '#lib/recipe/source.ts';
import type { LineRange } from '../python/layout.ts';
import { commentText, quotedName, visibleText } from './names.ts';
import { laidOut } from './layout.ts';
import { readingOf, type Reading } from './reading.ts';
import { isText, textOf, tokensOf } from './tokens.ts';

/** A column of the query: what it is called in it, and what it is called for people. */
interface SqlColumn {
  readonly id: string;
  readonly name: string;
}

/** One named part of the query: what it is, in sentences, and its SELECT. */
export interface SqlPart {
  /** The recipe step; null for reading and typing. */
  readonly key: string | null;
  readonly name: string;
  readonly words: readonly string[];
  readonly sql: string;
  /** The SELECT on lines as they stand; left out: `sql` is laid out. */
  readonly lines?: readonly string[];
}

/** A recipe's table as SQL: how it is read, what each step makes of it, and what SQL does not say. */
export interface SqlQuery {
  readonly source: Source;
  /** What the query is, and the file that it is written to; left out: the cleaning steps' clean.sql. */
  readonly title?: string;
  readonly command?: string;
  /** The file's columns. */
  readonly cells: readonly SqlColumn[];
  /** The typed values of the raw cells. */
  readonly typed: readonly { readonly id: string; readonly sql: string }[];
  readonly parts: readonly SqlPart[];
  readonly columns: readonly SqlColumn[];
  /** Steps that are no part of the query, each with why, as sentences. */
  readonly unsaid: readonly { readonly key: string; readonly words: readonly string[] }[];
}

export interface SqlScript {
  readonly code: string;
  /** Step key → the lines that it stands on, 1-based and inclusive. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

/** One DuckDB query with a part for each cleaning step, and what it leaves out as comments at its end. */
export function sqlScript(query: SqlQuery): SqlScript {
  const reading = readingOf(
    query.source,
    query.cells.map((c) => c.id),
  );
  const out: string[] = [...headLines(query, reading), 'WITH'];
  const lines = new Map<string, readonly LineRange[]>();
  const parts = [...readParts(query, reading), ...query.parts];
  parts.forEach((part, i) => {
    const from = out.length + 1;
    const own = partLines(part);
    out.push(...own, i < parts.length - 1 ? '),' : ')');
    if (part.key !== null) lines.set(part.key, [[from, out.length]]);
  });
  out.push(...finalLines(query.columns, parts.at(-1)!.name));
  if (query.unsaid.length > 0) out.push('');
  for (const { key, words } of query.unsaid) {
    const from = out.length + 1;
    out.push(...comments(words));
    lines.set(key, [[from, out.length]]);
  }
  return { code: `${out.join('\n')}\n`, lines };
}

const comments = (words: readonly string[]): string[] => words.map((w) => `-- ${commentText(w)}`);

function headLines({ source, title, command = 'clean.sql' }: SqlQuery, { why }: Reading): string[] {
  return comments([
    title ?? 'The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.',
    ...(why === null
      ? [`Run it where the file lies: duckdb < ${command}`]
      : [
          why,
          `Write its cells as CSV first: tabwise convert ${source.file.name} --to csv --raw`,
          `Then run this where that CSV lies: duckdb < ${command}`,
        ]),
  ]);
}

/** The reading of the file, every n-th row of it where only those were taken, and its cells as values. */
export function readParts(query: SqlQuery, reading: Reading, from = reading.call): SqlPart[] {
  const { source, cells } = query;
  const { sample, rejectedRows } = source;
  const every = reading.why === null ? (sample?.every ?? 1) : 1;
  const names = cells.map((c) => c.id);
  const sampled: SqlPart = {
    key: null,
    name: 'sampled',
    words: [`Every ${every}th row, as it was read.`],
    sql: `SELECT * REPLACE (rid // ${every} AS rid) FROM cells WHERE rid % ${every} = 0`,
  };
  return [
    {
      key: null,
      name: 'cells',
      words: ['Every cell as text, with the number of its row, which keeps the order.'],
      sql: `SELECT row_number() OVER () - 1 AS rid, ${from === reading.call ? '*' : names.join(', ')} FROM ${from}`,
    },
    ...(every > 1 ? [sampled] : []),
    {
      key: null,
      name: 'typed',
      words: [
        `Numbers and dates; what means missing or does not fit is NULL.${rejectedRows.length > 0 ? ' Rows that did not fit are not in it.' : ''}`,
      ],
      sql: `SELECT rid, ${typedItems(query, reading).join(', ')} FROM ${every > 1 ? 'sampled' : 'cells'}`,
    },
  ];
}

function typedItems({ typed, source }: SqlQuery, { nulls }: Reading): string[] {
  const marks = [...new Set(['', ...source.missing])].map((m) => `'${m.replaceAll("'", "''")}'`);
  return typed.map(({ id, sql }) => {
    const value = nulls
      ? sql
      : sql === id
        ? `CASE WHEN ${id} NOT IN (${marks.join(', ')}) THEN ${id} END`
        : `CASE WHEN ${id} NOT IN (${marks.join(', ')}) THEN ${sql} END`;
    return value === id ? id : `${value} AS ${id}`;
  });
}

/** A part's comments and SELECT, laid out, without the bracket that ends it. */
function partLines({ name, words, sql, lines }: SqlPart): string[] {
  return [...comments(words), `${name} AS (`, ...(lines ?? selectLines(sql, 4))];
}

/** A SELECT laid out, in which every text shows what it holds. */
export const selectLines = (sql: string, indent = 0): string[] =>
  laidOut(textOf(tokensOf(sql).map((t) => (isText(t) ? visibleText(t) : t))), indent).split('\n');

/** The last SELECT: columns by their own names. */
function finalLines(columns: readonly SqlColumn[], from: string): string[] {
  const items = columns.map(({ id, name }) => (id === name ? id : `${id} AS ${quotedName(name)}`));
  return [
    'SELECT',
    ...items.map((item, i) => `    ${item}${i < items.length - 1 ? ',' : ''}`),
    `FROM ${from}`,
    'ORDER BY rid;',
  ];
}
