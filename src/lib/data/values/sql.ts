import { dateIds } from '#lib/recipe/dateFormats.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { plainNumber, type DateParse, type SourceColumn } from '#lib/recipe/source.ts';
import { literal } from '../sql.ts';
import { durationFormat } from '#lib/recipe/durationFormats.ts';
import { numberSql } from './numbers.ts';
import {
  datePattern,
  epochPattern,
  serialPattern,
  type DatePart,
  type DatePattern,
} from '#lib/recipe/datePattern.ts';

/** What decides how a column's texts become values. */
export type ValueColumn = Pick<SourceColumn, 'type' | 'parse'> & {
  readonly order?: readonly string[] | undefined;
};

/**
 * The typed value of a raw VARCHAR column as SQL: DOUBLE for integer, number and duration (seconds), ISO 8601 VARCHAR
 * for dates, the text as it is for the rest; NULL where the text does not fit. Missing markers are for the caller.
 * `valueReader` says the same of every text.
 * @param id SQL of the column
 * @throws EngineError params-invalid for a date or duration format that is not known
 */
export function valueSql(id: string, { type, parse, order }: ValueColumn): string {
  if (isNumeric(type)) {
    return parse.as === 'duration'
      ? durationSql(id, parse.format)
      : numberSql(id, parse.as === 'number' ? parse : plainNumber);
  }
  if ((type === 'date' || type === 'datetime') && parse.as === 'date')
    return datesSql(id, parse, type);
  if (type === 'ordinal' && order && order.length > 0)
    return `CASE WHEN ${id} IN (${order.map(literal).join(', ')}) THEN ${id} END`;
  return id;
}

/** An ISO datetime column of one format keeps its own texts; others are written alike, so that they sort and compare. */
export const keepsTexts = ({ formats }: DateParse, type: 'date' | 'datetime'): boolean =>
  type === 'datetime' && formats.length === 1 && formats[0] === dateIds.iso;

function datesSql(id: string, parse: DateParse, type: 'date' | 'datetime'): string {
  const values = parse.formats.map((format) => dateSql(id, format, type));
  const value = values.length === 1 ? values[0]! : `coalesce(${values.join(', ')})`;
  return keepsTexts(parse, type)
    ? `CASE WHEN ${value} IS NOT NULL THEN regexp_replace(${id}, '^[ \\t\\n\\x0B\\f\\r\u00a0\u2009\u202f]+|[ \\t\\n\\x0B\\f\\r\u00a0\u2009\u202f]+$', '', 'g') END`
    : value;
}

function dateSql(id: string, format: string, type: 'date' | 'datetime'): string {
  if (format.startsWith('@')) return serialSql(id, format, type);
  const pattern = datePattern(format);
  const value = patternValue(pattern, type);
  const names = pattern.parts.map((part) => `'${part}'`).join(', ');
  return once(`regexp_extract(${id}, ${whole(pattern.source)}, [${names}])`, value);
}

const whole = (source: string): string => literal(`^(?:${source})$`);
/** `value` is SQL over x, which is worked out once. */
const once = (x: string, value: string): string => `list_transform([${x}], lambda x: ${value})[1]`;
const padded = (part: string): string => `lpad(${part}, 2, '0')`;

type Has = (part: DatePart) => boolean;

function patternValue({ parts, months }: DatePattern, type: 'date' | 'datetime'): string {
  const has: Has = (part) => parts.includes(part);
  const year = has('year') ? 'x.year' : `(CASE WHEN x.yy >= '69' THEN '19' ELSE '20' END || x.yy)`;
  const month = has('month') ? padded('x.month') : `'01'`;
  const day = has('day') ? padded('x.day') : `'01'`;
  const date = `${year} || '-' || ${has('name') ? monthSql(months) : month} || '-' || ${day}`;
  const exists = `length(${has('year') ? 'x.year' : 'x.yy'}) > 0 AND ${year} <> '0000' AND TRY_CAST(${date} AS DATE) IS NOT NULL`;
  if (has('hour') || has('hour12')) return momentValue(has, type, { date, exists });
  const midnight = type === 'datetime' ? ` || ' 00:00:00'` : '';
  return `CASE WHEN ${exists} THEN ${date}${midnight} END`;
}

function momentValue(
  has: Has,
  type: 'date' | 'datetime',
  { date, exists }: { date: string; exists: string },
): string {
  const moment = `${date} || ' ' || ${timeSql(has)}`;
  const fraction = has('fraction')
    ? `CASE WHEN length(x.fraction) > 0 THEN '.' || x.fraction ELSE '' END`
    : `''`;
  if (!has('zone')) {
    const value = type === 'datetime' ? `${moment} || ${fraction}` : date;
    return `CASE WHEN ${exists} THEN ${value} END`;
  }
  const shifted = `strftime(TRY_CAST(${moment} AS TIMESTAMP) - to_minutes(${offsetSql}), '%Y-%m-%d %H:%M:%S')`;
  const value = type === 'datetime' ? `${shifted} || ${fraction}` : `left(${shifted}, 10)`;
  return `CASE WHEN ${exists} AND length(${shifted}) = 19 AND ${shifted} >= '0001' THEN ${value} END`;
}

