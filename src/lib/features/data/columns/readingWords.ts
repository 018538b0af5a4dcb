import { dateFormatParts, dateIds } from '#lib/recipe/dateFormats.ts';
import { durationFormats } from '#lib/recipe/durationFormats.ts';
import { negativeMarks } from '#lib/recipe/numberText.ts';
import type { ColumnType, Meaning } from '#lib/recipe/profile.ts';
import type { NumberParse, SourceColumn } from '#lib/recipe/source.ts';

type Read = Pick<SourceColumn, 'type' | 'parse'> & {
  readonly order?: readonly string[] | undefined;
};

/** How a column's texts become values: "Decimal comma, points between thousands", "Day first: %d/%m/%Y". */
export const parseWords = (column: Read): string => capital(wordsOf(column));

const capital = (words: string): string =>
  words.startsWith('%') ? words : words.charAt(0).toUpperCase() + words.slice(1);

function wordsOf({ type, parse, order }: Read): string {
  switch (parse.as) {
    case 'number':
      return numberWords(parse);
    case 'duration':
      return `${durationFormats[parse.format]?.label ?? parse.format}; in seconds`;
    case 'date':
      return datesWords(parse.formats);
    case 'text':
      return textWords(type, order ?? []);
  }
}

const textWords = (type: ColumnType, order: readonly string[]): string => {
  if (type === 'ordinal') return `${order.length} levels, from least to most`;
  if (type === 'boolean') return 'two words for true and false';
  if (type === 'date' || type === 'datetime') return 'ISO 8601, year first';
  return 'texts as they are';
};

function numberWords({ decimal, thousands, affixes, percent }: NumberParse): string {
  const reserved: readonly string[] = Object.values(negativeMarks);
  const units = affixes.filter((a) => !reserved.includes(a));
  return [
    decimal === ',' ? 'decimal comma' : 'decimal point',
    ...(thousands === '' ? [] : [`${marks.get(thousands) ?? thousands} between thousands`]),
    ...(units.length > 0 ? [`without ${units.join(', ')}`] : []),
    ...(affixes.includes(negativeMarks.parentheses) ? ['(5) is −5'] : []),
    ...(affixes.includes(negativeMarks.trailing) ? ['5- is −5'] : []),
    ...(percent ? ['12 % is 0.12'] : []),
  ].join(', ');
}

const marks: ReadonlyMap<string, string> = new Map([
  ['.', 'points'],
  [',', 'commas'],
  [' ', 'spaces'],
  ['\u00a0', 'no-break spaces'],
  ['\u202f', 'narrow spaces'],
  ['\u2009', 'thin spaces'],
  ["'", 'apostrophes'],
  ['\u2019', 'apostrophes'],
  ['_', 'underscores'],
]);

const specials: ReadonlyMap<string, string> = new Map<string, string>([
  [dateIds.iso, 'ISO 8601, year first'],
  [dateIds.isoZone, 'ISO 8601 with a time zone'],
  [dateIds.excel1900, 'serial numbers of Excel, 1900 system'],
  [dateIds.excel1904, 'serial numbers of Excel, 1904 system'],
  [dateIds.epoch, 'seconds since 1970'],
  [dateIds.epochMs, 'milliseconds since 1970'],
]);

const languages: ReadonlyMap<string, string> = new Map([
  ['de', 'German'],
  ['fr', 'French'],
  ['es', 'Spanish'],
  ['it', 'Italian'],
  ['pt', 'Portuguese'],
  ['nl', 'Dutch'],
  ['zh', 'Chinese'],
]);

/** One format in words: "day first: %d/%m/%Y". */
export function dateWords(id: string): string {
  const special = specials.get(id);
  if (special !== undefined) return special;
  const { pattern, language } = dateFormatParts(id);
  const named = languages.get(language);
  const first = firstPart(id);
  const words = [first && `${first} first`, named && `${named} names`].filter(Boolean).join(', ');
  return words === '' ? pattern : `${words}: ${pattern}`;
}

const datesWords = (ids: readonly string[]): string =>
  ids.length === 1
    ? dateWords(ids[0]!)
    : `${ids.length} formats: ${ids.map((id) => specials.get(id) ?? dateFormatParts(id).pattern).join(', ')}`;

type Part = 'day' | 'month' | 'year';

/** Which of day, month and year a pattern writes first; null where it has fewer than two of them. */
export function firstPart(id: string): Part | null {
  if (specials.has(id)) return id.startsWith('ISO8601') ? 'year' : null;
  const parts = [...dateFormatParts(id).pattern.matchAll(/%([dmbByY])/g)].map(([, p]) => p!);
  if (parts.length < 2) return null;
  const [first] = parts;
  if (first === 'd') return 'day';
  return first === 'y' || first === 'Y' ? 'year' : 'month';
}

const meaningWords: Readonly<Record<Meaning, string>> = {
  none: 'Nothing more than its type',
  zip: 'Postal codes',
  code: 'Codes',
  currency: 'Money',
  percent: 'Shares, written in percent',
  measure: 'A measure with a unit',
  latitude: 'Latitudes',
  longitude: 'Longitudes',
  place: 'Places',
  year: 'Years',
  email: 'E-mail addresses',
  url: 'Web addresses',
  phone: 'Phone numbers',
};

export const meaningChoices = (Object.keys(meaningWords) as Meaning[]).map((value) => ({
  value,
  label: meaningWords[value],
}));
