import { EngineError } from '#lib/recipe/errors.ts';
import { serialText } from './dateTexts.ts';
import { cellTextLimit, columnLimit, rowLimit } from './limits.ts';
import { count } from './refusals.ts';
import { columnLetters, escaped } from './texts.ts';
import { ZipWriter } from './zipWrite.ts';

/** A table to write; rows and columns counted from 0. */
export interface XlsxTable {
  readonly names: readonly string[];
  readonly kinds: readonly ('text' | 'number' | 'boolean' | 'date' | 'datetime')[];
  readonly rows: number;
  /** Dates as ISO text; a text in a column of numbers stays text, such as an id of 20 digits. */
  cell(row: number, column: number): string | number | boolean | null;
}

export interface XlsxOptions {
  /**
   * Texts that a spreadsheet would take for a formula when they are typed get the apostrophe that says they are text
   * (quotePrefix): it is part of the cell's style, so every reader still sees the text as it is.
   */
  readonly spreadsheetSafe: boolean;
}

/** Styles, in the order of `stylesXml`. */
const plain = 0;
const dateStyle = 1;
const datetimeStyle = 2;
const quoted = 3;
const heading = 4;
const quotedHeading = 5;

/**
 * Writes a table as a workbook of one sheet, its header in row 1. Texts are inline strings, never formulas; null and
 * NaN are empty cells; dates that would not come back as they are (before March 1900, finer than a millisecond) are written as texts.
 * @throws EngineError size-limit
 */
export async function writeXlsx(table: XlsxTable, options: XlsxOptions): Promise<Uint8Array> {
  refuseLarge(table);
  const zip = new ZipWriter();
  for (const [name, text] of parts) await zip.add(name, [text]);
  await zip.add('xl/worksheets/sheet1.xml', sheetXml(table, options));
  if (zip.tooLarge) throw refused('The workbook would have more than 4 GiB');
  return zip.end();
}

function refuseLarge({ rows, names }: XlsxTable): void {
  if (rows + 1 > rowLimit) {
    throw refused(
      `The table has ${count(rows)} rows; a sheet holds ${count(rowLimit - 1)} below its header`,
    );
  }
  if (names.length > columnLimit) {
    throw refused(
      `The table has ${count(names.length)} columns; a sheet holds ${count(columnLimit)}`,
    );
  }
}

const refused = (what: string): EngineError =>
  new EngineError({
    code: 'size-limit',
    what,
    where: {},
    remedy: 'Export it as CSV or Parquet, which have no such limit, or export less of it.',
  });

/** Characters of a piece handed on. */
const piece = 1 << 16;

function* sheetXml(table: XlsxTable, { spreadsheetSafe }: XlsxOptions): Generator<string> {
  const { names, rows } = table;
  const letters = names.map((_, column) => columnLetters(column));
  const style = (text: string, own: number, safe: number): number =>
    spreadsheetSafe && isFormulaLike(text) ? safe : own;
  yield `${declaration}<worksheet xmlns="${main}"><dimension ref="A1:${letters.at(-1) ?? 'A'}${rows + 1}"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData><row r="1">`;
  for (const [column, name] of names.entries()) {
    const place = { at: `${letters[column]}1`, row: 1, column: name };
    yield textCell(place, name, style(name, heading, quotedHeading));
  }
  let xml = '</row>';
  for (let row = 0; row < rows; row += 1) {
    xml += `<row r="${row + 2}">`;
    for (let column = 0; column < names.length; column += 1) {
      const value = table.cell(row, column);
      if (value === null) continue;
      const at = `${letters[column]}${row + 2}`;
      if (typeof value !== 'string') xml += plainCell(at, value);
      else {
        const dated = dateCell(at, value, table.kinds[column]);
        const place = { at, row: row + 2, column: names[column]! };
        xml += dated ?? textCell(place, value, style(value, plain, quoted));
      }
    }
    xml += '</row>';
    if (xml.length < piece) continue;
    yield xml;
    xml = '';
  }
  yield `${xml}</sheetData></worksheet>`;
}

const isFormulaLike = (text: string): boolean => /^[=+\-@\t\r＝＋－＠]/.test(text);

function plainCell(at: string, value: number | boolean): string {
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return `<c r="${at}" t="str"><v>${value}</v></c>`;
  return `<c r="${at}"><v>${Object.is(value, -0) ? '-0' : value}</v></c>`;
}

interface Place {
  readonly at: string;
  readonly row: number;
  readonly column: string;
}

function textCell({ at, row, column }: Place, text: string, style: number): string {
  if (text.length > cellTextLimit) {
    throw new EngineError({
      code: 'size-limit',
      what: `A text has ${count(text.length)} characters; a cell holds ${count(cellTextLimit)}`,
      where: { row, column: column.slice(0, 100) },
      remedy: 'Shorten it, leave the column out, or export as CSV or Parquet.',
    });
  }
  const inner = escaped(text).replace(/[&<>]/g, (c) => entities.get(c)!);
  const s = style === plain ? '' : ` s="${style}"`;
  return `<c r="${at}"${s} t="inlineStr"><is><t xml:space="preserve">${inner}</t></is></c>`;
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** A date's number, when it comes back from it as the same text; null when it is better kept as text. */
function dateCell(at: string, text: string, kind: string | undefined): string | null {
  if (kind !== 'date' && kind !== 'datetime') return null;
  const found = datePattern.exec(text);
  if (!found) return null;
  const serial = serialOf(found);
  const as = found[2] === undefined ? 'date' : 'datetime';
  if (!(serial > 60) || serialText(serial, as, false)?.text !== text) return null;
  return `<c r="${at}" s="${as === 'date' ? dateStyle : datetimeStyle}"><v>${serial}</v></c>`;
}

/** Days since the day before 1900, as Excel counts after February 1900. */
function serialOf([, day, time = '00:00:00', fraction = '0']: RegExpExecArray): number {
  const seconds = Date.parse(`1970-01-01T${time}Z`) / 1000 + Number(fraction);
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569 + seconds / 86_400;
}

const datePattern = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(\.\d{1,6})?)?$/;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const stylesXml = `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** Every part but the sheet. */
const parts: readonly (readonly [name: string, text: string])[] = [
  [
    '[Content_Types].xml',
    `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  ],
  ['xl/styles.xml', `${declaration}${stylesXml}`],
];