const monthSql = (months: ReadonlyMap<string, number>): string => {
  const cases = Array.from({ length: 12 }, (_, k) => {
    const names = [...months].filter(([, month]) => month === k + 1).map(([name]) => literal(name));
    return `WHEN lower(x.name) IN (${names.join(', ')}) THEN '${String(k + 1).padStart(2, '0')}'`;
  });
  return `CASE ${cases.join(' ')} END`;
};

function timeSql(has: Has): string {
  const hour = has('hour12')
    ? padded(
        `CAST(coalesce(TRY_CAST(x.hour12 AS INTEGER), 0) % 12 + CASE WHEN upper(x.half) = 'P' THEN 12 ELSE 0 END AS VARCHAR)`,
      )
    : padded('x.hour');
  const minute = has('minute') ? 'x.minute' : `'00'`;
  const second = has('second')
    ? `CASE WHEN length(x.second) > 0 THEN x.second ELSE '00' END`
    : `'00'`;
  return `${hour} || ':' || ${minute} || ':' || ${second}`;
}

/** Minutes east of UTC, from Z, +hh, +hhmm or +hh:mm. */
const digits = `replace(substr(x.zone, 2), ':', '')`;
const offsetSql = `CASE WHEN x.zone[1] IN ('+', '-') THEN CAST((CASE WHEN x.zone[1] = '-' THEN -1 ELSE 1 END) * (60 * coalesce(TRY_CAST(left(${digits}, 2) AS INTEGER), 0) + coalesce(TRY_CAST(substr(${digits}, 3) AS INTEGER), 0)) AS BIGINT) ELSE 0 END`;

function serialSql(id: string, format: string, type: 'date' | 'datetime'): string {
  const epoch = format === dateIds.epoch || format === dateIds.epochMs;
  const text = epoch
    ? epochText(format === dateIds.epochMs)
    : excelText(format === dateIds.excel1904);
  const value = type === 'datetime' ? text : `left(${text}, 10)`;
  const pattern = epoch ? epochPattern : serialPattern;
  return once(`regexp_extract(${id}, ${whole(pattern)}, ['n', 'f'])`, value);
}

const fractionSeconds = `CASE WHEN length(x.f) > 0 THEN floor(CAST('0' || x.f AS DOUBLE) * 86400 + 0.5) ELSE 0 END`;

function excelText(old: boolean): string {
  const serial = `(CAST(x.n AS INTEGER) + CAST(floor(${fractionSeconds} / 86400) AS INTEGER))`;
  const days = old
    ? `CASE WHEN ${serial} <= 2957003 THEN ${serial} - 24107 END`
    : `CASE WHEN ${serial} >= 1 AND ${serial} <> 60 AND ${serial} <= 2958465 THEN ${serial} - CASE WHEN ${serial} < 60 THEN 25568 ELSE 25569 END END`;
  const moment = `TIMESTAMP '1970-01-01' + to_seconds(86400 * CAST(${days} AS BIGINT) + CAST(${fractionSeconds} AS BIGINT) % 86400)`;
  return `CASE WHEN length(x.n) > 0 THEN strftime(${moment}, '%Y-%m-%d %H:%M:%S') END`;
}

function epochText(milliseconds: boolean): string {
  const n = `CAST(x.n AS BIGINT)`;
  const seconds = milliseconds ? `CAST(floor(${n} / 1000) AS BIGINT)` : n;
  const rest = milliseconds ? `(${n} - 1000 * ${seconds})` : '0';
  const fraction = milliseconds
    ? `CASE WHEN ${rest} > 0 THEN '.' || lpad(CAST(${rest} AS VARCHAR), 3, '0') ELSE '' END`
    : 'x.f';
  const limits = `${seconds} BETWEEN -62135596800 AND 253402300799`;
  const plain = milliseconds ? `length(x.f) = 0` : `(length(x.f) = 0 OR ${seconds} >= 0)`;
  return `CASE WHEN length(x.n) > 0 THEN CASE WHEN ${limits} AND ${plain} THEN strftime(TIMESTAMP '1970-01-01' + to_seconds(${seconds}), '%Y-%m-%d %H:%M:%S') || ${fraction} END END`;
}

function durationSql(id: string, format: string): string {
  const { source, seconds } = durationFormat(format);
  const names = seconds.map((_, k) => `'p${k}'`);
  const terms = seconds.map((n, k) => `coalesce(TRY_CAST(x.p${k} AS DOUBLE), 0) * ${n}`);
  const any = seconds.map((_, k) => `x.p${k}`).join(' || ');
  const value = `CASE WHEN length(${any}) > 0 THEN CASE WHEN x.s = '-' THEN -(${terms.join(' + ')}) ELSE ${terms.join(' + ')} END END`;
  return once(`regexp_extract(${id}, ${whole(source)}, [${["'s'", ...names].join(', ')}])`, value);
}
