/**
 * Numbers in text, by bytes: `\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*` with ASCII digits and spaces. The same
 * texts, and the same values, as `numberSql` in relation.ts.
 */
export const notNumber = 0;
export const integer = 1;
/** Has a point or an exponent. */
export const decimal = 2;
/** An integer that a number would not keep: leading zeros (00123), or beyond 2^53. */
export const lossy = 3;
export type NumberClass = typeof notNumber | typeof integer | typeof decimal | typeof lossy;

export interface NumberScan {
  kind: NumberClass;
  /** NaN unless a finite number; also set for `lossy`. */
  value: number;
}

const digit = (b: number): boolean => b >= 48 && b <= 57;
const space = (b: number): boolean => b === 32 || (b >= 9 && b <= 13);

/** Reads bytes[start…end) into `into`, which is reused. */
// eslint-disable-next-line complexity -- one pass over the bytes, called for every cell of the file
export function scanNumber(bytes: Uint8Array, start: number, end: number, into: NumberScan): void {
  let p = start;
  let stop = end;
  while (p < stop && space(bytes[p]!)) p += 1;
  while (stop > p && space(bytes[stop - 1]!)) stop -= 1;
  into.kind = notNumber;
  into.value = NaN;
  const first = p;
  const negative = bytes[p] === 45;
  if (p < stop && (negative || bytes[p] === 43)) p += 1;

  const whole = p;
  let mantissa = 0;
  while (p < stop && digit(bytes[p]!)) mantissa = mantissa * 10 + (bytes[p++]! - 48);
  const wholeDigits = p - whole;
  let fraction = 0;
  let isInteger = true;
  if (p < stop && bytes[p] === 46) {
    isInteger = false;
    p += 1;
    const from = p;
    while (p < stop && digit(bytes[p]!)) mantissa = mantissa * 10 + (bytes[p++]! - 48);
    fraction = p - from;
  }
  if (wholeDigits + fraction === 0) return;
  let exponent = 0;
  if (p < stop && (bytes[p]! | 32) === 101) {
    isInteger = false;
    p += 1;
    const minus = bytes[p] === 45;
    if (p < stop && (minus || bytes[p] === 43)) p += 1;
    const from = p;
    while (p < stop && digit(bytes[p]!))
      exponent = Math.min(99_999, exponent * 10 + (bytes[p++]! - 48));
    if (p === from) return;
    if (minus) exponent = -exponent;
  }
  if (p !== stop) return;

  const value = exactly(mantissa, exponent - fraction) ?? slowly(bytes, first, stop);
  const signed = negative && value > 0 ? -value : negative && value === 0 ? -0 : value;
  if (!Number.isFinite(signed)) return;
  into.value = signed;
  into.kind = isInteger ? integerKind(signed, bytes[whole] === 48 && wholeDigits > 1) : decimal;
}

const integerKind = (value: number, leadingZero: boolean): NumberClass =>
  leadingZero || Math.abs(value) > 2 ** 53 - 1 ? lossy : integer;

/** Clinger 1990: exact where both the digits and the power of ten are exact doubles. */
function exactly(mantissa: number, power: number): number | null {
  if (mantissa >= 2 ** 53) return null;
  if (power === 0) return mantissa;
  if (power < -22 || power > 22) return mantissa === 0 ? 0 : null;
  return power < 0 ? mantissa / powers[-power]! : mantissa * powers[power]!;
}

const powers = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

const slowly = (bytes: Uint8Array, start: number, end: number): number => {
  let text = '';
  for (let p = start; p < end; p += 1) text += String.fromCharCode(bytes[p]!);
  return Math.abs(Number(text));
};

/** For text that is a string already: its class and value. */
export function numberIn(text: string): NumberScan {
  const into: NumberScan = { kind: notNumber, value: NaN };
  const bytes = new TextEncoder().encode(text);
  scanNumber(bytes, 0, bytes.length, into);
  return into;
}
