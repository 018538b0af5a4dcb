import { groupMarks, numberPattern } from '#lib/recipe/numberText.ts';
import type { NumberParse } from '#lib/recipe/source.ts';
import { notNumber, numberIn } from '../numbers.ts';
import { literal } from '../sql.ts';

/** True of numbers as programs write them, which have a fast path everywhere. */
export const isPlainNumber = ({ decimal, thousands, affixes, percent }: NumberParse): boolean =>
  decimal === '.' && thousands === '' && affixes.length === 0 && !percent;

/** Reads texts under `parse`: the finite number, or null. */
export function numberReader(parse: NumberParse): (text: string) => number | null {
  if (isPlainNumber(parse)) {
    return (text) => {
      const found = numberIn(text);
      return found.kind === notNumber ? null : found.value;
    };
  }
  const pattern = new RegExp(`^(?:${numberPattern(parse)})$`);
  const class_ = groupMarks(parse.thousands);
  const separators = class_ === null ? null : new RegExp(class_, 'g');
  return (text) => {
    const found = pattern.exec(text);
    if (!found) return null;
    const [, open, sign, second, whole, fraction, exponent, trailing, close] =
      found as unknown as string[];
    const digits = separators ? whole!.replace(separators, '') : whole!;
    const after = fraction!.slice(1);
    if (digits.length + after.length === 0 || open!.length !== close!.length) return null;
    if (open!.length + sign!.length + second!.length + trailing!.length > 1) return null;
    const plain = Number(`${digits === '' ? '0' : digits}.${after}${exponent!}`);
    if (!Number.isFinite(plain)) return null;
    const scaled = parse.percent ? plain / 100 : plain;
    return /[-\u2212(]/.test(open! + sign! + second! + trailing!) ? -scaled : scaled;
  };
}

/**
 * A raw column as DOUBLE, NULL where the text is no finite number. TRY_CAST takes what scanNumber takes and besides
 * inf, nan and 1_000, which are text to us.
 */
const plainSql = (id: string): string => {
  const cast = `TRY_CAST(${id} AS DOUBLE)`;
  return `CASE WHEN isfinite(${cast}) AND NOT contains(${id}, '_') THEN ${cast} END`;
};

const parts = "['o', 's', 't', 'w', 'f', 'e', 'r', 'c']";

/** The same as `numberReader`, as SQL over a VARCHAR expression: DOUBLE or NULL. */
export function numberSql(id: string, parse: NumberParse): string {
  if (isPlainNumber(parse)) return plainSql(id);
  const marks = groupMarks(parse.thousands);
  const whole = marks === null ? 'x.w' : `regexp_replace(x.w, ${literal(marks)}, '', 'g')`;
  const plain = `TRY_CAST('0' || ${whole} || '.' || substr(x.f, 2) || x.e AS DOUBLE)`;
  const scaled = parse.percent ? `${plain} / 100` : plain;
  const negative = `regexp_matches(x.o || x.s || x.t || x.r, '[-\u2212(]')`;
  const value = `CASE WHEN length(x.w) + length(x.f) > least(length(x.f), 1) AND length(x.o) = length(x.c)
    AND length(x.o || x.s || x.t || x.r) <= 1 AND isfinite(${plain})
    THEN CASE WHEN ${negative} THEN -(${scaled}) ELSE ${scaled} END END`;
  return `list_transform([regexp_extract(${id}, ${literal(`^(?:${numberPattern(parse)})$`)}, ${parts})], lambda x: ${value})[1]`;
}
