export interface IsoDate {
  /** Since 1970-01-01 UTC; a text without a zone is taken as UTC. */
  millis: number;
  /** Minutes east of UTC; NaN without a zone. */
  offset: number;
}

const dash = 45;

/** Reads `YYYY-MM-DD[(T| )hh:mm[:ss[.f…]][Z|±hh[:]mm]]` by bytes into `into`; false where it is none, or no day that exists. */
export function readIsoDate(bytes: Uint8Array, into: IsoDate): boolean {
  const n = bytes.length;
  if (n < 10 || n > 35 || bytes[4] !== dash || bytes[7] !== dash) return false;
  const year = 100 * two(bytes, 0) + two(bytes, 2);
  const month = two(bytes, 5);
  const day = two(bytes, 8);
  if (!(year >= 0) || !(month >= 1 && month <= 12)) return false;
  if (!(day >= 1 && day <= daysIn(year, month))) return false;
  into.millis = 86_400_000 * daysSinceEpoch(year, month, day);
  into.offset = NaN;
  return n === 10 || readTime(bytes, into);
}

function readTime(bytes: Uint8Array, into: IsoDate): boolean {
  const hour = two(bytes, 11);
  const minute = two(bytes, 14);
  if ((bytes[10] !== 84 && bytes[10] !== 32) || bytes[13] !== 58) return false;
  if (!(hour < 24 && minute < 60)) return false;
  let at = 16;
  let millis = (hour * 60 + minute) * 60_000;
  if (bytes[at] === 58) {
    const second = two(bytes, 17);
    if (!(second < 60)) return false;
    millis += 1000 * second;
    at = 19;
    if (bytes[at] === 46) {
      let scale = 100;
      at += 1;
      const from = at;
      for (; digit(bytes[at]); at += 1, scale /= 10) millis += (bytes[at]! - 48) * scale;
      if (at === from) return false;
    }
  }
  into.millis += millis;
  return readZone(bytes, at, into);
}

function readZone(bytes: Uint8Array, at: number, into: IsoDate): boolean {
  const sign = bytes[at];
  const left = bytes.length - at;
  if (left === 0) return true;
  if (sign === 90 && left === 1) {
    into.offset = 0;
    return true;
  }
  if (sign !== 43 && sign !== dash) return false;
  const offset = offsetAt(bytes, at + 1, left - 1);
  if (!(offset <= 18 * 60)) return false;
  into.offset = sign === dash ? -offset : offset;
  into.millis -= into.offset * 60_000;
  return true;
}

/** Minutes of hh, hhmm or hh:mm; NaN for anything else. */
function offsetAt(bytes: Uint8Array, at: number, length: number): number {
  const hours = 60 * two(bytes, at);
  if (length === 2) return hours;
  if (length === 4) return hours + two(bytes, at + 2);
  return length === 5 && bytes[at + 2] === 58 ? hours + two(bytes, at + 3) : NaN;
}

const digit = (b: number | undefined): boolean => b !== undefined && b >= 48 && b <= 57;

/** Two digits, NaN where there are none. */
const two = (bytes: Uint8Array, at: number): number =>
  digit(bytes[at]) && digit(bytes[at + 1]) ? 10 * bytes[at]! + bytes[at + 1]! - 528 : NaN;

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Hinnant 2013, "chrono-compatible low-level date algorithms": proleptic Gregorian. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  );
}
