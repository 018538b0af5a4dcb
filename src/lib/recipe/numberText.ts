import type { NumberParse } from './source.ts';

/**
 * Entries of `affixes` that do carry something: how a column writes what is less than zero, besides a leading - which
 * always does. `()` around a number, `-` behind it, or U+2212 in the place of -.
 */
export const negativeMarks = { parentheses: '()', trailing: '-', minus: '\u2212' } as const;
const marks: readonly string[] = Object.values(negativeMarks);

/** Space within numbers and around them: ASCII, U+00A0, U+2009, U+202F. */
export const blanks = ' \\t\\n\\x0B\\f\\r\u00a0\u2009\u202f';

/**
 * A regular expression that a whole text matches when it is a number under `parse`; the same text means the same to
 * JavaScript, RE2 (DuckDB) and Python's `re`. Its eight groups, '' where absent: opening parenthesis, sign, sign
 * behind a unit, digits with marks, fraction with its mark, exponent, trailing minus, closing parenthesis. The number
 * is (sign)(digits without marks).(fraction)(exponent), less than zero with any of -, U+2212 and parentheses, of which
 * there may be one; divided by 100 with `percent`.
 */
export function numberPattern({ decimal, thousands, affixes, percent }: NumberParse): string {
  const space = `[${blanks}]*`;
  const units = affixes.filter((a) => !marks.includes(a)).sort((a, b) => b.length - a.length);
  const unit = units.length === 0 ? '' : `(?:${units.map(escaped).join('|')})?${space}`;
  const sign = affixes.includes(negativeMarks.minus) ? '[-+\u2212]?' : '[-+]?';
  const behind = (has: boolean, mark: string): string => (has ? `(${mark}?)` : '()');
  const parens = affixes.includes(negativeMarks.parentheses);
  const trailing = affixes.includes(negativeMarks.trailing);
  const late = affixes.includes(negativeMarks.minus) ? '[-\u2212]' : '-';
  return [
    space,
    behind(parens, '\\('),
    space,
    `(${sign})`,
    space,
    unit,
    unit === '' ? '()' : `(${sign})${space}`,
    `(${wholePart(thousands)})(${escaped(decimal)}[0-9]*|)([eE][-+]?[0-9]+|)`,
    space,
    percent ? `%${space}` : unit,
    behind(trailing, late),
    space,
    behind(parens, '\\)'),
    space,
  ].join('');
}

/** The marks between groups of digits, as a class of a regular expression; null for none. */
export function groupMarks(thousands: string): string | null {
  if (thousands === '') return null;
  const alike = [' \u00a0\u2009\u202f', "'\u2019"].find((set) => set.includes(thousands));
  return `[${alike ?? escaped(thousands)}]`;
}

/** Groups of three, or as in India of two before the last three; or digits without marks; or none before a fraction. */
function wholePart(thousands: string): string {
  const mark = groupMarks(thousands);
  if (mark === null) return '[0-9]*';
  const lakh = thousands === ',' ? `|[0-9]{1,2}(?:${mark}[0-9]{2})+${mark}[0-9]{3}` : '';
  return `[0-9]{1,3}(?:${mark}[0-9]{3})+${lakh}|[0-9]*`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
