import { isNumeric } from '#lib/recipe/profile.ts';
import { plainNumber, type DateParse, type Parse } from '#lib/recipe/source.ts';
import { blanks, negativeMarks } from '#lib/recipe/numberText.ts';
import { dateReader } from './dates.ts';
import { durationFormat } from '#lib/recipe/durationFormats.ts';
import { durationReader } from './durations.ts';
import { isPlainNumber, numberReader } from './numbers.ts';
import { keepsTexts, type ValueColumn } from './sql.ts';

/** What a text is taken for. */
export interface Value {
  readonly kind: 'number' | 'duration' | 'date' | 'datetime' | 'text' | 'misfit';
  /** A number (seconds for durations), an ISO 8601 text, the text itself; null for a misfit. */
  readonly value: number | string | null;
  /** One sentence for the cell inspector, without a full stop. */
  readonly why: string;
}

/** Reads the texts of a column, markers of missing apart, as `valueSql` does. Made once, it reads many. */
export function valueReader(column: ValueColumn): (text: string) => Value {
  const { type, parse, order } = column;
  if (isNumeric(type)) return parse.as === 'duration' ? durations(parse.format) : numbers(parse);
  if ((type === 'date' || type === 'datetime') && parse.as === 'date') return dates(parse, type);
  if (type === 'ordinal' && order && order.length > 0) return levels(order);
  return (text) => ({ kind: 'text', value: text, why: `Kept as it is: the column is ${type}` });
}

const lastReaders = new WeakMap<object, (text: string) => Value>();

function readerOf(column: ValueColumn): (text: string) => Value {
  let reader = lastReaders.get(column);
  if (!reader) {
    reader = valueReader(column);
    lastReaders.set(column, reader);
  }
  return reader;
}

/** What one cell's text is taken for, and why; the column object is remembered, so that a grid may ask cell by cell. */
export const valueOf = (text: string, column: ValueColumn): Value => readerOf(column)(text);

/** True where the text does not fit its column: it counts as missing downstream and is listed. */
export const misfit = (text: string, column: ValueColumn): boolean =>
  readerOf(column)(text).kind === 'misfit';

const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
const none = (why: string): Value => ({ kind: 'misfit', value: null, why });

function numbers(parse: Parse): (text: string) => Value {
  const marks = parse.as === 'number' ? parse : plainNumber;
  const read = numberReader(marks);
  const how = numberWords(marks);
  return (text) => {
    const value = read(text);
    return value === null
      ? none(`${quoted(text)} is no number ${how}`)
      : { kind: 'number', value, why: `Read as a number ${how}` };
  };
}

/** "with a comma before the decimals and a point between thousands" */
export function numberWords(parse: typeof plainNumber, whole = false): string {
  if (isPlainNumber(parse)) return 'as programs write them';
  const { decimal, thousands, affixes, percent } = parse;
  const reserved: readonly string[] = Object.values(negativeMarks);
  const units = affixes.filter((a) => !reserved.includes(a));
  const words = [
    ...(whole && thousands !== '' ? [] : [`${markWord(decimal)} before the decimals`]),
    ...(thousands === '' ? [] : [`${markWord(thousands)} between thousands`]),
    ...(units.length > 0 ? [`${units.join(', ')} left out`] : []),
    ...(affixes.includes(negativeMarks.parentheses) ? ['parentheses for less than zero'] : []),
    ...(affixes.includes(negativeMarks.trailing) ? ['a minus behind for less than zero'] : []),
    ...(percent ? ['divided by 100 for its %'] : []),
  ];
  return `with ${words.join(', ')}`;
}

const markWord = (mark: string): string =>
  new Map([
    ['.', 'a point'],
    [',', 'a comma'],
    [' ', 'a space'],
    ['\u00a0', 'a no-break space'],
    ['\u202f', 'a narrow space'],
    ['\u2009', 'a thin space'],
    ["'", 'an apostrophe'],
    ['\u2019', 'an apostrophe'],
    ['_', 'an underscore'],
  ]).get(mark) ?? mark;

function durations(format: string): (text: string) => Value {
  const read = durationReader(format);
  const { label } = durationFormat(format);
  return (text) => {
    const value = read(text);
    return value === null
      ? none(`${quoted(text)} is no duration written as ${label}`)
      : { kind: 'duration', value, why: `Read as ${label}, in seconds` };
  };
}

const edges = new RegExp(`^[${blanks}]+|[${blanks}]+$`, 'g');

function dates(parse: DateParse, type: 'date' | 'datetime'): (text: string) => Value {
  const readers = parse.formats.map((id) => ({ id, read: dateReader(id) }));
  const verbatim = keepsTexts(parse, type);
  return (text) => {
    for (const { id, read } of readers) {
      const found = read(text);
      if (!found) continue;
      const time = type === 'date' ? '' : ` ${found.time ?? '00:00:00'}`;
      const value = verbatim ? text.replace(edges, '') : found.date + time;
      return { kind: type, value, why: `Read with the format ${id}` };
    }
    const tried = readers.length === 1 ? readers[0]!.id : `any of ${parse.formats.join(', ')}`;
    return none(`${quoted(text)} is no date of the format ${tried}, or a day that does not exist`);
  };
}

function levels(order: readonly string[]): (text: string) => Value {
  const ranks = new Map(order.map((text, k) => [text, k + 1] as const));
  return (text) => {
    const rank = ranks.get(text);
    return rank === undefined
      ? none(`${quoted(text)} is none of the column's ordered levels`)
      : { kind: 'text', value: text, why: `Level ${rank} of ${order.length}, from least to most` };
  };
}
