import type { DateSummary, Suspect } from '#lib/recipe/profile.ts';
import type { Interner } from '../interner.ts';
import { readIsoDate } from './isoDate.ts';
import type { IsoDate } from './isoDate.ts';
import { sortedRows } from './sortedRows.ts';
import { endSize, isFillerDay, suspectsAt } from './suspects.ts';

export interface DateLevels {
  /** For each level its instant, NaN where its text is no date or it is missing. */
  readonly millis: Float64Array;
  readonly counts: (level: number) => number;
  readonly text: (level: number) => string;
  readonly zones: Zones;
}

/** Of the texts as they are in the file: values in UTC have lost their zone. */
export interface Zones {
  readonly zoned: number;
  readonly offsets: number;
}

/** Cells of ISO 8601 texts with a zone, and how many zones there are. */
export function zonesOf(interner: Interner): Zones {
  const into: IsoDate = { millis: NaN, offset: NaN };
  const offsets = new Set<number>();
  let zoned = 0;
  for (let code = 0; code < interner.size; code += 1) {
    if (!readIsoDate(interner.bytes(code), into) || Number.isNaN(into.offset)) continue;
    offsets.add(into.offset);
    zoned += interner.count(code);
  }
  return { zoned, offsets: offsets.size };
}

const day = 86_400_000;
const year1900 = Date.parse('1900-01-01');

/** @param today ISO day; dates after it are counted */
export function describeDates(
  levels: DateLevels,
  today: string | undefined,
): { summary: DateSummary; suspects: readonly Suspect[] } | null {
  const { millis, counts } = levels;
  const order = sortedRows(millis);
  if (order.length === 0) return null;
  const unit = unitOf(millis, order);
  const tomorrow = today === undefined ? NaN : Date.parse(today) + day;
  let [early, late] = [0, 0];
  for (const level of order) {
    if (millis[level]! < year1900) early += counts(level);
    if (millis[level]! >= tomorrow) late += counts(level);
  }
  const summary: DateSummary = {
    unit,
    buckets: bucketsOf(levels, order, unit),
    longestGap: longestGap(levels, order),
    ...levels.zones,
    early,
    late: today === undefined ? null : late,
  };
  return { summary, suspects: suspectsOf(levels, order) };
}

type Unit = DateSummary['unit'];

function unitOf(millis: Float64Array, order: Int32Array): Unit {
  const days = (millis[order.at(-1)!]! - millis[order[0]!]!) / day;
  if (days <= 3 && order.some((level) => millis[level]! % day !== 0)) return 'hour';
  if (days <= 92) return 'day';
  if (days <= 3660) return 'month';
  return days <= 150 * 366 ? 'year' : 'decade';
}

/** Number of the bucket in which an instant lies. */
function bucketAt(millis: number, unit: Unit): number {
  if (unit === 'hour') return Math.floor(millis / 3_600_000);
  if (unit === 'day') return Math.floor(millis / day);
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  if (unit === 'month') return 12 * year + date.getUTCMonth();
  return unit === 'year' ? year : Math.floor(year / 10);
}

function startOf(bucket: number, unit: Unit): string {
  if (unit === 'hour') return `${new Date(3_600_000 * bucket).toISOString().slice(0, 16)}Z`;
  if (unit === 'day') return new Date(day * bucket).toISOString().slice(0, 10);
  const year = unit === 'month' ? Math.floor(bucket / 12) : unit === 'year' ? bucket : 10 * bucket;
  const month = unit === 'month' ? (bucket % 12) + 1 : 1;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
}

function bucketsOf(
  { millis, counts }: DateLevels,
  order: Int32Array,
  unit: Unit,
): DateSummary['buckets'] {
  const first = bucketAt(millis[order[0]!]!, unit);
  const last = bucketAt(millis[order.at(-1)!]!, unit);
  const held = new Array<number>(last - first + 1).fill(0);
  for (const level of order) held[bucketAt(millis[level]!, unit) - first]! += counts(level);
  return held.map((count, k) => ({ start: startOf(first + k, unit), count }));
}

function longestGap({ millis, text }: DateLevels, order: Int32Array): DateSummary['longestGap'] {
  let at = 0;
  let longest = 0;
  for (let k = 1; k < order.length; k += 1) {
    const gap = millis[order[k]!]! - millis[order[k - 1]!]!;
    if (gap <= longest) continue;
    longest = gap;
    at = k;
  }
  if (at === 0) return null;
  return { from: text(order[at - 1]!), to: text(order[at]!), days: longest / day };
}

function suspectsOf({ millis, counts }: DateLevels, order: Int32Array): Suspect[] {
  const write = (instant: number): Pick<Suspect, 'value' | 'pattern'> => ({
    value: new Date(instant).toISOString().slice(0, 10),
    pattern: 'date',
  });
  const ends = [order.slice(0, endSize), order.slice(-endSize).reverse()];
  return ends.flatMap((end) => {
    const counted = Array.from(end, (level) => ({ value: millis[level]!, count: counts(level) }));
    return suspectsAt(counted, isFillerDay, write).map((s) => ({ ...s, onlyNegative: false }));
  });
}
