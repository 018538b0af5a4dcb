import { putBoolean, putError, putEscaped, putIso, putNumber } from './cells.ts';
import { columnLimit, mergesLimit, rowLimit } from './limits.ts';
import type { NumberClass } from './numberFormats.ts';
import { count, malformed, tooLarge } from './refusals.ts';
import { columnLetters, columnOf } from './texts.ts';
import { RowBuilder } from './workbook.ts';
import type { Merge, SheetExtras, SheetRow } from './workbook.ts';
import { sharedText } from './xlsxShared.ts';
import type { XlsxShared } from './xlsxShared.ts';
import { attribute, flag } from './xml.ts';
import type { XmlHandler } from './xml.ts';

/** Reads a worksheet part: rows come as they close, merged ranges and hidden columns go to `extras`. */
export class SheetXml implements XmlHandler {
  wantsText = false;
  readonly #shared: XlsxShared;
  readonly #extras: SheetExtras;
  readonly #file: string;
  #rows: SheetRow[] = [];
  #row: RowBuilder | null = null;
  #number = 0;
  #inData = false;
  /** The cell that is open. */
  #column = -1;
  #type = '';
  #style = 0;
  #value = '';
  #inline = '';
  #formula = false;
  #aids = 0;

  constructor(shared: XlsxShared, extras: SheetExtras, file: string) {
    this.#shared = shared;
    this.#extras = extras;
    this.#file = file;
  }

  /** The rows closed since the last time. */
  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, raw: string): void {
    if (this.#row) this.#openInRow(name, raw);
    else if (name === 'row' && this.#inData) this.#openRow(raw);
    else if (name === 'sheetData') this.#inData = true;
    else if (name === 'mergeCell') this.#merge(attribute(raw, 'ref') ?? '');
    else if (name === 'col' && flag(raw, 'hidden')) this.#hideColumns(raw);
  }

  text(text: string): void {
    if (this.#type === 'inlineStr') this.#inline += text;
    else this.#value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.wantsText = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'rPh') this.#aids -= 1;
    else if (name === 'row' && this.#row) {
      if (!this.#row.isBlank) this.#rows.push(this.#row);
      this.#row = null;
    } else if (name === 'sheetData') this.#inData = false;
  }

  #openRow(raw: string): void {
    const number = Number(attribute(raw, 'r') ?? this.#number + 1);
    if (!Number.isInteger(number) || number <= this.#number || number > rowLimit) {
      throw malformed(
        this.#file,
        `Row ${attribute(raw, 'r')} comes after row ${this.#number}; rows go up to ${count(rowLimit)}`,
      );
    }
    this.#number = number;
    this.#row = new RowBuilder(number, flag(raw, 'hidden'));
    this.#column = -1;
  }

  #openInRow(name: string, raw: string): void {
    switch (name) {
      case 'c':
        return this.#openCell(raw);
      case 'v':
        this.wantsText = true;
        return;
      case 'f':
        this.#formula = true;
        return;
      case 'rPh':
        this.#aids += 1;
        return;
      case 't':
        this.wantsText = this.#type === 'inlineStr' && this.#aids === 0;
    }
  }

  #openCell(raw: string): void {
    const reference = attribute(raw, 'r');
    const column = reference === undefined ? this.#column + 1 : columnOf(reference);
    if (column < 0 || column >= columnLimit || this.#row!.kinds[column] !== undefined) {
      const twice = column >= 0 && column < columnLimit;
      throw malformed(
        this.#file,
        twice
          ? `The cell ${columnLetters(column)}${this.#number} is there twice`
          : `There is no cell “${(reference ?? '').slice(0, 20)}”: a sheet has ${count(columnLimit)} columns`,
        this.#number,
      );
    }
    this.#column = column;
    this.#type = attribute(raw, 't') ?? 'n';
    this.#style = Number(attribute(raw, 's') ?? 0);
    this.#value = '';
    this.#inline = '';
    this.#formula = false;
  }

  #closeCell(): void {
    const row = this.#row;
    if (!row) return;
    const column = this.#column;
    if (this.#type === 'inlineStr') putEscaped(row, column, this.#inline);
    else if (this.#value !== '') this.#putValue(row, column);
    else if (this.#type === 'str' && this.#formula) putEscaped(row, column, '');
    else if (this.#formula) row.note('formula-without-value', column);
  }

  #putValue(row: RowBuilder, column: number): void {
    const value = this.#value;
    switch (this.#type) {
      case 's':
        return putEscaped(
          row,
          column,
          sharedText(this.#shared, value, { file: this.#file, row: this.#number }),
        );
      case 'str':
        return putEscaped(row, column, value);
      case 'b':
        return putBoolean(row, column, value === '1' || value === 'true');
      case 'e':
        return putError(row, column, value);
      case 'd':
        return putIso(row, column, value, this.#class());
      default:
        putNumber(row, column, {
          raw: value,
          as: this.#class(),
          date1904: this.#shared.date1904,
        });
    }
  }

  #class(): NumberClass {
    return this.#shared.classes[this.#style] ?? 'number';
  }

  #merge(reference: string): void {
    const merge = rangeOf(reference);
    if (!merge) throw malformed(this.#file, `“${reference.slice(0, 40)}” is no range to merge`);
    this.#extras.merges.push(merge);
    if (this.#extras.merges.length > mergesLimit) {
      throw tooLarge(this.#file, `The sheet has more than ${count(mergesLimit)} merged ranges`);
    }
  }

  #hideColumns(raw: string): void {
    const first = Number(attribute(raw, 'min')) - 1;
    const last = Number(attribute(raw, 'max')) - 1;
    if (first >= 0 && last >= first) this.#extras.hiddenColumns.push([first, last]);
  }
}

/** The cells of a reference such as `B2:D5`; null when it is none. */
function rangeOf(reference: string): Merge | null {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i.exec(reference);
  if (!found) return null;
  const columns = [columnOf(found[1]!), columnOf(found[3] ?? found[1]!)];
  const rows = [Number(found[2]), Number(found[4] ?? found[2])];
  return {
    top: Math.min(...rows),
    bottom: Math.max(...rows),
    left: Math.min(...columns),
    right: Math.max(...columns),
  };
}
