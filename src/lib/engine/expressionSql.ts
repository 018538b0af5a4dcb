import type { Operation, Typed } from '#lib/recipe/expression/check.ts';
import { hasGroup } from '#lib/recipe/expression/pattern.ts';
import { textSpace } from '#lib/recipe/expression/space.ts';
import { sqlText } from './sqlText.ts';

/**
 * A formula as DuckDB SQL over a relation's columns. Numbers are DOUBLE and never NaN (NULL instead), texts VARCHAR,
 * moments TIMESTAMP, truths BOOLEAN and never NULL: a comparison with a missing value does not hold.
 * `codegen/python/expression.ts` says the same in pandas.
 * @param id the SQL of a column by its name
 */
export function expressionSql(e: Typed, id: (name: string) => string): string {
  if (e.node === 'constant')
    return e.kind === 'number'
      ? `CAST('${String(e.value)}' AS DOUBLE)`
      : e.kind === 'moment'
        ? `TIMESTAMP ${sqlText(e.value)}`
        : sqlText(e.value);
  if (e.node === 'column') return e.kind === 'moment' ? moment(id(e.name)) : id(e.name);
  const args = e.args.map((arg) => expressionSql(arg, id));
  return operations[e.op](args, e.args);
}

/** The cells of a new column: what is not finite, or an empty text, is missing; a truth is a text. */
export function cellSql(e: Typed, id: (name: string) => string): string {
  const value = expressionSql(e, id);
  if (e.kind === 'truth') return `CASE WHEN ${value} THEN 'true' ELSE 'false' END`;
  return e.kind === 'text'
    ? `nullif(${value}, '')`
    : `list_transform([${value}], lambda x: CASE WHEN isfinite(x) THEN x END)[1]`;
}

type Write = (args: readonly string[], typed: readonly Typed[]) => string;

/** Worked out once, though it is written twice. */
const where = (value: string, holds: string, then: string): string =>
  `list_transform([${value}], lambda x: CASE WHEN ${holds} THEN ${then} END)[1]`;

const momentPattern =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?';
const moment = (x: string): string =>
  `CASE WHEN regexp_full_match(${x}, '${momentPattern}') THEN TRY_CAST(replace(left(${x}, 26), 'T', ' ') AS TIMESTAMP) END`;

const infix =
  (mark: string): Write =>
  ([a, b]) =>
    `nullif((${a} ${mark} ${b}), 'nan'::DOUBLE)`;
const compared =
  (mark: string): Write =>
  ([a, b]) =>
    `coalesce(${a} ${mark} ${b}, false)`;
const called =
  (name: string): Write =>
  (args) =>
    `${name}(${args.join(', ')})`;
const positive =
  (name: string, least = '> 0'): Write =>
  ([x]) =>
    where(x!, `x ${least}`, `${name}(x)`);
const datePart =
  (name: string): Write =>
  ([x]) =>
    `CAST(date_part('${name}', ${x}) AS DOUBLE)`;
const found =
  (name: string): Write =>
  ([x, text]) =>
    `coalesce(${name}(${x}, ${text}), false)`;

/** Python's remainder has the sign of the divisor, C's that of the dividend. */
const remainder: Write = ([a, b]) =>
  where(
    `{'m': nullif(${a} % nullif(${b}, 0), 'nan'::DOUBLE), 'b': ${b}}`,
    'x.m IS NOT NULL',
    'CASE WHEN x.m <> 0 AND (x.m < 0) <> (x.b < 0) THEN x.m + x.b ELSE x.m END',
  );

const rounded: Write = ([x, digits], typed) => {
  if (digits === undefined) return `round_even(${x}, 0)`;
  const [, power10] = typed;
  const power = `1e${power10?.node === 'constant' ? power10.value : 0}::DOUBLE`;
  return `(round_even(${x} * ${power}, 0) / ${power})`;
};

const operations: Readonly<Record<Operation, Write>> = {
  '+': infix('+'),
  '-': infix('-'),
  '*': infix('*'),
  '/': ([a, b]) => `nullif((${a} / nullif(${b}, 0)), 'nan'::DOUBLE)`,
  '%': remainder,
  '^': ([a, b]) => `nullif(pow(${a}, ${b}), 'nan'::DOUBLE)`,
  negative: ([x]) => `(-${x})`,
  '=': compared('='),
  '!=': ([a, b]) => `(NOT coalesce(${a} = ${b}, false))`,
  '<': compared('<'),
  '<=': compared('<='),
  '>': compared('>'),
  '>=': compared('>='),
  and: ([a, b]) => `(${a} AND ${b})`,
  or: ([a, b]) => `(${a} OR ${b})`,
  not: ([x]) => `(NOT ${x})`,
  in: ([x, ...items]) => `coalesce(${x} IN (${items.join(', ')}), false)`,
  missing: ([x]) => `(${x} IS NULL)`,
  abs: called('abs'),
  sqrt: positive('sqrt', '>= 0'),
  log: positive('ln'),
  log10: positive('log10'),
  log2: positive('log2'),
  exp: called('exp'),
  floor: called('floor'),
  ceil: called('ceil'),
  sign: ([x]) => `CAST(sign(${x}) AS DOUBLE)`,
  sin: positive('sin', '= x AND isfinite(x)'),
  cos: positive('cos', '= x AND isfinite(x)'),
  round: rounded,
  min: called('least'),
  max: called('greatest'),
  if: ([holds, a, b]) => `CASE WHEN ${holds} THEN ${a} ELSE ${b} END`,
  coalesce: called('coalesce'),
  length: ([x]) => `CAST(length(${x}) AS DOUBLE)`,
  words: ([x]) =>
    `CASE WHEN ${x} IS NOT NULL THEN CAST(len(regexp_extract_all(${x}, ${sqlText(`[^${textSpace}]+`)})) AS DOUBLE) END`,
  contains: found('contains'),
  starts: found('starts_with'),
  ends: found('suffix'),
  concat: (args) => `(${args.join(' || ')})`,
  slice: ([x, start, count]) => `substr(${x}, CAST(${start} AS BIGINT), CAST(${count} AS BIGINT))`,
  replace: called('replace'),
  split: ([x, mark, k]) => `nullif(split_part(${x}, ${mark}, CAST(${k} AS BIGINT)), '')`,
  extract: ([x, pattern], typed) => {
    const [, written] = typed;
    const group = written?.node === 'constant' && hasGroup(String(written.value)) ? 1 : 0;
    return `nullif(regexp_extract(${x}, ${pattern}, ${group}), '')`;
  },
  // Python lowers İ to two characters.
  lower: ([x]) => `lower(replace(${x}, 'İ', 'i̇'))`,
  upper: called('upper'),
  date: ([x]) => moment(x!),
  year: datePart('year'),
  quarter: datePart('quarter'),
  month: datePart('month'),
  day: datePart('day'),
  weekday: datePart('isodow'),
  dayofyear: datePart('doy'),
  hour: datePart('hour'),
  minute: datePart('minute'),
  days: ([from, to]) => `(((epoch_us(${to}) - epoch_us(${from})) / 1e6::DOUBLE) / 86400)`,
};
