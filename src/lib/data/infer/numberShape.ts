import { blanks } from '#lib/recipe/numberText.ts';
import { notNumber, numberIn } from '../numbers.ts';
import { mayBehind, mayBefore } from './units.ts';

/** Ways in which the marks of a number may be meant; a text that several allow does not say which. */
export const readings = [
  { decimal: '.', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
] as const;

export interface NumberShape {
  /** Bit r: the digits and marks are a number under readings[r]. */
  readonly mask: number;
  /** Bit r: and a whole one. */
  readonly whole: number;
  /** Leading zeros, or more digits than a double keeps: a code. */
  readonly lossy: boolean;
  /** Currency before, currency or unit or % behind. */
  readonly prefix: string;
  readonly suffix: string;
  readonly negative: '' | 'parentheses' | 'trailing' | 'minus';
  /** The character between groups that stands for a space or an apostrophe, where there is one. */
  readonly mark: string;
}

/** What a text would be as a number; null where it is none however its marks are meant, or has words beside it. */
export function numberShape(text: string): NumberShape | null {
  const from = startOf(text);
  if (from < 0) return null;
  const to = endOf(text, from);
  const head = from === 0 ? nothing : aside(front, text.slice(0, from));
  const tail = to === text.length ? nothing : behind(text.slice(to));
  if (!head || !tail || !mayBefore(head.word) || !mayBehind(tail.word)) return null;
  const negative = signOf(head.signs, tail.signs);
  const digits = text.slice(from, to);
  const masks = masksOf(digits);
  if (negative === null || masks.mask === 0 || isInfinite(digits)) return null;
  return {
    mask: masks.mask,
    whole: masks.whole,
    lossy: isLossy(digits, masks.whole),
    prefix: head.word,
    suffix: tail.word,
    negative,
    mark: masks.mark ? /[ '\u00a0\u2009\u202f\u2019]/.exec(digits)![0] : '',
  };
}

/** Where the number begins: at its first digit, or a mark right before it that does not end a word; -1 for none. */
function startOf(text: string): number {
  const n = text.length;
  let first = 0;
  while (first < n && !isDigit(text.charCodeAt(first))) first += 1;
  if (first === n || n > 48) return -1;
  const before = text[first - 1];
  return (before === '.' || before === ',') && !isLetter(text[first - 2]) ? first - 1 : first;
}

interface Aside {
  readonly signs: string;
  readonly word: string;
}
const nothing: Aside = { signs: '', word: '' };

/** A sign, one word, a sign, as `numberPattern` has them before the digits. */
const front = new RegExp(
  `^[${blanks}]*([-+\u2212(]?)[${blanks}]*([^-+\u2212()]*?)[${blanks}]*([-+\u2212]?)[${blanks}]*$`,
);
/** A word and a sign, as it has them behind. */
const back = new RegExp(`^[${blanks}]*()([^-()]*?)[${blanks}]*([-)]?)[${blanks}]*$`);

function aside(pattern: RegExp, text: string): Aside | null {
  const found = pattern.exec(text);
  return found && { signs: found[1]! + found[3]!, word: found[2]! };
}

/** 15 A are amperes, 15A is a seat. */
const behind = (text: string): Aside | null => (/^[A-Z]$/.test(text) ? null : aside(back, text));

/** null where the signs contradict each other. */
function signOf(before: string, behind: string): NumberShape['negative'] | null {
  if (before === '' && behind === '') return '';
  if (before === '(' && behind === ')') return 'parentheses';
  if (behind === '' && before.length === 1 && !/[()]/.test(before))
    return before === '\u2212' ? 'minus' : '';
  return before === '' && behind === '-' ? 'trailing' : null;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLetter = (c: string | undefined): boolean => c !== undefined && /\p{L}/u.test(c);
const marks = ".,'\u2019 \u00a0\u2009\u202f";
const exponent = /[eE][-+]?[0-9]+/y;

/** Where digits, marks and an exponent end; blanks behind them are no part. */
function endOf(text: string, from: number): number {
  let p = from;
  while (p < text.length && (isDigit(text.charCodeAt(p)) || marks.includes(text[p]!))) p += 1;
  while (p > from && /\s/.test(text[p - 1]!)) p -= 1;
  if (text[p] !== 'e' && text[p] !== 'E') return p;
  exponent.lastIndex = p;
  return exponent.test(text) ? exponent.lastIndex : p;
}

interface Masks {
  readonly mask: number;
  readonly whole: number;
  /** Has a space or an apostrophe. */
  readonly mark: boolean;
}

const known = new Map<string, Masks>();

/** By run lengths of digits, so that a column of a million numbers tests a handful of patterns. */
function masksOf(digits: string): Masks {
  let key = digits.startsWith('0') ? 'z' : '';
  let run = 0;
  for (let p = 0; p <= digits.length; p += 1) {
    const c = digits.charCodeAt(p);
    if (isDigit(c)) run += 1;
    else {
      if (run > 0) key += run > 3 ? 'n' : String(run);
      run = 0;
      if (p < digits.length) key += digits[p]!;
    }
  }
  let masks = known.get(key);
  if (!masks) {
    masks = readingsOf(digits);
    if (known.size < 10_000) known.set(key, masks);
  }
  return masks;
}

function readingsOf(digits: string): Masks {
  const mantissa = digits.replace(/[eE].*$/, '');
  const scientific = mantissa !== digits;
  let mask = 0;
  let whole = 0;
  for (const [r, pattern] of patterns.entries()) {
    const { decimal, thousands } = readings[r]!;
    if (!pattern.test(mantissa) || (scientific && thousands !== '')) continue;
    mask |= 1 << r;
    if (!scientific && !mantissa.includes(decimal)) whole |= 1 << r;
  }
  return { mask, whole, mark: /[ '\u00a0\u2009\u202f\u2019]/.test(digits) };
}

const patterns = readings.map(({ decimal, thousands }) => {
  const point = decimal === '.' ? '\\.' : ',';
  const between = new Map([
    [' ', '[ \u00a0\u2009\u202f]'],
    ["'", "['\u2019]"],
    ['.', '\\.'],
    [',', ','],
  ]).get(thousands);
  const lakh = thousands === ',' ? '|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}' : '';
  const grouped = between ? `|[1-9][0-9]{0,2}(?:${between}[0-9]{3})+${lakh}` : '';
  return new RegExp(`^(?:(?:[0-9]+${grouped})(?:${point}[0-9]*)?|${point}[0-9]+)$`);
});

/** 1E400 is beyond what a double holds. */
const isInfinite = (digits: string): boolean =>
  /[eE]/.test(digits) && numberIn(digits.replace(',', '.')).kind === notNumber;

function isLossy(digits: string, whole: number): boolean {
  if (/^0[0-9]/.test(digits)) return !/[.,eE]/.test(digits);
  if (digits.length <= 15 || /[eE]/.test(digits)) return false;
  const before = whole === 0 ? digits.replace(/[.,][0-9]*$/, '') : digits;
  return Number(before.replace(/[^0-9]/g, '')) > 2 ** 53 - 1;
}
