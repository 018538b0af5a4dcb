import { putBoolean, putError, putIso, putNumber } from './cells.ts';
import { isoDurationText } from './dateTexts.ts';
import { columnLimit, mergesLimit, rowLimit } from './limits.ts';
import type { NumberClass } from './numberFormats.ts';
import type { OdsStyles } from './odsStyles.ts';
import { OdsText } from './odsText.ts';
import { count, malformed, tooLarge } from './refusals.ts';
import { kinds, RowBuilder } from './workbook.ts';
import type { SheetExtras, SheetInfo, SheetRow } from './workbook.ts';
import { attribute } from './xml.ts';
import type { XmlHandler } from './xml.ts';

interface Place {
  readonly styles: OdsStyles;
  readonly extras: SheetExtras;
  readonly file: string;
}

interface Wanted {
  /** Whose rows are wanted; −1: none. */
  readonly sheet: number;
  readonly found: (info: SheetInfo) => void;
}

/** A row, and how many times it stands there. */
interface Repeated {
  readonly row: SheetRow;
  readonly times: number;
}

/** Rows made of one repeated row at a time. */
const portion = 1000;

/** Reads content.xml: the sheets' names, and the rows of one of them. */
export class OdsSheets implements XmlHandler {
  readonly #place: Place;
  readonly #wanted: Wanted;
  readonly #text = new OdsText();
  #sheet = -1;
  #tables = 0;
  #styles = false;
  #pending: Repeated[] = [];
  #number = 0;
  #row: RowBuilder | null = null;
  #rowTimes = 1;
  #column = 0;
  #columns = 0;
  #columnStyles: { readonly end: number; readonly style: string | undefined }[] = [];
  #cell: { readonly raw: string; readonly times: number } | null = null;

  constructor(place: Place, wanted: Wanted) {
    this.#place = place;
    this.#wanted = wanted;
  }

  get wantsText(): boolean {
    return this.#text.wanted;
  }

  /** The wanted sheet has gone by. */
  get past(): boolean {
    return (
      this.#sheet > this.#wanted.sheet || (this.#sheet === this.#wanted.sheet && this.#tables === 0)
    );
  }

  /** Some of the rows closed; none when there are none left. */
  take(): SheetRow[] {
    const rows: SheetRow[] = [];
    while (rows.length < portion) {
      const next = this.#pending[0];
      if (!next) break;
      const { row, times } = next;
      const now = Math.min(times, portion);
      for (let k = 0; k < now; k += 1)
        rows.push(k === 0 ? row : { ...row, number: row.number + k });
      if (now === times) this.#pending.shift();
      else this.#pending[0] = { row: { ...row, number: row.number + now }, times: times - now };
    }
    return rows;
  }

