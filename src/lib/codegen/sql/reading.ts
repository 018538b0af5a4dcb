import type { Delimited, Source } from '#lib/recipe/source.ts';
import { sqlLiteral } from './names.ts';

/** How DuckDB reads the file: a call of read_csv, and what to do before where it cannot read it as it was read here. */
export interface Reading {
  readonly call: string;
  /** Why DuckDB cannot read the file itself, as a sentence; the call is then of a CSV made of it. */
  readonly why: string | null;
  /** Whether the call already turns the markers of missing values into NULL. */
  readonly nulls: boolean;
}

/** @param names the columns as they are called in the query, in the file's order */
export function readingOf(source: Source, names: readonly string[]): Reading {
  const why = unreadable(source);
  const nulls = source.missing.every((m) => /^[\w .?/#*+-]*$/.test(m));
  const format = why === null ? (source.format as Delimited) : madeCsv;
  const packed = why === null && source.packing?.kind === 'gzip';
  const options = [
    'auto_detect = false',
    format.header === 0 ? 'header = false' : 'header = true',
    ...(format.skip + format.header > 1 ? [`skip = ${format.skip + format.header - 1}`] : []),
    ...(packed ? ["compression = 'gzip'"] : []),
    ...(encodings[format.encoding] ? [`encoding = '${encodings[format.encoding]!}'`] : []),
    `delim = ${sqlLiteral(format.delimiter)}`,
    `quote = ${sqlLiteral(format.quote)}`,
    `escape = ${sqlLiteral(format.quote)}`,
    ...(nulls
      ? [`nullstr = [${[...new Set(['', ...source.missing])].map(sqlLiteral).join(', ')}]`]
      : []),
    `columns = {${names.map((name) => `'${name}': 'VARCHAR'`).join(', ')}}`,
  ];
  const file = why === null ? pathOf(source.file.name) : madeName(source.file.name);
  return { call: `read_csv(${[sqlLiteral(file), ...options].join(', ')})`, why, nulls };
}

/** What `tabwise convert --to csv --raw` writes. */
const madeCsv: Delimited = {
  kind: 'delimited',
  ...{ encoding: 'utf-8', undecodable: 'refuse', delimiter: ',', quote: '"', escape: '' },
  ...{ comment: '', skip: 0, header: 1, footer: 0 },
};

/** Those that DuckDB knows without an extension; UTF-8 goes without saying. */
const encodings: Readonly<Record<string, string>> = { 'utf-16': 'utf-16', 'latin-1': 'latin-1' };

function unreadable(source: Source): string | null {
  const { format, packing } = source;
  if (format.kind !== 'delimited')
    return `The file is no CSV (${format.kind}), and DuckDB would type its cells in its own way.`;
  if (packing?.kind === 'zip') return 'DuckDB reads no file inside a zip archive.';
  return oddText(format) ?? oddRows(source);
}

function oddText(format: Delimited): string | null {
  if (!['utf-8', 'utf-8-sig', ...Object.keys(encodings)].includes(format.encoding))
    return `DuckDB does not read the encoding ${format.encoding} by itself.`;
  if (format.undecodable === 'replace') return 'The file has bytes that are no text.';
  return format.comment !== '' || format.escape !== '' || format.delimiter.length !== 1
    ? 'The file has comments, escapes or a delimiter that DuckDB reads otherwise.'
    : null;
}

function oddRows({ format, columns, ...source }: Source): string | null {
  if (source.rejectedRows.length > 0 || source.repairedRows.length > 0 || source.irregular)
    return 'Rows of the file were left out or repaired here, which DuckDB would read otherwise or refuse.';
  if (columns.some((c) => /[\r\n]/.test(c.header)))
    return 'A name in the header holds a line break, which DuckDB may take for the end of the header.';
  if (format.kind === 'delimited' && format.footer > 0)
    return 'The file has rows at its end that are no part of the table.';
  return columns.length === 1 ? 'Of a single column, DuckDB reads blank lines as rows.' : null;
}

/** A file beside the query: no folder, no address of the web, and nothing in it is a pattern for several files. */
function pathOf(name: string): string {
  const file = name.split(/[\\/]/).at(-1)!.replace(/[*?[]/g, '[$&]');
  return /^[\w. -]+$/.test(file) ? file : `./${file}`;
}

const madeName = (name: string): string =>
  `${
    name
      .split(/[\\/]/)
      .at(-1)!
      .replace(/(\.[A-Za-z]{1,7}){1,2}$/, '')
      .replace(/[^\w. -]/g, '_') || 'table'
  }.csv`;
