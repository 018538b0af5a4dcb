import { blanks, groupMarks, negativeMarks, numberPattern } from '#lib/recipe/numberText.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { NumberParse, Parse, SourceColumn } from '#lib/recipe/source.ts';
import type { Import } from '../python/imports.ts';
import { uniqueNames } from '../python/names.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { dateFunctions } from './dates.ts';
import { durationFunction } from './durations.ts';
import { commaColumns, isPlainNumber } from './facts.ts';
import { lines, type Fragment } from './fragment.ts';

const text = printLiteral;

/** A function that makes values of texts, and the columns it is for. */
interface Converter {
  readonly columns: readonly string[];
  readonly name: string;
  readonly fragments: readonly Fragment[];
}

/**
 * Functions for the columns whose texts are no plain numbers and yet are to become values, and which is for which:
 * `CONVERTERS` from a cell to a number, `DATES` from a column to ISO 8601, `LEVELS` of ordered texts.
 */
export function converters(plan: Plan): readonly Fragment[] {
  const numbers = numberConverters(plan);
  const dates = dateConverters(plan);
  const levels = levelColumns(plan);
  const entries = (all: readonly Converter[]): string =>
    all.flatMap((c) => c.columns.map((name) => `${text(name)}: ${c.name}`)).join(', ');
  const texts = (list: readonly string[]): string => `[${list.map(text).join(', ')}]`;
  const fragments = [...numbers, ...dates].flatMap((c) => c.fragments);
  const tables = [
    numbers.length > 0 && `CONVERTERS = {${entries(numbers)}}`,
    dates.length > 0 && `DATES = {${entries(dates)}}`,
    levels.length > 0 &&
      `LEVELS = {${levels.map((c) => `${text(c.name)}: ${texts(c.order!)}`).join(', ')}}`,
  ].filter((table) => table !== false);
  return [
    ...new Map(fragments.map((f) => [f.code, f])).values(),
    ...(tables.length > 0 ? [{ code: lines(tables) }] : []),
  ];
}

/** Columns that are read as text and become numbers by a rule of their own. */
export const converted = (plan: Plan): readonly string[] =>
  numberConverters(plan).flatMap((c) => c.columns);

/** Which of the tables of `converters` there are. */
export const kindsOfConversion = (
  plan: Plan,
): { readonly numbers: boolean; readonly dates: boolean; readonly levels: boolean } => ({
  numbers: numberConverters(plan).length > 0,
  dates: dateConverters(plan).length > 0,
  levels: levelColumns(plan).length > 0,
});

/** What `load` does with the columns of `CONVERTERS`, `DATES` and `LEVELS`. */
export const conversions = (plan: Plan): readonly string[] => [
  ...(numberConverters(plan).length > 0
    ? [
        'for name in df.columns.intersection(list(CONVERTERS)):',
        '    numbers = df[name].map(CONVERTERS[name], na_action="ignore")',
        '    df[name] = numbers.astype("float64")',
      ]
    : []),
  ...(dateConverters(plan).length > 0
    ? ['for name in df.columns.intersection(list(DATES)):', '    df[name] = DATES[name](df[name])']
    : []),
  ...(levelColumns(plan).length > 0
    ? [
        'for name in df.columns.intersection(list(LEVELS)):',
        '    df[name] = df[name].where(df[name].isin(LEVELS[name]))',
      ]
    : []),
];

function numberConverters(plan: Plan): readonly Converter[] {
  const comma = new Set(commaColumns(plan));
  return grouped(
    plan.source.columns.filter((c) => isNumeric(c.type) && !isPlainNumber(c) && !comma.has(c.name)),
    ({ parse }, name) =>
      parse.as === 'duration'
        ? [durationFunction(parse.format, name)]
        : parse.as === 'number'
          ? [numberFunction(parse, name)]
          : [],
  );
}

function dateConverters(plan: Plan): readonly Converter[] {
  return grouped(plan.source.columns.filter(isDate), ({ type, parse }, name) =>
    parse.as === 'date' && (type === 'date' || type === 'datetime')
      ? dateFunctions({ type, formats: parse.formats }, name)
      : [],
  );
}

