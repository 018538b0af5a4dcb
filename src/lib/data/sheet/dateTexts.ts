import type { NumberClass } from './numberFormats.ts';

/** A date or time as text, and what is to be told of it. */
export interface DateText {
  readonly text: string;
  readonly note: 'leap-day-1900' | 'undisplayed-part' | 'not-a-date' | null;
}

const dayLength = 86_400_000_000;
/** Excel's days of 1970-01-01 in its two systems. */
const unix1900 = 25_569;
const unix1904 = 24_107;
const lastDay1900 = 2_958_465;
/** In days; more is no duration. */
const longest = 1e7;

/**
 * A cell's number as ISO text; null when it is no date: negative or after 9999. Times are shares of a day, stored in
 * doubles and computed with; they are rounded to milliseconds, Excel's resolution, as openpyxl and xlrd do.
 * @param serial days, of which 1 is 1900-01-01, or in the 1904 system 0 is 1904-01-01
 */
export function serialText(
  serial: number,
  as: Exclude<NumberClass, 'number' | 'percent'>,
  date1904: boolean,
): DateText | null {
  if (!Number.isFinite(serial) || Math.abs(serial) > longest) return null;
  if (as === 'duration') return plain(durationText(serial));
  if (serial < 0) return null;
  const { day, time } = split(serial);
  if (day === 0 && isOfNoDay(as, date1904)) {
    return { text: timeText(time), note: as === 'date' ? 'not-a-date' : null };
  }
  const date = dateText(day, date1904);
  if (date === null) return null;
  const found = onDay(date, time, as);
  return day === 60 && !date1904 ? { ...found, note: 'leap-day-1900' } : found;
}

function onDay(date: string, time: number, as: NumberClass): DateText {
  if (as === 'datetime') return plain(`${date} ${timeText(time)}`);
  if (as !== 'time' && time === 0) return plain(date);
  return { text: `${date} ${timeText(time)}`, note: 'undisplayed-part' };
}

/** Before day 1 of 1900 a number is a time of day. */
const isOfNoDay = (as: NumberClass, date1904: boolean): boolean =>
  !date1904 || as === 'time' || as === 'date-or-time';

const plain = (text: string): DateText => ({ text, note: null });

/** Whole days and the microseconds of the day left over, whole milliseconds. */
function split(serial: number): { day: number; time: number } {
  const day = Math.floor(serial);
  const time = Math.round((serial - day) * 86_400_000) * 1000;
  return time >= dayLength ? { day: day + 1, time: time - dayLength } : { day, time };
}

function dateText(day: number, date1904: boolean): string | null {
  if (date1904) return day > lastDay1900 - (unix1900 - unix1904) ? null : iso(day - unix1904);
  if (day < 1 || day > lastDay1900) return null;
  if (day === 60) return '1900-02-29';
  return iso(day - unix1900 + (day < 60 ? 1 : 0));
}

const iso = (unixDay: number): string => new Date(unixDay * 86_400_000).toISOString().slice(0, 10);

const two = (n: number): string => String(n).padStart(2, '0');

/** `HH:MM:SS[.ffffff]` of microseconds. */
function timeText(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1e6);
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${two(hours)}:${rest}${fraction(microseconds - seconds * 1e6)}`;
}

const fraction = (microseconds: number): string =>
  microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;

function durationText(days: number): string {
  const { day, time } = split(Math.abs(days));
  return hoursText(day * dayLength + time, days < 0);
}

/** `H:MM:SS[.ffffff]` of microseconds; hours go on beyond 24. */
function hoursText(microseconds: number, negative: boolean): string {
  const days = Math.floor(microseconds / dayLength);
  const text = timeText(microseconds - days * dayLength);
  const hours = days * 24 + Number(text.slice(0, 2));
  return `${negative && microseconds > 0 ? '-' : ''}${hours}${text.slice(2)}`;
}

/**
 * An ISO 8601 date or time of a file as this program writes them; the text itself when it is none.
 * @param as `datetime` keeps a midnight in view
 */
export function isoText(value: string, as: NumberClass): string {
  const found = isoPattern.exec(value.trim());
  const date = found?.[1];
  const time = found?.[2] === undefined ? undefined : isoTime(found);
  if (time === null) return value.trim().replace('T', ' ');
  if (date === undefined) return time ?? value;
  if (time === undefined) return as === 'datetime' ? `${date} 00:00:00` : date;
  return as === 'date' && time === '00:00:00' ? date : `${date} ${time}`;
}

const isoPattern = /^(\d{4}-\d\d-\d\d)?(?:[T ]?(\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?Z?)?$/;

/** Null when the fraction rounds to a whole second. */
function isoTime([, , minutes, seconds, digits]: RegExpExecArray): string | null {
  const micro = Math.round(Number(`0.${digits ?? 0}`) * 1e6);
  return micro === 1e6 ? null : `${minutes}${seconds ?? ':00'}${fraction(micro)}`;
}

/**
 * An ISO 8601 duration such as `PT36H15M00.5S` as a time of day, `HH:MM:SS`, or as long as it takes, `H:MM:SS`: that
 * when it is asked for, negative, or a day and more. Null when it is no duration.
 */
export function isoDurationText(value: string, as: NumberClass): string | null {
  const found = isoDurationPattern.exec(value.trim());
  if (!found || /[PT]$/.test(value.trim())) return null;
  const [days, hours, minutes, seconds] = found.slice(2).map((field) => Number(field ?? 0));
  const micro = Math.round(Number(`0.${found[6] ?? 0}`) * 1e6);
  const total = (days! * 86_400 + hours! * 3600 + minutes! * 60 + seconds!) * 1e6 + micro;
  if (total > longest * dayLength) return null;
  const negative = found[1] === '-';
  const ofDay = as !== 'duration' && !negative && total < dayLength;
  return ofDay ? timeText(total) : hoursText(total, negative);
}

const isoDurationPattern =
  /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?$/;
