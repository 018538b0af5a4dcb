import { EngineError } from '#lib/recipe/errors.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import { notNumber, numberIn } from '../numbers.ts';
import { literal } from '../sql.ts';
import { valueOf } from '../values/value.ts';
import { comparisonOf, type Comparison } from './typed.ts';

/** What a cell is compared with, as SQL: from `start`, which belongs to it, up to `end`, which does not; null: just `start`. */
export interface Span {
  readonly start: string;
  readonly end: string | null;
}

/**
 * Reads what a person wrote: numbers as programs write them; years, months, days and moments by ISO 8601, each as
 * long as it lasts; else as the column itself is read.
 * @throws EngineError 'params-invalid' where it is no value, unless nothing will do
 */
export function spanOf(text: string, column: SourceColumn): Span;
export function spanOf(text: string, column: SourceColumn, none: 'or nothing'): Span | null;
export function spanOf(text: string, column: SourceColumn, none?: 'or nothing'): Span | null {
  const read = readers[comparisonOf(column)];
  const span = read(text.trim(), column) ?? asInColumn(text, column, read);
  if (span || none) return span;
  throw refused(text, column);
}

const readers: Record<Comparison, Read> = {
  number,
  time,
  order,
  text: (text) => exact(literal(text)),
};

/** `1.234,5` or `31.05.2024`, where the column's cells are written so. */
function asInColumn(text: string, column: SourceColumn, read: Read): Span | null {
  const { value } = valueOf(text, column);
  return value === null ? null : read(String(value), column);
}

type Read = (text: string, column: SourceColumn) => Span | null;

const exact = (start: string): Span => ({ start, end: null });

function number(text: string): Span | null {
  const { kind, value } = numberIn(text);
  return kind === notNumber ? null : exact(`CAST(${literal(String(value))} AS DOUBLE)`);
}

function order(text: string, { order: texts = [] }: SourceColumn): Span | null {
  const at = texts.indexOf(text);
  return at < 0 ? null : exact(String(at + 1));
}

const iso = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?)?)?)?$/;

function time(text: string): Span | null {
  const parts = iso.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction] = parts;
  const given = [year, month ?? '01', day ?? '01'].join('-');
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`;
  const date = new Date(`${given}T${clock}Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(given)) return null;
  const start = `CAST(${literal(`${given} ${clock}${fraction ?? ''}`)} AS TIMESTAMP)`;
  if (fraction !== undefined) return exact(start);
  return { start, end: `(${start} + INTERVAL 1 ${lasts(month, day, hour, second)})` };
}

function lasts(month?: string, day?: string, hour?: string, second?: string): string {
  if (second !== undefined) return 'SECOND';
  if (hour !== undefined) return 'MINUTE';
  if (day !== undefined) return 'DAY';
  return month === undefined ? 'YEAR' : 'MONTH';
}

function refused(text: string, column: SourceColumn): EngineError {
  const { what, remedy } = {
    number: { what: 'no number', remedy: 'Write it like 12.5, with a point and without units.' },
    time: {
      what: 'no date',
      remedy: 'Write it like 2024, 2024-05, 2024-05-31 or 2024-05-31 14:30.',
    },
    order: {
      what: 'none of the ordered values',
      remedy: `Write one of ${(column.order ?? []).slice(0, 12).join(', ')}.`,
    },
    text: { what: 'no text', remedy: 'Write a text.' },
  }[comparisonOf(column)];
  return new EngineError({
    code: 'params-invalid',
    what: `“${text}” is ${what} to compare with`,
    where: { column: column.name },
    remedy,
  });
}
