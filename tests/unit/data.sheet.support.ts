import JSZip from 'jszip';
import { bytesFile } from '#lib/data/files.ts';
import type { FormatChoices, Guess, ReadHooks, Reading } from '#lib/data/formats/reader.ts';
import type { Repair } from '#lib/data/formats/issues.ts';
import { sheetReader } from '#lib/data/sheet/reader.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ErrorDetail } from '#lib/recipe/errors.ts';

export const quiet: ReadHooks = { checkCancel: () => undefined, onBytes: () => undefined };
type Choices = Omit<Extract<FormatChoices, { kind: 'sheet' }>, 'kind'>;

export interface Read {
  readonly reading: Reading;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly batches: readonly number[];
  readonly repairs: readonly Repair[];
  guess(what: string): Guess | undefined;
  repair(kind: string): Repair | undefined;
}

export async function read(
  bytes: Uint8Array,
  choices: Choices = {},
  hooks: ReadHooks = quiet,
): Promise<Read> {
  const file = bytesFile(bytes, 'made.xlsx');
  const reading = await sheetReader.open(file, { kind: 'sheet', ...choices }, hooks);
  const rows: (string | null)[][] = [];
  const batches: number[] = [];
  for await (const batch of reading.batches()) {
    if (batch.kind !== 'texts') throw new Error(`a batch of ${batch.kind}`);
    batches.push(batch.rows);
    for (let i = 0; i < batch.rows; i += 1) rows.push(batch.columns.map((column) => column[i]!));
  }
  const { repairs } = reading.issues();
  return {
    reading,
    headers: reading.headers,
    rows,
    batches,
    repairs,
    guess: (what) => reading.guesses.find((g) => g.what === what),
    repair: (kind) => repairs.find((r) => r.kind === kind),
  };
}

export async function refusal(work: Promise<unknown>): Promise<ErrorDetail> {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof EngineError)) throw new Error(`not refused: ${String(error)}`);
  return error.detail;
}

export const refused = (bytes: Uint8Array, choices: Choices = {}): Promise<ErrorDetail> =>
  refusal(read(bytes, choices));

export interface SheetParts {
  readonly name: string;
  readonly state?: string;
  /** Inside sheetData. */
  readonly rows: string;
  /** Before and after sheetData. */
  readonly before?: string;
  readonly after?: string;
}

export interface BookParts {
  readonly sheets: readonly SheetParts[];
  readonly date1904?: boolean;
  /** Number format codes: style k + 1 has the k-th. */
  readonly formats?: readonly string[];
  /** The `si` elements. */
  readonly shared?: readonly string[];
  readonly extra?: Readonly<Record<string, string>>;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** A workbook whose XML is written here by hand, so that it holds what no writer would. */
export function book(parts: BookParts): Promise<Uint8Array> {
  const { sheets, formats = [], shared = [] } = parts;
  const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  const files: Record<string, string> = {
    '[Content_Types].xml': `${declaration}<Types/>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packages}"><Relationship Id="r" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}">${parts.date1904 ? '<workbookPr date1904="1"/>' : ''}<sheets>${sheets.map((s, k) => `<sheet name="${escape(s.name)}" sheetId="${k + 1}"${s.state ? ` state="${s.state}"` : ''} r:id="r${k}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packages}">${sheets.map((_, k) => `<Relationship Id="r${k}" Type="${office}/worksheet" Target="worksheets/sheet${k}.xml"/>`).join('')}<Relationship Id="s" Type="${office}/styles" Target="/xl/styles.xml"/><Relationship Id="t" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `${declaration}<styleSheet xmlns="${main}"><numFmts>${formats.map((f, k) => `<numFmt numFmtId="${200 + k}" formatCode="${escape(f)}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_, k) => `<xf numFmtId="${200 + k}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${declaration}<sst xmlns="${main}">${shared.map((s) => `<si>${s}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map((s, k) => [
        `xl/worksheets/sheet${k}.xml`,
        `${declaration}<worksheet xmlns="${main}">${s.before ?? ''}<sheetData>${s.rows}</sheetData>${s.after ?? ''}</worksheet>`,
      ]),
    ),
    ...parts.extra,
  };
  return pack(files);
}

export async function pack(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

/** Rows of plain cells: numbers are numbers, booleans booleans, texts inline strings, null nothing. */
export const grid = (
  rows: readonly (readonly (string | number | boolean | null)[])[],
  first = 1,
): string =>
  rows
    .map((row, k) => {
      const cells = row.map((value) => {
        if (value === null) return '<c/>';
        if (typeof value === 'number') return `<c><v>${value}</v></c>`;
        if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
        return `<c t="inlineStr"><is><t>${value}</t></is></c>`;
      });
      return row.length === 0 ? '' : `<row r="${first + k}">${cells.join('')}</row>`;
    })
    .join('');

/** One sheet of plain cells. */
export const sheetOf = (
  rows: readonly (readonly (string | number | boolean | null)[])[],
  parts: Partial<SheetParts> = {},
): Promise<Uint8Array> => book({ sheets: [{ name: 'S', rows: grid(rows), ...parts }] });

/** One row of cells below a header; `cells` is XML. */
export const oneRow = (cells: readonly string[], parts: Omit<BookParts, 'sheets'> = {}) =>
  book({
    ...parts,
    sheets: [
      {
        name: 'S',
        rows: `${grid([cells.map((_, k) => `h${k}`)])}<row r="2">${cells.join('')}</row>`,
      },
    ],
  });

/** The cells of that row as they are read. */
export async function cellsOf(
  cells: readonly string[],
  parts: Omit<BookParts, 'sheets'> = {},
): Promise<readonly (string | null)[]> {
  const { rows } = await read(await oneRow(cells, parts), { skip: 0, header: 1, footer: 0 });
  return rows[0]!;
}

/** The part of a sheet that merges ranges. */
export const merge = (...refs: string[]) => ({
  after: `<mergeCells>${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`,
});
