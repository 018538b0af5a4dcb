import { int32At, putDigits, type Format } from './numberTexts.ts';
import type { TextColumn } from './texts.ts';

export type Unit = 'second' | 'milli' | 'micro' | 'nano';

/** Ticks in a second and decimals of one. */
const perSecond = { second: 1, milli: 1e3, micro: 1e6, nano: 1e9 } as const;
const decimals = { second: 0, milli: 3, micro: 6, nano: 9 } as const;

const dash = 45;
const colon = 58;
const letterT = 84;
const letterZ = 90;

/** Days since 1970-01-01 as ISO 8601; years before 0 or after 9999 with a sign and at least six digits. */
export function putDate(out: TextColumn, days: number): void {
  // Howard Hinnant, chrono-Compatible Low-Level Date Algorithms: civil_from_days
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  if (year >= 0 && year <= 9999) putDigits(out, year, 4);
  else {
    out.ascii(year < 0 ? '-' : '+');
    putDigits(out, Math.abs(year), 6);
  }
  out.byte(dash);
  putDigits(out, month, 2);
  out.byte(dash);
  putDigits(out, day, 2);
}

/** hh:mm:ss and, where it is not 0, the fraction in 3, 6 or 9 digits. */
export function putTime(out: TextColumn, seconds: number, nanos: number): void {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  putDigits(out, hours, 2);
  out.byte(colon);
  putDigits(out, minutes, 2);
  out.byte(colon);
  putDigits(out, seconds % 60, 2);
  putFraction(out, nanos);
}

function putFraction(out: TextColumn, nanos: number): void {
  if (nanos === 0) return;
  out.ascii('.');
  if (nanos % 1e6 === 0) putDigits(out, nanos / 1e6, 3);
  else if (nanos % 1e3 === 0) putDigits(out, nanos / 1e3, 6);
  else putDigits(out, nanos, 9);
}

/** The quotient (rounded down) and the rest of a signed 64-bit integer by a small one, exactly. */
const split = { quotient: 0n as bigint | number, rest: 0 };

function divide(low: number, high: number, divisor: number): typeof split {
  if (high >= -0x200000 && high < 0x200000) divideSafe(high * 4294967296 + low, divisor);
  else if (divisor <= 1e3) divideBig((BigInt(high) << 32n) | BigInt(low), BigInt(divisor));
  else divideLong(low, high, divisor);
  return split;
}

function divideSafe(value: number, divisor: number): void {
  let quotient = Math.floor(value / divisor);
  let rest = value - quotient * divisor;
  if (rest < 0) {
    // the division was rounded up to a whole number
    quotient -= 1;
    rest += divisor;
  }
  split.quotient = quotient;
  split.rest = rest;
}

function divideBig(value: bigint, divisor: bigint): void {
  const rest = ((value % divisor) + divisor) % divisor;
  split.quotient = (value - rest) / divisor;
  split.rest = Number(rest);
}

/** Long division in base 2^16 by 10^6 or 10^9: each step stays under 2^53. */
function divideLong(low: number, high: number, divisor: number): void {
  const negative = high < 0;
  const lo = negative ? (~low + 1) >>> 0 : low;
  const hi = negative ? (~high + (lo === 0 ? 1 : 0)) >>> 0 : high;
  let quotient = 0;
  let rest = 0;
  for (let k = 0; k < 4; k += 1) {
    const half = k < 2 ? hi : lo;
    const step = rest * 65536 + (k % 2 === 0 ? half >>> 16 : half & 0xffff);
    const q = Math.floor(step / divisor);
    quotient = quotient * 65536 + q;
    rest = step - q * divisor;
  }
  const whole = rest === 0;
  split.quotient = negative ? -quotient - (whole ? 0 : 1) : quotient;
  split.rest = negative && !whole ? divisor - rest : rest;
}

/** A whole number of seconds as days and seconds of the day. */
function daysOf(seconds: bigint | number): [days: number, second: number] {
  if (typeof seconds === 'number') {
    const days = Math.floor(seconds / 86400);
    return [days, seconds - days * 86400];
  }
  const rest = ((seconds % 86400n) + 86400n) % 86400n;
  return [Number((seconds - rest) / 86400n), Number(rest)];
}

const nanosPer = (unit: Unit): number => 1e9 / perSecond[unit];

export const date32: Format = (b, i, _, out) => putDate(out, int32At(b, i));

/** Milliseconds since 1970-01-01, of whole days; a rest is written as a time. */
export const date64: Format = (b, i, _, out) => {
  const { quotient, rest } = divide(int32At(b, i) >>> 0, int32At(b, i + 4), 1e3);
  const [days, second] = daysOf(quotient);
  putDate(out, days);
  if (second === 0 && rest === 0) return;
  out.byte(letterT);
  putTime(out, second, rest * 1e6);
};

