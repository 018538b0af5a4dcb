import { dateIds } from '#lib/recipe/dateFormats.ts';
import {
  datePattern,
  epochPattern,
  serialPattern,
  type DatePart,
  type DatePattern,
} from '#lib/recipe/datePattern.ts';

/** A date read from text. */
export interface ReadDate {
  /** YYYY-MM-DD, years 0001 to 9999. */
  readonly date: string;
  /** HH:MM:SS with the fraction that was there; null where the format has no time. In UTC where it has a zone. */
  readonly time: string | null;
}

export type DateReader = (text: string) => ReadDate | null;

const readers = new Map<string, DateReader>();

/** Reads texts under one format; null where they do not fit, or name a day or a time that does not exist. */
export function dateReader(id: string): DateReader {
  let found = readers.get(id);
  if (!found) {
    found = id.startsWith('@') ? serialReader(id) : patternReader(datePattern(id));
    readers.set(id, found);
  }
  return found;
}

type Groups = Partial<Record<DatePart, string>>;

function patternReader(pattern: DatePattern): DateReader {
  const { source, parts, months } = pattern;
  const expression = new RegExp(`^(?:${source})$`);
  const timed = parts.includes('hour') || parts.includes('hour12');
  return (text) => {
    const found = expression.exec(text);
    if (!found) return null;
    const groups: Groups = {};
    for (let k = 0; k < parts.length; k += 1) groups[parts[k]!] = found[k + 1] ?? '';
    const year = groups.year ?? fullYear(groups.yy!);
    const month = groups.name ? months.get(groups.name.toLowerCase())! : Number(groups.month ?? 1);
    const day = Number(groups.day ?? 1);
    if (year === '0000' || day > daysIn(Number(year), month)) return null;
    const date = `${year}-${two(month)}-${two(day)}`;
    return timed ? withTime(date, groups) : { date, time: null };
  };
}

/** POSIX. */
const fullYear = (yy: string): string => (yy >= '69' ? `19${yy}` : `20${yy}`);
const two = (n: number): string => String(n).padStart(2, '0');

export function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function withTime(date: string, groups: Groups): ReadDate | null {
  const afternoon = groups.half && groups.half.toUpperCase() === 'P' ? 12 : 0;
  const hour = groups.hour12 ? (Number(groups.hour12) % 12) + afternoon : Number(groups.hour);
  const time = `${two(hour)}:${groups.minute ?? '00'}:${groups.second ? groups.second : '00'}`;
  const fraction = groups.fraction ? `.${groups.fraction}` : '';
  const minutes = groups.zone ? offset(groups.zone) : 0;
  if (minutes === 0) return { date, time: time + fraction };
  const moment = new Date(`${date}T${time}Z`).getTime() - minutes * 60_000;
  const shifted = iso(moment);
  return shifted && { date: shifted.date, time: shifted.time! + fraction };
}

/** Minutes east of UTC. */
function offset(zone: string): number {
  const found = /^([-+])(..):?(..)?$/.exec(zone);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return found[1] === '-' ? -minutes : minutes;
}

/** Milliseconds of 0001-01-01 and of the last second of 9999. */
const first = -62_135_596_800_000;
const last = 253_402_300_799_999;

/** @param moment milliseconds since 1970; fractions of a second are left out */
function iso(moment: number): ReadDate | null {
  if (!(moment >= first && moment <= last)) return null;
  const text = new Date(moment).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 19) };
}

function serialReader(id: string): DateReader {
  if (id === dateIds.epoch || id === dateIds.epochMs) return epochReader(id === dateIds.epochMs);
  const expression = new RegExp(`^(?:${serialPattern})$`);
  const old = id === dateIds.excel1904;
  return (text) => {
    const found = expression.exec(text);
    if (!found) return null;
    const seconds = found[2] ? Math.floor(Number(`0${found[2]}`) * 86_400 + 0.5) : 0;
    const serial = Number(found[1]) + Math.floor(seconds / 86_400);
    const day = old ? dayOf1904(serial) : dayOf1900(serial);
    if (day === null) return null;
    const moment = iso((day * 86_400 + (seconds % 86_400)) * 1000)!;
    return { date: moment.date, time: found[2] ? moment.time : null };
  };
}

/** Days since 1970-01-01 of an Excel day; null for 0, 60 and days after 9999. */
const dayOf1900 = (serial: number): number | null =>
  serial < 1 || serial === 60 || serial > 2_958_465
    ? null
    : serial - (serial < 60 ? 25_568 : 25_569);
const dayOf1904 = (serial: number): number | null => (serial > 2_957_003 ? null : serial - 24_107);

function epochReader(milliseconds: boolean): DateReader {
  const expression = new RegExp(`^(?:${epochPattern})$`);
  return (text) => {
    const found = expression.exec(text);
    if (!found || (milliseconds && found[2] !== '')) return null;
    const n = Number(found[1]);
    const seconds = milliseconds ? Math.floor(n / 1000) : n;
    const moment = iso(seconds * 1000);
    if (!moment || (seconds < 0 && found[2] !== '')) return null;
    const rest = milliseconds ? n - seconds * 1000 : 0;
    const fraction = rest > 0 ? `.${String(rest).padStart(3, '0')}` : found[2]!;
    return { date: moment.date, time: moment.time! + fraction };
  };
}
