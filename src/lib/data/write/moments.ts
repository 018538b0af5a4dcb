import type { OutKind, OutSource } from './table.ts';

/** How the datetimes of a column are written as numbers. */
export interface Moments {
  readonly unit: 'micro' | 'nano';
  /** They are instants: each names its zone. */
  readonly utc: boolean;
  /** Values with another zone than UTC, which are turned into it. */
  readonly shifted: number;
}

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})0*)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Nanoseconds in 64 bits reach from 1677-09-22 to 2262-04-11. */
const nanoYears = { first: 1678, last: 2261 } as const;

/** Days since 1970-01-01 of YYYY-MM-DD, null where there is no such day. */
export function daysOf(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return found ? civilDays(Number(found[1]), Number(found[2]), Number(found[3])) : null;
}

function civilDays(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const fits = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return fits ? date.getTime() / 86_400_000 : null;
}

/** Ticks since 1970-01-01T00:00:00 of a datetime, null where there is none. */
export function ticksOf(text: string, unit: Moments['unit']): bigint | null {
  const found = pattern.exec(text);
  const days = found && civilDays(Number(found[1]), Number(found[2]), Number(found[3]));
  if (!found || days === null) return null;
  const [hour, minute, second] = [4, 5, 6].map((k) => Number(found[k] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offsetOf(found[8]);
  const digits = unit === 'micro' ? 6 : 9;
  const fraction = (found[7] ?? '').padEnd(digits, '0');
  return BigInt(seconds) * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits));
}

/** Seconds east of UTC. */
function offsetOf(zone: string | undefined): number {
  if (!zone || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

interface Facts {
  zoned: number;
  shifted: number;
  plain: number;
  fine: boolean;
  far: boolean;
  odd: boolean;
}

/**
 * For each datetime column how all of its values can be written as numbers, null where they cannot: some with a zone
 * and some without, or finer than microseconds in years that nanoseconds do not reach.
 */
export async function momentsOf(source: OutSource): Promise<ReadonlyMap<number, Moments | null>> {
  const wanted = indexesOf(source.kinds, 'datetime');
  const facts = new Map<number, Facts>(
    wanted.map((j) => [j, { zoned: 0, shifted: 0, plain: 0, fine: false, far: false, odd: false }]),
  );
  if (wanted.length > 0)
    for await (const page of source.pages(wanted))
      for (const [j, fact] of facts)
        for (let i = 0; i < page.rows; i += 1) look(page.cell(i, j), fact);
  return new Map([...facts].map(([j, fact]) => [j, settled(fact)]));
}

function look(value: string | number | boolean | null, fact: Facts): void {
  if (value === null) return;
  const found = pattern.exec(String(value));
  if (!found || ticksOf(String(value), 'micro') === null) {
    fact.odd = true;
    return;
  }
  if (found[8]) fact.zoned += 1;
  else fact.plain += 1;
  if ((found[7] ?? '').replace(/0+$/, '').length > 6) fact.fine = true;
  if (offsetOf(found[8]) !== 0) fact.shifted += 1;
  const year = Number(found[1]);
  if (year < nanoYears.first || year > nanoYears.last) fact.far = true;
}

function settled({ zoned, shifted, plain, fine, far, odd }: Facts): Moments | null {
  if (odd || (zoned > 0 && plain > 0) || (fine && far)) return null;
  return { unit: fine ? 'nano' : 'micro', utc: zoned > 0, shifted };
}

const indexesOf = (kinds: readonly OutKind[], kind: OutKind): number[] =>
  kinds.flatMap((k, j) => (k === kind ? [j] : []));
