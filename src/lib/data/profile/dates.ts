import type { DateSummary, Suspect } from '#lib/recipe/profile.ts';
import type { Interner } from '../interner.ts';
import { readIsoDate } from './isoDate.ts';
import type { IsoDate } from './isoDate.ts';
import type { Counted } from './sorted.ts';
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

interface Instant extends Counted {
  readonly level: number;
}

/** @param today ISO day; dates after it are counted */
export function describeDates(
  levels: DateLevels,
  today: string | undefined,
): { summary: DateSummary; suspects: readonly Suspect[] } | null {
  const instants = inOrder(levels);
  if (instants.length === 0) return null;
  const unit = unitOf(instants);
  const tomorrow = today === undefined ? NaN : Date.parse(today) + day;
  const count = (test: (x: Instant) => boolean): number =>
    instants.reduce((sum, x) => (test(x) ? sum + x.count : sum), 0);
  const summary: DateSummary = {
    unit,
    buckets: bucketsOf(instants, unit),
    longestGap: longestGap(instants, levels),
    ...levels.zones,
    early: count((x) => x.value < year1900),
    late: today === undefined ? null : count((x) => x.value >= tomorrow),
  };
  return { summary, suspects: suspectsOf(instants) };
}

function inOrder({ millis, counts }: DateLevels): Instant[] {
  const levels: number[] = [];
  millis.forEach((x, level) => {
    if (!Number.isNaN(x)) levels.push(level);
  });
  levels.sort((a, b) => millis[a]! - millis[b]! || a - b);
  return levels.map((level) => ({ value: millis[level]!, count: counts(level), level }));
}

type Unit = DateSummary['unit'];

function unitOf(instants: readonly Instant[]): Unit {
  const days = (instants.at(-1)!.value - instants[0]!.value) / day;
  if (days <= 3 && instants.some((x) => x.value % day !== 0)) return 'hour';
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

function bucketsOf(instants: readonly Instant[], unit: Unit): DateSummary['buckets'] {
  const first = bucketAt(instants[0]!.value, unit);
  const last = bucketAt(instants.at(-1)!.value, unit);
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const { value, count } of instants) counts[bucketAt(value, unit) - first]! += count;
  return counts.map((count, k) => ({ start: startOf(first + k, unit), count }));
}

function longestGap(instants: readonly Instant[], { text }: DateLevels): DateSummary['longestGap'] {
  let at = 0;
  let longest = 0;
  for (let k = 1; k < instants.length; k += 1) {
    const gap = instants[k]!.value - instants[k - 1]!.value;
    if (gap <= longest) continue;
    longest = gap;
    at = k;
  }
  if (at === 0) return null;
  const [from, to] = [instants[at - 1]!, instants[at]!];
  return { from: text(from.level), to: text(to.level), days: longest / day };
}

function suspectsOf(instants: readonly Instant[]): Suspect[] {
  const write = (millis: number): Pick<Suspect, 'value' | 'pattern'> => ({
    value: new Date(millis).toISOString().slice(0, 10),
    pattern: 'date',
  });
  const low = instants.slice(0, endSize);
  const high = instants.slice(-endSize).reverse();
  return [low, high].flatMap((end) =>
    suspectsAt(end, isFillerDay, write).map((s) => ({ ...s, onlyNegative: false })),
  );
}
