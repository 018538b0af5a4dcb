import type { Sheet } from '#lib/recipe/source.ts';
import type {
  Batch,
  FormatChoices,
  FormatReader,
  Guess,
  Issues,
  ReadHooks,
  Reading,
} from '../formats/reader.ts';
import type { FileSource } from '../files.ts';
import { chooseSheet } from './choice.ts';
import { layoutOf } from './layout.ts';
import type { Layout } from './layout.ts';
import { Ledger } from './ledger.ts';
import { MergeFill } from './mergeFill.ts';
import { noValue, openWorkbook } from './open.ts';
import { overall } from './progress.ts';
import { scanSheet } from './scan.ts';
import type { Scan } from './scan.ts';
import { SheetExtras } from './workbook.ts';
import type { SheetRow, Workbook } from './workbook.ts';

/**
 * Reads sheets of workbooks: .xlsx, .xlsm, .ods and the old .xls. `Reject`s there are none; a row's number in a
 * repair is the sheet's own.
 */
export const sheetReader: FormatReader = { open: openSheet };

const batchRows = 10_000;
/** A batch of a very wide sheet has fewer rows. */
const batchCells = 2_000_000;

async function openSheet(
  file: FileSource,
  choices: FormatChoices,
  hooks: ReadHooks,
): Promise<Reading> {
  const said: Partial<Sheet> = choices.kind === 'sheet' ? choices : {};
  const own = overall(file.size, hooks);
  const book = await openWorkbook(file, own);
  const { sheet, guess } = await chooseSheet(book, said.sheet, file.name, own);
  const place = { sheet, skip: said.skip ?? 0, file: file.name };
  const scan = await scanSheet(book, place, own);
  const { name } = book.sheets[sheet]!;
  if (scan.rows === 0) {
    throw noValue(
      file.name,
      `The sheet “${name}” holds no value${place.skip > 0 ? ` below row ${place.skip}` : ''}`,
    );
  }
  const layout = layoutOf(scan, said);
  if (layout.width === 0)
    throw noValue(file.name, `The sheet “${name}” holds no value above its footer`);
  return new SheetReading({ file, book, sheet, scan, layout, hooks: own }, guess);
}

interface Found {
  readonly file: FileSource;
  readonly book: Workbook;
  readonly sheet: number;
  readonly scan: Scan;
  readonly layout: Layout;
  readonly hooks: ReadHooks;
}

class SheetReading implements Reading {
  readonly format: Sheet;
  readonly headers: readonly string[];
  readonly guesses: readonly Guess[];
  readonly #found: Found;
  readonly #ledger: Ledger;

  constructor(found: Found, guess: Guess | null) {
    const { book, sheet, layout } = found;
    this.#found = found;
    this.#ledger = new Ledger(layout);
    this.headers = layout.headers;
    this.guesses = [...(guess ? [guess] : []), ...layout.guesses];
    const { skip, header, footer, merged } = layout;
    const { name } = book.sheets[sheet]!;
    this.format = { kind: 'sheet', workbook: book.kind, sheet: name, skip, header, footer, merged };
  }

  async *batches(): AsyncGenerator<Batch> {
    const { layout, file, hooks } = this.#found;
    const { width, merged } = layout;
    const size = Math.max(100, Math.min(batchRows, Math.floor(batchCells / width)));
    const merges = new MergeFill(merged === 'fill' ? layout.merges : [], width, file.name);
    let columns = emptyColumns(width);
    let rows = 0;
    for await (const row of this.#body()) {
      this.#ledger.row(row);
      const texts = merges.fill(row);
      for (let c = 0; c < width; c += 1) columns[c]!.push(texts[c] ?? null);
      rows += 1;
      if (rows < size) continue;
      hooks.checkCancel();
      yield { kind: 'texts', rows, columns };
      columns = emptyColumns(width);
      rows = 0;
    }
    if (rows > 0) yield { kind: 'texts', rows, columns };
    hooks.onBytes(Number.MAX_SAFE_INTEGER);
  }

  issues(): Issues {
    return {
      repairs: this.#ledger.repairs(this.#found.scan.extras.hiddenColumns),
      rejects: [],
      rejectedRows: [],
      irregular: false,
    };
  }

  async *#body(): AsyncGenerator<SheetRow> {
    const { book, sheet, scan, layout, hooks } = this.#found;
    const first = layout.skip + layout.header + 1;
    const passes = scan.kept ? [scan.kept] : book.rows(sheet, new SheetExtras(), hooks);
    for await (const rows of passes) {
      for (const row of rows) {
        if (row.number > layout.last) return;
        if (row.number >= first) yield row;
      }
    }
  }
}

const emptyColumns = (width: number): (string | null)[][] =>
  Array.from({ length: width }, () => []);
