import type { FormatChoices, ReadHooks } from '../formats/reader.ts';
import type { FileSource } from '../files.ts';
import { chooseSheet } from './choice.ts';
import { noValue, openWorkbook } from './open.ts';
import { unwatched } from './progress.ts';
import { SheetExtras } from './workbook.ts';
import type { Workbook } from './workbook.ts';

/** A sheet as the chooser lists it; rows and columns up to the last that hold something. */
export interface SheetSize {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: number;
  readonly columns: number;
}

const previewed = 50;
/** Sheets are counted up to so many unpacked bytes; beyond, a sheet has the size of its first rows … */
const countedBytes = 1 << 26;
/** … which are so many. */
const firstRows = 1000;

/**
 * The sheets of a workbook, in the order of its tabs. A sheet of a very large workbook is not counted to its end:
 * then `rows` is Infinity, and `columns` of the first rows, or 0 where none were read.
 * @throws EngineError as `sheetReader.open`
 */
export async function sheetsOf(
  file: FileSource,
  hooks: ReadHooks = unwatched,
): Promise<readonly SheetSize[]> {
  const book = await openWorkbook(file, hooks);
  const sizes: SheetSize[] = [];
  let left = countedBytes;
  for (const [sheet, info] of book.sheets.entries()) {
    left -= book.cost(sheet);
    // All sheets of an .ods are in one part, which would be read anew for each.
    if (left < 0 && book.kind === 'ods') {
      sizes.push({ ...info, rows: Infinity, columns: 0 });
      continue;
    }
    sizes.push({
      ...info,
      ...(await sizeOf(book, sheet, left >= 0 ? Infinity : firstRows, hooks)),
    });
  }
  return sizes;
}

async function sizeOf(
  book: Workbook,
  sheet: number,
  most: number,
  hooks: ReadHooks,
): Promise<{ rows: number; columns: number }> {
  let [seen, rows, columns] = [0, 0, 0];
  for await (const found of book.rows(sheet, new SheetExtras(), hooks)) {
    for (const row of found) {
      rows = row.number;
      columns = Math.max(columns, row.width);
    }
    seen += found.length;
    if (seen > most) return { rows: Infinity, columns };
  }
  return { rows, columns };
}

/**
 * The first 50 rows of the sheet as they stand: row k of the sheet is at k − 1, empty cells are null.
 * @param choices only `sheet` counts
 * @throws EngineError as `sheetReader.open`
 */
export async function previewOfSheet(
  file: FileSource,
  choices: FormatChoices,
  hooks: ReadHooks = unwatched,
): Promise<readonly (readonly (string | null)[])[]> {
  const book = await openWorkbook(file, hooks);
  const said = choices.kind === 'sheet' ? choices.sheet : undefined;
  const { sheet } = await chooseSheet(book, said, file.name, hooks);
  const grid: (string | null)[][] = [];
  for await (const rows of book.rows(sheet, new SheetExtras(), hooks)) {
    for (const { number, texts } of rows) {
      if (number > previewed) return grid;
      while (grid.length < number) grid.push([]);
      grid[number - 1] = Array.from(texts, (text) => text ?? null);
    }
  }
  if (grid.length === 0)
    throw noValue(file.name, `The sheet “${book.sheets[sheet]!.name}” holds no value`);
  return grid;
}