const isDate = ({ type, parse }: SourceColumn): boolean =>
  parse.as === 'date' && (type === 'date' || type === 'datetime');

const levelColumns = ({ source }: Plan): readonly SourceColumn[] =>
  source.columns.filter((c) => c.type === 'ordinal' && c.order !== undefined && c.order.length > 0);

/** Columns that are written alike share a function. */
function grouped(
  columns: readonly SourceColumn[],
  fragmentsOf: (column: SourceColumn, name: string) => readonly Fragment[],
): readonly Converter[] {
  const unique = uniqueNames(['to_number']);
  const groups = Map.groupBy(columns, ({ type, parse }) =>
    JSON.stringify([isNumeric(type) ? '' : type, parse]),
  );
  return [...groups.values()].map((alike) => {
    const name = unique(wordFor(alike[0]!.parse));
    return {
      name,
      columns: alike.map((c) => c.name),
      fragments: fragmentsOf(alike[0]!, name),
    };
  });
}

function wordFor(parse: Parse): string {
  if (parse.as !== 'number') return parse.as === 'duration' ? 'to_seconds' : 'to_date';
  if (parse.percent) return 'to_share';
  return parse.affixes.length > 0 ? 'to_amount' : 'to_decimal';
}

const numberImports: readonly Import[] = [
  ['math', ''],
  ['re', ''],
  ['typing', 'Any'],
];

/** One that takes what the app takes for a number under `parse`, by the same pattern. */
function numberFunction(parse: NumberParse, name: string): Fragment {
  const { affixes, thousands, percent } = parse;
  const space = `[${blanks}]*`;
  const parts = numberPattern(parse).replaceAll('()', '').split(space);
  const signs = [
    ...(affixes.includes(negativeMarks.parentheses) ? ['opened'] : []),
    'sign',
    ...(affixes.some((a) => !marks.has(a)) ? ['late_sign'] : []),
  ];
  const behind = affixes.includes(negativeMarks.trailing) ? ['sign_behind'] : [];
  const closed = signs[0] === 'opened' ? ['closed'] : [];
  const all = [...signs, 'whole', 'fraction', 'exponent', ...behind, ...closed];
  const before = [...signs, ...behind];
  const grouping = groupMarks(thousands);
  const plus = before.join(' + ');
  return {
    imports: numberImports,
    code: lines(
      `def ${name}(cell: Any) -> float:`,
      '    """Return the cell as a number; what is none counts as missing."""',
      '    if not isinstance(cell, str):',
      '        return float(cell)',
      `    parts = [${['', ...parts.filter((p) => p !== ''), ''].map(text).join(', ')}]`,
      `    found = re.fullmatch(${text(space)}.join(parts), cell)`,
      '    if found is None:',
      '        return math.nan',
      '    groups = found.groups()',
      `    ${all.join(', ')} = groups`,
      grouping !== null && `    whole = re.sub(${text(grouping)}, "", whole)`,
      before.length > 1 && `    sign = ${plus}`,
      `    if ${[
        'whole + fraction[1:] == ""',
        ...(before.length > 1 ? ['len(sign) > 1'] : []),
        ...(closed.length > 0 ? ['len(opened) != len(closed)'] : []),
      ].join(' or ')}:`,
      '        return math.nan',
      `    number = float(f"0{whole}.{fraction[1:]}{exponent}")${percent ? ' / 100' : ''}`,
      '    if not math.isfinite(number):',
      '        return math.nan',
      `    return -number if sign ${negatives(affixes)} else number`,
    ),
  };
}

const marks: ReadonlySet<string> = new Set(Object.values(negativeMarks));

function negatives(affixes: readonly string[]): string {
  const all = [
    '-',
    ...(affixes.includes(negativeMarks.minus) ? ['\u2212'] : []),
    ...(affixes.includes(negativeMarks.parentheses) ? ['('] : []),
  ].map(text);
  return all.length === 1 ? `== ${all[0]!}` : `in (${all.join(', ')})`;
}
