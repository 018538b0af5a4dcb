import { wordsForMissing } from '#lib/recipe/missingWords.ts';
import type { Suspect } from '#lib/recipe/profile.ts';
import type { Counted } from './sorted.ts';

/** Numbers that programs and people write where they have none: 0, −1, −9, runs of 9, 8 or 7, and limits of integers. */
const fillers =
  /^(?:0|-[1789]|-?(?:7{2,}|8{2,}|9{2,})(?:\.(?:7+|8+|9+))?|-32768|32767|65535|-?2147483648|2147483647|4294967295|-?9\.9+\d*e\+\d+|-?1e\+(?:20|30|34))$/;

export const isFiller = (value: number): boolean => fillers.test(String(value));

/** Days that stand for none: the first of a calendar's count, and the last that fits. */
const fillerDays = new Set(
  [
    ...['0001-01-01', '1582-10-15', '1753-01-01', '1899-12-30', '1899-12-31', '1900-01-01'],
    ...['1901-01-01', '1904-01-01', '1970-01-01', '2038-01-19', '2099-12-31', '2999-12-31'],
    ...['8888-12-31', '9999-01-01', '9999-12-31'],
  ].map((day) => Date.parse(day)),
);

export const isFillerDay = (millis: number): boolean =>
  fillerDays.has(Math.floor(millis / 86_400_000) * 86_400_000);

const neighbours = 10;
/** So many distinct values from an end are enough for `suspectsAt`. */
export const endSize = 3 * neighbours;

/**
 * Fillers that stand at an end of a column, measured against the ten distinct values next to them. With fewer than ten
 * others nothing can be said.
 * @param end distinct values from the end inwards
 */
export function suspectsAt(
  end: readonly Counted[],
  isPattern: (value: number) => boolean,
  write: (value: number) => Pick<Suspect, 'value' | 'pattern'>,
): Suspect[] {
  const first = end.findIndex((v) => !isPattern(v.value));
  if (first <= 0) return [];
  const next = end.slice(first, first + neighbours);
  if (next.length < neighbours) return [];
  const spaces = next.slice(1).map((v, k) => Math.abs(v.value - next[k]!.value));
  const space = spaces.sort((a, b) => a - b)[(spaces.length - 1) >> 1]!;
  const usual = next.reduce((sum, v) => sum + v.count, 0) / next.length;
  const nearest = next[0]!.value;
  return end.slice(0, first).map(({ value, count }) => ({
    ...write(value),
    count,
    apart: Math.abs(nearest - value) / space,
    often: count / usual,
    out: null,
    onlyNegative: value < 0 && nearest >= 0,
  }));
}

const words = new Set([
  ...['unknown', 'unkown', 'unk', 'missing', 'na', 'n/a', 'n.a.', 'n.a', '#n/a', '<na>', 'nan'],
  ...['nat', 'null', '(null)', '<null>', '\\n', 'nil', 'not available', 'not applicable'],
  ...['undefined', 'refused', 'tbd', 'tba'],
  ...wordsForMissing,
  ...['(blank)', 'blank', 'empty', '(empty)', 'prefer not to say', '#value!', '#ref!', '#div/0!'],
]);
const vague = new Set(['none', 'no', 'other', 'x', 'xx', 'xxx', 'test', 'dummy', '0', '-1', '999']);
const vagueMarks = new Set(['+', '*', '!', '#', '<', '>', '=']);
/** Bytes of UTF-8. */
const longestWord = 20;

/** Whether a text reads as "missing"; `count` 1 is nobody's habit. */
export function patternOf(bytes: Uint8Array, decode: () => string): Suspect['pattern'] | null {
  if (bytes.length > longestWord) return null;
  const text = decode().trim().toLowerCase();
  if (text === '') return null;
  if (words.has(text)) return 'word';
  if (vague.has(text) || /^(?:9{2,}|-9+)$/.test(text)) return 'vague';
  return /[\p{L}\p{N}\p{S}]/u.test(text) || vagueMarks.has(text) ? null : 'mark';
}

/** A text that reads as "missing", against how often the others come. */
export const textSuspect = (
  value: string,
  pattern: Suspect['pattern'],
  { count, usual }: { readonly count: number; readonly usual: number },
): Suspect => ({
  value,
  count,
  pattern,
  apart: null,
  often: count / usual,
  out: null,
  onlyNegative: false,
});