/** 64-bit ticks since 1970-01-01T00:00:00; `utc` adds Z, the instant's zone. */
export const timestamp =
  (unit: Unit, utc: boolean): Format =>
  (b, i, _, out) => {
    const low = int32At(b, i) >>> 0;
    const { quotient, rest } = divide(low, int32At(b, i + 4), perSecond[unit]);
    const [days, second] = daysOf(quotient);
    putInstant(out, { days, second, nanos: rest * nanosPer(unit), utc });
  };

interface Instant {
  readonly days: number;
  readonly second: number;
  readonly nanos: number;
  readonly utc: boolean;
}

function putInstant(out: TextColumn, { days, second, nanos, utc }: Instant): void {
  putDate(out, days);
  out.byte(letterT);
  putTime(out, second, nanos);
  if (utc) out.byte(letterZ);
}

/** Days that 64 bits of microseconds reach on either side of 1970. */
const microDays = 106_751_991;

/** Impala's and Spark's twelve bytes: nanoseconds of the day, then the Julian day. */
export const int96: Format = (b, i, _, out) => {
  const { quotient, rest } = divide(int32At(b, i) >>> 0, int32At(b, i + 4), 1e9);
  const [extra, second] = daysOf(quotient);
  const days = int32At(b, i + 8) - 2440588 + extra;
  if (Math.abs(days) <= microDays) putInstant(out, { days, second, nanos: rest, utc: false });
  else putWrapped(out, days, second, rest);
};

/** Spark counts microseconds in 64 bits, and makes its Julian days of what is left of a number beyond them. */
function putWrapped(out: TextColumn, days: number, second: number, nanos: number): void {
  const seconds = BigInt(days) * 86_400n + BigInt(second);
  const micros = BigInt.asIntN(64, seconds * 1_000_000n + BigInt(Math.floor(nanos / 1e3)));
  divideBig(micros, 1_000_000n);
  const { quotient, rest } = split;
  const [wrapped, at] = daysOf(quotient);
  putInstant(out, { days: wrapped, second: at, nanos: rest * 1e3 + (nanos % 1e3), utc: false });
}

/** Ticks since midnight, of 4 or 8 bytes. */
export const time =
  (unit: Unit, width: 4 | 8): Format =>
  (b, i, _, out) => {
    const low = int32At(b, i);
    const high = width === 4 ? low >> 31 : int32At(b, i + 4);
    if (high < 0) {
      putSigned(out, low, high, unit);
      return;
    }
    const { quotient, rest } = divide(low >>> 0, high, perSecond[unit]);
    putTime(out, Number(quotient), rest * nanosPer(unit));
  };

function putSigned(out: TextColumn, low: number, high: number, unit: Unit): void {
  const ticks = -((BigInt(high) << 32n) | BigInt(low >>> 0));
  const per = BigInt(perSecond[unit]);
  out.byte(dash);
  putTime(out, Number(ticks / per), Number(ticks % per) * nanosPer(unit));
}

/** 64-bit ticks as an ISO 8601 duration: -P2DT3H4M5.5S. */
export const duration =
  (unit: Unit): Format =>
  (b, i, _, out) => {
    const ticks = (BigInt(int32At(b, i + 4)) << 32n) | BigInt(int32At(b, i) >>> 0);
    const size = ticks < 0n ? -ticks : ticks;
    const per = BigInt(perSecond[unit]);
    const seconds = size / per;
    const fraction = String(size % per)
      .padStart(decimals[unit], '0')
      .replace(/0+$/, '');
    const parts: readonly (readonly [string, string])[] = [
      [String((seconds / 3600n) % 24n), 'H'],
      [String((seconds / 60n) % 60n), 'M'],
      [`${seconds % 60n}${size % per === 0n ? '' : `.${fraction}`}`, 'S'],
    ];
    const days = seconds / 86400n;
    const time = parts.map(([n, letter]) => (n === '0' ? '' : n + letter)).join('');
    const text = `${days === 0n ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
    out.ascii(`${ticks < 0n ? '-' : ''}P${text === '' ? 'T0S' : text}`);
  };

/** Months, days and a rest in nanoseconds as an ISO 8601 duration: P14M3DT0.005S. */
export function putInterval(out: TextColumn, months: number, days: number, nanos: bigint): void {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const seconds = `${nanos < 0n ? '-' : ''}${size / 1_000_000_000n}${fraction && `.${fraction}`}`;
  const rest = nanos === 0n ? '' : `T${seconds}S`;
  const text = `${months ? `${months}M` : ''}${days ? `${days}D` : ''}${rest}`;
  out.ascii(text === '' ? 'PT0S' : `P${text}`);
}

/** Parquet's INTERVAL: months, days and milliseconds, each four unsigned bytes. */
export const interval: Format = (b, i, _, out) => {
  const [months, days, millis] = [i, i + 4, i + 8].map((k) => int32At(b, k) >>> 0);
  putInterval(out, months!, days!, BigInt(millis!) * 1_000_000n);
};
