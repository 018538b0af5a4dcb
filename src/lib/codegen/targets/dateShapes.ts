import { dateFormatParts, monthNames } from '#lib/recipe/dateFormats.ts';
import { printLiteral } from '../python/print.ts';
import { patternText } from './patterns.ts';

const text = printLiteral;
const gap = '[ \u00a0\u202f]';

/** How pandas.to_datetime is led to take what the app takes under a strptime pattern, and nothing else. */
export interface DateShape {
  /** Statements: the month names of another language and what they are in English; none for English. */
  readonly months: readonly string[];
  /** A Python expression: the regular expression of whole texts. */
  readonly shape: string;
  /** Python expressions: what is replaced in the text, and by what, one after another. */
  readonly replace: readonly (readonly [pattern: string, by: string])[];
  /** For to_datetime. */
  readonly format: string;
  readonly zone: boolean;
  readonly fraction: boolean;
}

export function dateShape(id: string): DateShape {
  const { pattern, language, ordinal } = dateFormatParts(id);
  const months = /%[bB]/.test(pattern) && language !== 'en' ? monthsOf(pattern, language) : [];
  const foreign = months.length > 0;
  const tokens = [...pattern.matchAll(/%([A-Za-z])|[^%]/gsu)].map((m) => ({
    literal: m[0],
    directive: m[1] ?? '',
  }));
  const shape = tokens.map((token, k) => {
    const [before, next] = [k - 1, k + 1].map((at) => tokens[at]?.directive ?? '');
    const { literal, directive } = token;
    if (directive === '') return literalShape(literal, next!);
    if ('bB'.includes(directive)) return monthShape(directive, foreign);
    const tight = 'mdH'.includes(directive) && (isDigits(before!) || isDigits(next!));
    if (tight) return '[0-9]{2}';
    return `${shapes[directive] ?? ''}${directive === 'd' && ordinal ? suffix : ''}`;
  });
  return {
    months: foreign ? monthStatements(months) : [],
    shape: shapeText(shape.join(''), foreign),
    replace: replacements(pattern, ordinal, foreign),
    format: pattern
      .replace('.%f', '')
      .replace('%B', foreign ? '%b' : '%B')
      .replace(/ ?%([pz])/g, ' %$1'),
    zone: pattern.includes('%z'),
    fraction: pattern.includes('.%f'),
  };
}

const isDigits = (directive: string): boolean =>
  directive !== '' && 'YymdHIMSf'.includes(directive);

const suffix = '(?:[Ss][Tt]|[Nn][Dd]|[Rr][Dd]|[Tt][Hh])';
const zones = '(?:[Zz]|UTC|GMT|UT|[-+](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)';
/** pandas knows which days and months there are; where digits are loose there, they are not here. */
const shapes: Readonly<Record<string, string>> = {
  Y: '[0-9]{4}',
  y: '[0-9]{2}',
  m: '[0-9]{1,2}',
  d: '[0-9]{1,2}',
  H: '[0-9]{1,2}',
  I: '[0-9]{1,2}',
  M: '[0-5][0-9]',
  S: '[0-5][0-9]',
  f: '[0-9]{1,9}',
  p: '[AaPp]\\.?[Mm]\\.?',
  z: zones,
  a: '[A-Za-z]{3}\\.?',
  A: '[A-Za-z]{6,9}',
};

const names = '\0';

const monthShape = (directive: string, foreign: boolean): string =>
  (foreign ? names : '[A-Za-z]{3,9}') + (directive === 'b' ? '\\.?' : '');

function literalShape(literal: string, next: string): string {
  if (literal !== ' ') return literal.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  return gap + ('pz'.includes(next || '-') ? '*' : '+');
}

function shapeText(shape: string, foreign: boolean): string {
  if (!foreign) return patternText(shape);
  const [before, behind] = shape.split(names) as [string, string];
  return `${text(`${before}(?i:`)} + names + ${text(`)${behind}`)}`;
}

const english = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Each spelling and its month in English, the longest first. */
function monthsOf(pattern: string, language: string): [string, string][] {
  const known = monthNames[language]!;
  return (pattern.includes('%B') ? known.full : known.short)
    .flatMap((spellings, k) => spellings.split('|').map((s): [string, string] => [s, english[k]!]))
    .sort((a, b) => b[0].length - a[0].length);
}

const monthStatements = (months: readonly (readonly [string, string])[]): readonly string[] => [
  `months = {${months.map(([from, to]) => `${text(from)}: ${text(to)}`).join(', ')}}`,
  'names = "|".join(months)',
];

function replacements(
  pattern: string,
  ordinal: boolean,
  foreign: boolean,
): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  const add = (from: string, to: string): void => void found.push([text(from), text(to)]);
  if (pattern.includes('.%f')) add('(?<=:[0-9]{2})\\.[0-9]+', '');
  if (ordinal) add(`(?<=[0-9])${suffix}(?![A-Za-z])`, '');
  if (foreign) {
    const dot = pattern.includes('%b') ? ' + "\\\\.?"' : '';
    found.push([`"(?i:" + names + ")"${dot}`, 'lambda m: months[m[0].lower().rstrip(".")]']);
  } else if (/%[ab]/.test(pattern)) {
    if (pattern.includes('%b')) add('(?i:sept)(?![A-Za-z])', 'Sep');
    add(`(?<=[A-Za-z])\\.${pattern.includes('%b.') ? '(?=\\.)' : ''}`, '');
  }
  if (pattern.includes('%p')) add(`(?<=[0-9])${gap}*([AaPp])\\.?[Mm]\\.?`, ' \\1M');
  if (pattern.includes('%z')) {
    const behind =
      /%S ?%z/.test(pattern) && pattern.includes(':%S') ? '(?<=:[0-9]{2})' : '(?<=[0-9]{6})';
    add(`${behind}${gap}*(?:[Zz]|UTC|GMT|UT)`, ' +0000');
    add(`${behind}${gap}*([-+][0-9]{2}):?([0-9]{2})(?![0-9])`, ' \\1\\2');
    add(`${behind}${gap}*([-+][0-9]{2})(?![0-9])`, ' \\g<1>00');
  }
  return found;
}