  open(name: string, raw: string): void {
    if (this.#tables === 0) this.#openOutside(name, raw);
    else if (this.#sheet !== this.#wanted.sheet || this.#tables > 1) {
      if (name === 'table') this.#tables += 1;
    } else if (this.#cell) this.#openInCell(name, raw);
    else this.#openInTable(name, raw);
  }

  text(text: string): void {
    if (this.#tables === 1) this.#text.add(text);
  }

  close(name: string): void {
    if (name === 'table') this.#tables = Math.max(0, this.#tables - 1);
    else if (this.#tables === 0) this.#closeOutside(name);
    else if (this.#sheet !== this.#wanted.sheet || this.#tables > 1) return;
    else if (name === 'table-cell' || name === 'covered-table-cell') this.#closeCell();
    else if (this.#cell) this.#text.close(name);
    else if (name === 'table-row') this.#closeRow();
  }

  #openOutside(name: string, raw: string): void {
    if (name === 'automatic-styles' || name === 'styles') this.#styles = true;
    else if (this.#styles) this.#place.styles.open(name, raw);
    else if (name === 'table') {
      this.#tables = 1;
      this.#sheet += 1;
      const hidden = this.#place.styles.hidesTable(attribute(raw, 'table:style-name'));
      this.#wanted.found({ name: attribute(raw, 'table:name') ?? '', hidden });
    }
  }

  #closeOutside(name: string): void {
    if (name === 'automatic-styles' || name === 'styles') this.#styles = false;
    else if (this.#styles) this.#place.styles.close(name);
  }

  #openInTable(name: string, raw: string): void {
    if (name === 'table') this.#tables += 1;
    else if (name === 'table-column') this.#openColumn(raw);
    else if (name === 'table-row') this.#openRow(raw);
    else if (this.#row && (name === 'table-cell' || name === 'covered-table-cell')) {
      this.#cell = { raw, times: this.#repeats(raw, 'table:number-columns-repeated') };
      this.#text.start();
    }
  }

  #openInCell(name: string, raw: string): void {
    if (name === 'table') this.#tables += 1;
    else this.#text.open(name, raw);
  }

  #openColumn(raw: string): void {
    const first = this.#columns;
    this.#columns += this.#repeats(raw, 'table:number-columns-repeated');
    const style = attribute(raw, 'table:default-cell-style-name');
    this.#columnStyles.push({ end: this.#columns, style });
    if (isHidden(raw)) this.#place.extras.hiddenColumns.push([first, this.#columns - 1]);
  }

  #openRow(raw: string): void {
    this.#rowTimes = this.#repeats(raw, 'table:number-rows-repeated');
    this.#row = new RowBuilder(this.#number + 1, isHidden(raw));
    this.#column = 0;
  }

  #closeRow(): void {
    const row = this.#row;
    this.#row = null;
    if (!row) return;
    this.#number += this.#rowTimes;
    if (row.isBlank) return;
    if (this.#number > rowLimit) {
      throw tooLarge(this.#place.file, `The sheet has more than ${count(rowLimit)} rows`);
    }
    this.#pending.push({ row, times: this.#rowTimes });
  }

  #closeCell(): void {
    const cell = this.#cell;
    const row = this.#row;
    this.#cell = null;
    if (!cell || !row) return;
    const first = this.#column;
    this.#column += cell.times;
    const text = this.#text.end();
    this.#merge(cell.raw, first, row.number);
    if (!this.#put(row, first, cell.raw, text)) return;
    if (this.#column > columnLimit) {
      throw tooLarge(this.#place.file, `The sheet has more than ${count(columnLimit)} columns`);
    }
    for (let k = first + 1; k < this.#column; k += 1) this.#put(row, k, cell.raw, text);
  }

  /** False when the cell holds nothing. */

  #put(row: RowBuilder, column: number, raw: string, text: string): boolean {
    const type = attribute(raw, 'office:value-type');
    if (attribute(raw, 'calcext:value-type') === 'error') putError(row, column, text);
    else if (type === undefined || type === 'string') return putText(row, column, raw, text);
    else if (type === 'boolean') {
      putBoolean(row, column, attribute(raw, 'office:boolean-value') === 'true');
    } else if (type === 'date') {
      const value = attribute(raw, 'office:date-value') ?? text;
      putIso(row, column, value, this.#class(raw, column));
    } else if (type === 'time') {
      const value = attribute(raw, 'office:time-value') ?? text;
      row.put(column, isoDurationText(value, this.#class(raw, column)) ?? value, kinds.date);
    } else {
      const as = type === 'percentage' ? 'percent' : 'number';
      putNumber(row, column, { raw: attribute(raw, 'office:value') ?? text, as, date1904: false });
    }
    return true;
  }

  #class(raw: string, column: number): NumberClass {
    const own = attribute(raw, 'table:style-name');
    const style = own ?? this.#columnStyles.find(({ end }) => column < end)?.style;
    return this.#place.styles.classOf(style);
  }

  #merge(raw: string, left: number, top: number): void {
    const columns = Number(attribute(raw, 'table:number-columns-spanned') ?? 1);
    const rows = Number(attribute(raw, 'table:number-rows-spanned') ?? 1);
    if (!(columns * rows > 1)) return;
    const { merges } = this.#place.extras;
    merges.push({ top, bottom: top + rows - 1, left, right: left + columns - 1 });
    if (merges.length > mergesLimit) {
      throw tooLarge(
        this.#place.file,
        `The sheet has more than ${count(mergesLimit)} merged ranges`,
      );
    }
  }

  #repeats(raw: string, name: string): number {
    const value = attribute(raw, name);
    if (value === undefined) return 1;
    const times = Number(value);
    if (Number.isInteger(times) && times > 0 && times < 2 ** 31) return times;
    throw malformed(this.#place.file, `“${value.slice(0, 40)}” is no number of repeated cells`);
  }
}

const isHidden = (raw: string): boolean =>
  /^(collapse|filter)$/.test(attribute(raw, 'table:visibility') ?? '');

function putText(row: RowBuilder, column: number, raw: string, text: string): boolean {
  const value = text === '' ? (attribute(raw, 'office:string-value') ?? '') : text;
  const typed = attribute(raw, 'office:value-type') === 'string';
  if (value === '' && attribute(raw, 'table:formula') !== undefined && !typed) {
    row.note('formula-without-value', column);
    return true;
  }
  if (value === '') return false;
  row.put(column, value, kinds.text);
  return true;
}
