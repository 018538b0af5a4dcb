import { isoText, serialText } from './dateTexts.ts';
import type { NumberClass } from './numberFormats.ts';
import { numberText, unescaped } from './texts.ts';
import { kinds } from './workbook.ts';
import type { RowBuilder } from './workbook.ts';

/** A number as its cell's format means it. */
export interface NumberCell {
  readonly raw: string;
  readonly as: NumberClass;
  readonly date1904: boolean;
}

/** Puts a number: as a date or time where the format says so, else with its digits. */
export function putNumber(
  row: RowBuilder,
  column: number,
  { raw, as, date1904 }: NumberCell,
): void {
  const text = numberText(raw);
  if (text === null) {
    row.put(column, raw, kinds.text);
    row.note('not-a-number', column);
    return;
  }
  if (as === 'number' || as === 'percent') {
    row.put(column, text, kinds.number);
    if (as === 'percent') row.note('percent-cells', column);
    return;
  }
  const date = serialText(Number(raw), as, date1904);
  if (date === null) {
    row.put(column, text, kinds.number);
    row.note('not-a-date', column);
    return;
  }
  row.put(column, date.text, kinds.date);
  if (date.note) row.note(date.note, column);
}

export function putError(row: RowBuilder, column: number, text: string): void {
  row.put(column, text, kinds.error);
  row.note('error-cells', column);
}

/** Puts a text in which Excel's _xHHHH_ stand for characters. */
export function putEscaped(row: RowBuilder, column: number, raw: string): void {
  const text = unescaped(raw);
  row.put(column, text, kinds.text);
  if (text !== raw) row.note('escaped-characters', column);
}

export const putBoolean = (row: RowBuilder, column: number, value: boolean): void =>
  row.put(column, String(value), kinds.boolean);

export const putIso = (row: RowBuilder, column: number, value: string, as: NumberClass): void =>
  row.put(column, isoText(value, as), kinds.date);
