import type * as Library from '@e965/xlsx';
import type { CellObject, ColInfo, DenseWorkSheet, WorkBook } from '@e965/xlsx';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ReadHooks } from '../formats/reader.ts';
import type { FileSource } from '../files.ts';
import { leaveCells } from './biff.ts';
import { putBoolean, putError, putNumber } from './cells.ts';
import { isOle } from './kind.ts';
import { columnLimit, xlsBytesLimit } from './limits.ts';
import { classOfCode } from './numberFormats.ts';
import type { NumberClass } from './numberFormats.ts';
import { malformed, mebibytes, tooLarge, withPassword } from './refusals.ts';
import { kinds, RowBuilder } from './workbook.ts';
import type { SheetExtras, SheetRow, Workbook } from './workbook.ts';

const portion = 1000;

/**
 * Opens an old workbook (Excel 2 to 2003). @e965/xlsx reads it, in one go and in memory.
 * @throws EngineError file-malformed, file-kind (a password), size-limit, cancelled
 */
export async function openXls(file: FileSource, hooks: ReadHooks): Promise<Workbook> {
  if (file.size > xlsBytesLimit) {
    throw tooLarge(
      file.name,
      `The file has ${mebibytes(file.size)}; an .xls is read up to ${mebibytes(xlsBytesLimit)}`,
    );
  }
  const bytes = await file.slice(0, file.size);
  hooks.checkCancel();
  const book = parse(await loadLibrary(), bytes, file.name);
  hooks.checkCancel();
  hooks.onBytes(file.size);
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const names = book.SheetNames.map((name) => ({
    name,
    state: book.Workbook?.Sheets?.find((s) => s.name === name),
  }));
  const tables = names.filter(({ name }) => isTable(book, name));
  return {
    kind: 'xls',
    sheets: tables.map(({ name, state }) => ({ name, hidden: (state?.Hidden ?? 0) !== 0 })),
    cost: () => 0,
    rows: async function* (sheet, extras, own) {
      const found = book.Sheets[tables[sheet]!.name] as DenseWorkSheet;
      takeExtras(found, extras);
      let rows: SheetRow[] = [];
      for (const row of sheetRows(found, { classes: new Map(), date1904 })) {
        rows.push(row);
        if (rows.length < portion) continue;
        own.checkCancel();
        yield rows;
        rows = [];
      }
      if (rows.length > 0) yield rows;
    },
  };
}

async function loadLibrary(): Promise<typeof Library> {
  const [library, codepages] = await Promise.all([
    import('@e965/xlsx'),
    import('@e965/xlsx/dist/cpexcel.full.mjs'),
  ]);
  library.set_cptable(codepages);
  return library;
}

function parse(library: typeof Library, bytes: Uint8Array, file: string): WorkBook {
  try {
    const stream = isOle(bytes) ? contained(library, bytes) : bytes;
    const state = leaveCells(stream);
    if (state === 'encrypted') throw withPassword(file);
    if (state === 'damaged') throw new TypeError('its records break off');
    forgetFormats(library);
    // `buffer`: the bytes as they are; `array` makes a list of numbers of them.
    return library.read(stream, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: false,
      cellStyles: true,
    });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw malformed(file, `The old workbook is damaged: ${message.slice(0, 200)}`);
  }
}

/** The library keeps the number formats of one file for the next; only those it began with are to be left. */
function forgetFormats(library: typeof Library): void {
  const table = formatsOf(library);
  builtIn ??= { ...table };
  for (const id of Object.keys(table)) Reflect.deleteProperty(table, id);
  Object.assign(table, builtIn);
}

let builtIn: Readonly<Record<string, string>> | null = null;

const formatsOf = ({ SSF }: typeof Library): Record<string, string> =>
  (SSF as { get_table: () => Record<string, string> }).get_table();

/** The workbook's records out of their container. */
function contained(library: typeof Library, bytes: Uint8Array): Uint8Array {
  const container: unknown = library.CFB.read(bytes, { type: 'array' });
  const { find } = library.CFB as { find: (container: unknown, path: string) => Entry | null };
  const entry = find(container, '/Workbook') ?? find(container, '/Book');
  if (!entry?.content) throw new TypeError('it has no stream of records');
  if (entry.size !== undefined && entry.content.length < entry.size) {
    throw new TypeError('it is cut off');
  }
  return Uint8Array.from(entry.content);
}

interface Entry {
  readonly content?: ArrayLike<number>;
  readonly size?: number;
}

const isTable = (book: WorkBook, name: string): boolean => {
  const sheet = book.Sheets[name];
  return sheet !== undefined && (sheet['!type'] ?? 'sheet') === 'sheet';
};

function takeExtras(sheet: DenseWorkSheet, extras: SheetExtras): void {
  for (const { s, e } of sheet['!merges'] ?? []) {
    extras.merges.push({ top: s.r + 1, bottom: e.r + 1, left: s.c, right: e.c });
  }
  sheet['!cols']?.forEach((column: ColInfo | undefined, k: number) => {
    if (column?.hidden) extras.hiddenColumns.push([k, k]);
  });
}

interface Formats {
  /** By number format code. */
  readonly classes: Map<string, NumberClass>;
  readonly date1904: boolean;
}

function* sheetRows(sheet: DenseWorkSheet, formats: Formats): Generator<SheetRow> {
  const data = sheet['!data'] as (CellObject[] | undefined)[];
  for (let r = 0; r < data.length; r += 1) {
    const cells = data[r];
    if (!cells) continue;
    const row = new RowBuilder(r + 1, sheet['!rows']?.[r]?.hidden === true);
    cells.slice(0, columnLimit).forEach((cell, column) => put(row, column, cell, formats));
    if (!row.isBlank) yield row;
  }
}

/** Error codes of BIFF ([MS-XLS] 2.5.10). */
const errors = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
]);

function put(row: RowBuilder, column: number, cell: CellObject | null, formats: Formats): void {
  if (!cell || cell.v === undefined || cell.t === 'z') return;
  const { t, v } = cell;
  if (t === 'n') {
    const as = classOf(String(cell.z ?? ''), formats);
    putNumber(row, column, { raw: String(v), as, date1904: formats.date1904 });
  } else if (t === 'b') putBoolean(row, column, v === true);
  else if (t === 'e') putError(row, column, errors.get(Number(v)) ?? '#ERROR');
  else row.put(column, String(v), kinds.text);
}

function classOf(code: string, { classes }: Formats): NumberClass {
  const known = classes.get(code) ?? classOfCode(code);
  classes.set(code, known);
  return known;
}
