import type { TextColumn } from './texts.ts';

/** Writes the text of one value, which is bytes[start] to bytes[end], little-endian. */
export type Format = (bytes: Uint8Array, start: number, end: number, out: TextColumn) => void;

const minus = 45;
const point = 46;
const zero = 48;

export const int32At = (b: Uint8Array, i: number): number =>
  b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);

/** Digits of an integer from 0 to 2^53, at least `width` of them. */
export function putDigits(out: TextColumn, value: number, width = 1): void {
  let digits = width;
  for (let bound = 10 ** width; value >= bound; bound *= 10) digits += 1;
  out.need(digits);
  const { bytes } = out;
  let k = out.at + digits;
  out.at = k;
  let rest = value;
  while (rest > 0x7fffffff) {
    const high = Math.floor(rest / 10);
    bytes[--k] = zero + (rest - 10 * high);
    rest = high;
  }
  let low = rest | 0;
  for (const start = out.at - digits; k > start;) {
    const high = (low / 10) | 0;
    bytes[--k] = zero + (low - 10 * high);
    low = high;
  }
}

export function putInteger(out: TextColumn, value: number): void {
  if (value < 0) out.byte(minus);
  putDigits(out, Math.abs(value));
}

export const int32: Format = (b, i, _, out) => putInteger(out, int32At(b, i));
export const uint32: Format = (b, i, _, out) => putDigits(out, int32At(b, i) >>> 0);
export const int8: Format = (b, i, _, out) => putInteger(out, (b[i]! << 24) >> 24);
export const uint8: Format = (b, i, _, out) => putDigits(out, b[i]!);
export const int16: Format = (b, i, _, out) =>
  putInteger(out, ((b[i]! | (b[i + 1]! << 8)) << 16) >> 16);
export const uint16: Format = (b, i, _, out) => putDigits(out, b[i]! | (b[i + 1]! << 8));

export const int64: Format = (b, i, _, out) => {
  const low = int32At(b, i) >>> 0;
  const high = int32At(b, i + 4);
  if (high >= -0x200000 && high < 0x200000) putInteger(out, high * 4294967296 + low);
  else out.ascii(String((BigInt(high) << 32n) | BigInt(low)));
};

export const uint64: Format = (b, i, _, out) => {
  const low = int32At(b, i) >>> 0;
  const high = int32At(b, i + 4) >>> 0;
  if (high < 0x200000) putDigits(out, high * 4294967296 + low);
  else out.ascii(String((BigInt(high) << 32n) | BigInt(low)));
};

export const boolean: Format = (b, i, _, out) => out.ascii(b[i] ? 'true' : 'false');

const doubles = new Float64Array(1);
const doubleWords = new Int32Array(doubles.buffer);
const floats = new Float32Array(1);
const floatWord = new Int32Array(floats.buffer);

export const float64: Format = (b, i, _, out) => {
  doubleWords[0] = int32At(b, i);
  doubleWords[1] = int32At(b, i + 4);
  putDouble(out, doubles[0]!);
};

export const float32: Format = (b, i, _, out) => {
  floatWord[0] = int32At(b, i);
  const value = floats[0]!;
  if (!putPlain(out, value, 1e6)) out.ascii(shortest(value, Math.fround, 9));
};

export const float16: Format = (b, i, _, out) => {
  const value = halfOf(b[i]! | (b[i + 1]! << 8));
  if (!putPlain(out, value, 1e3)) out.ascii(shortest(value, nearestHalf, 5));
};

/** The fewest digits that give the double back, as in JavaScript and Python, without ".0". */
export function putDouble(out: TextColumn, value: number): void {
  if (!putPlain(out, value, 1e15)) out.ascii(String(value));
}

/**
 * Writes what is not finite, integers, and numbers with up to six decimals, the last only where all their digits, as one
 * integer, are under `unique`: below it no two decimals of so many digits are the same number of the type.
 * @returns false where it wrote nothing
 */
function putPlain(out: TextColumn, value: number, unique: number): boolean {
  if (!Number.isFinite(value)) {
    out.note('not-finite');
    out.ascii(String(value));
    return true;
  }
  if (Number.isInteger(value) && Math.abs(value) < unique) {
    if (Object.is(value, -0)) out.ascii('-0');
    else putInteger(out, value);
    return true;
  }
  return unique === 1e15 && putDecimal(out, value);
}

/** n / 10^k is x exactly as read: then n and k are its shortest text, since no other 15 digits give x. */
function putDecimal(out: TextColumn, value: number): boolean {
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-3) return false;
  for (let k = 1, scale = 10; k <= 6; k += 1, scale *= 10) {
    const n = Math.round(size * scale);
    if (n / scale !== size || n >= 1e15) continue;
    if (value < 0) out.byte(minus);
    const whole = Math.floor(n / scale);
    putDigits(out, whole);
    out.byte(point);
    putDigits(out, n - whole * scale, k);
    return true;
  }
  return false;
}

/** The shortest decimal that `round` makes `value` of; of several the nearest. */
function shortest(value: number, round: (x: number) => number, most: number): string {
  for (let digits = 1; digits < most; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (round(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(most)));
}

/** IEEE 754 half precision. */
function halfOf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The half nearest to x, ties to even. */
function nearestHalf(x: number): number {
  const size = Math.abs(x);
  if (size === 0) return x;
  const step = 2 ** (Math.max(-14, Math.floor(Math.log2(size))) - 10);
  const n = size / step;
  const down = Math.floor(n);
  const rest = n - down;
  const up = rest > 0.5 || (rest === 0.5 && down % 2 === 1);
  return Math.sign(x) * (down + (up ? 1 : 0)) * step;
}

/** An integer as text, moved `scale` places to the right of the point; all places are written. */
export function putScaled(out: TextColumn, digits: string, scale: number): void {
  const negative = digits.startsWith('-');
  if (negative) out.byte(minus);
  const bare = negative ? digits.slice(1) : digits;
  if (scale <= 0) {
    out.ascii(bare === '0' ? '0' : bare + '0'.repeat(-scale));
    return;
  }
  const padded = bare.padStart(scale + 1, '0');
  out.ascii(`${padded.slice(0, -scale)}.${padded.slice(-scale)}`);
}

/** A decimal of 4 or 8 little-endian bytes (`littleEndian`), or of any number of big-endian ones. */
export const decimal =
  (scale: number, littleEndian: boolean): Format =>
  (b, start, end, out) => {
    let value = 0n;
    for (let k = 0; k < end - start; k += 1)
      value = (value << 8n) | BigInt(b[littleEndian ? end - 1 - k : start + k]!);
    putScaled(out, String(BigInt.asIntN(8 * (end - start), value)), scale);
  };
