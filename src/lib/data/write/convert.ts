import type { Source } from '#lib/recipe/source.ts';
import type { Sql } from '../sql.ts';
import type { CsvOptions } from './csv.ts';
import { rawOutTable } from './raw.ts';
import { outTable } from './relation.ts';
import type { Change, OutSource, OutTable, Written } from './table.ts';

export type OutFormat = 'csv' | 'json' | 'ndjson' | 'parquet' | 'arrow' | 'xlsx';

export type ConvertOptions = Partial<CsvOptions> & {
  /** Every text as it stands in the file, instead of what it was understood as. */
  readonly raw?: boolean;
};

/**
 * The table of a source, as it was understood, as a file. Only the writer asked for is loaded. Except for a workbook,
 * which is made whole, rows come from the engine as the bytes are taken, about a million cells at a time.
 * @throws EngineError size-limit where a workbook cannot hold the table
 */
export async function convertTable(
  sql: Sql,
  source: Source,
  to: OutFormat,
  options: ConvertOptions = {},
): Promise<Written> {
  if (options.raw) return writers[to](await rawOutTable(sql, source), options);
  const table = await outTable(sql, source);
  const { bytes, changed } = await writers[to](table, options);
  return { bytes, changed: () => [...table.changes, ...changed()] };
}

type Write = (source: OutSource, options: ConvertOptions) => Promise<Written>;

const writers: Record<OutFormat, Write> = {
  csv: async (source, { delimiter = ',', spreadsheetSafe = false, lineEnd = '\n' }) =>
    (await import('./csv.ts')).writeCsv(source, { delimiter, spreadsheetSafe, lineEnd }),
  json: async (source) => ({ bytes: jsonBytes(source), changed: none }),
  ndjson: async (source) => ({ bytes: ndjsonBytes(source), changed: none }),
  parquet: async (source) => (await import('./parquet.ts')).writeParquet(source),
  arrow: async (source) => (await import('./arrow.ts')).writeArrow(source),
  xlsx: async (source, { spreadsheetSafe = false }) => ({
    bytes: xlsxBytes(source, spreadsheetSafe),
    changed: none,
  }),
};

const none = (): readonly Change[] => [];

/** The other writers know integers as numbers. */
const asNumbers = (
  table: OutTable,
): OutTable & { kinds: readonly Exclude<OutTable['kinds'][number], 'integer'>[] } => ({
  ...table,
  kinds: table.kinds.map((kind) => (kind === 'integer' ? 'number' : kind)),
});

async function* ndjsonBytes(source: OutSource): AsyncGenerator<Uint8Array> {
  const { writeJson } = await import('../json/write.ts');
  for await (const page of source.pages()) yield* writeJson(asNumbers(page), { lines: true });
}

const open = 2;
const close = 3;

/** Each page is an array, `[\n…\n]\n`; its brackets give way to what joins them. */
async function* jsonBytes(source: OutSource): AsyncGenerator<Uint8Array> {
  const { writeJson } = await import('../json/write.ts');
  const encoder = new TextEncoder();
  let before = '[\n';
  for await (const page of source.pages()) {
    let held: Uint8Array = new Uint8Array(0);
    let first = true;
    for (const chunk of writeJson(asNumbers(page), { lines: false })) {
      if (first) yield encoder.encode(before);
      else yield held;
      held = first ? chunk.subarray(open) : chunk;
      first = false;
    }
    yield held.subarray(0, held.length - close);
    before = ',\n';
  }
  yield encoder.encode(before === '[\n' ? '[]\n' : '\n]\n');
}

/** A sheet holds 1,048,576 rows, its header among them. */
const sheetRows = 2 ** 20 - 1;

async function* xlsxBytes(source: OutSource, spreadsheetSafe: boolean): AsyncGenerator<Uint8Array> {
  const { writeXlsx } = await import('../sheet/write.ts');
  const pages: { readonly start: number; readonly page: OutTable }[] = [];
  let rows = 0;
  // what no sheet holds is refused by the writer, without a cell being read
  if (source.rows <= sheetRows)
    for await (const page of source.pages()) {
      pages.push({ start: rows, page });
      rows += page.rows;
    }
  let at = 0;
  const cell: OutTable['cell'] = (row, column) => {
    while (row < pages[at]!.start) at -= 1;
    while (row >= pages[at]!.start + pages[at]!.page.rows) at += 1;
    return pages[at]!.page.cell(row - pages[at]!.start, column);
  };
  const { names, kinds } = source;
  yield await writeXlsx(asNumbers({ names, kinds, rows: source.rows, cell }), { spreadsheetSafe });
}
