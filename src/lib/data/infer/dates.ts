import { dateFormatParts, dateIds } from '#lib/recipe/dateFormats.ts';
import { dateReader } from '../values/dates.ts';
import { exampleOf, formatsWith, skeleton } from './dateShapes.ts';
import type { DateFindings, TableHints } from './types.ts';

/** Texts that the same formats read. */
interface Kind {
  readonly ids: readonly string[];
  /** Day and month are the same number: 03/03/2020. */
  readonly alike: boolean;
  cells: number;
  readonly samples: string[];
}

/** Dates are taken with misfits, which are listed, from this share of the present cells on. */
export const enoughDates = 0.8;

/** Formats that are digits alone: dates only in the company of others, and tried after them. */
const bare: ReadonlySet<string> = new Set(['%Y', '%Y%m%d', dateIds.excel1900]);

/** Tallies which formats read the texts of a column, until too many have none. */
export class DateTally {
  readonly kinds = new Map<string, Kind>();
  readonly rejects: string[] = [];
  cells = 0;
  misfits = 0;
  /** Formats of digits alone that would read texts which are no dates. */
  readonly doubtful = new Set<string>();
  /** Some serial number has a fraction, which is a time. */
  fractions = false;
  readonly #present: number;

  /** @param present cells that hold a text */
  constructor(present: number) {
    this.#present = present;
  }

  /** False once so many texts are no dates that the column holds none, and it is not worth saying that some are. */
  get alive(): boolean {
    if (this.misfits <= (1 - enoughDates) * this.#present) return true;
    return this.cells >= this.misfits && 2 * this.misfits <= this.#present;
  }

  add(text: string, count: number): void {
    const ids = text.length > 48 || !/[0-9]/.test(text) ? [] : idsOf(text);
    if (ids.length === 0) {
      if (/^\s*[0-9.]+\s*$/.test(text)) this.#addNumber(text);
      return this.reject(text, count);
    }
    this.cells += count;
    const alike = ids.length > 1 && dayIsMonth.test(text);
    const key = `${alike ? '=' : ''}${ids.join('\0')}`;
    let kind = this.kinds.get(key);
    if (!kind) this.kinds.set(key, (kind = { ids, alike, cells: 0, samples: [] }));
    kind.cells += count;
    if (kind.samples.length < 3) kind.samples.push(text);
    if (ids[0] === dateIds.excel1900 && text.includes('.')) this.fractions = true;
  }

  /** A number that is no likely date: formats of digits alone that would take it for one are not to be trusted here. */
  #addNumber(text: string): void {
    if (this.doubtful.size === bare.size) return;
    for (const id of bare) if (dateReader(id)(text)) this.doubtful.add(id);
  }

  reject(text: string, count: number): void {
    this.misfits += count;
    if (this.rejects.length < 20) this.rejects.push(text);
  }
}

const dayIsMonth = /^\s*0?([0-9]{1,2})[^0-9]0?\1[^0-9]/;

/** Formats under which a text names a day; years alone and serial numbers only where they are likely. */
function idsOf(text: string): readonly string[] {
  const outline = skeleton(text);
  const candidates = formatsWith(outline);
  if (candidates.length === 0) return [];
  const likely = outline === 'Y' || outline.startsWith('n') ? isLikely(outline, text) : true;
  if (!likely) return [];
  const ids: string[] = [];
  for (const id of candidates) {
    if (!dateReader(id)(text)) continue;
    ids.push(id);
    if (id === dateIds.iso) break;
  }
  return ids;
}

function isLikely(outline: string, text: string): boolean {
  const n = Number.parseInt(text.trim(), 10);
  if (outline.startsWith('n5')) return n >= 10_000 && n <= 80_000;
  const year = outline === 'Y' ? n : Number.parseInt(text.trim().slice(0, 4), 10);
  return year >= 1700 && year <= 2200;
}

type Order = 'day' | 'month' | 'year';

/** What a format of numbers alone puts first; null for other formats. */
function orderOf(id: string): Order | null {
  const { pattern } = dateFormatParts(id);
  const fields = [...pattern.matchAll(/%([dmyY])/g)].map((m) => m[1]).join('');
  if (fields === 'dmY' || fields === 'dmy') return 'day';
  if (fields === 'mdY' || fields === 'mdy') return 'month';
  return fields === 'ymd' ? 'year' : null;
}

export interface DateReading {
  readonly formats: readonly string[];
  readonly timed: boolean;
  readonly fits: number;
  readonly misfits: number;
  readonly findings: DateFindings;
  /** Formats with day and month exchanged, and the cells that they read. */
  readonly other: { readonly formats: readonly string[]; readonly fits: number } | null;
  readonly serial: boolean;
  /** Why this order of day and month; '' where there is no question. */
  readonly words: string;
}

/** What a column proves of the order of day and month; null for nothing, or for both. */
export function provenOrder(tally: DateTally): boolean | null {
  if (!tally.alive) return null;
  const { day, month } = proofs(tally);
  return day > 0 === month > 0 ? null : day > 0;
}

/** Cells that can only be read day first, only month first, or both ways as different days. */
function proofs(tally: DateTally): { day: number; month: number; both: number } {
  let [day, month, both] = [0, 0, 0];
  for (const { ids, alike, cells } of tally.kinds.values()) {
    if (alike) continue;
    const orders = new Set(ids.map(orderOf));
    if (orders.has('day') && orders.has('month')) both += cells;
    else if (orders.has('day')) day += cells;
    else if (orders.has('month')) month += cells;
  }
  return { day, month, both };
}

/** The best way to read a tally as dates; null where there are none. */
export function readDates(tally: DateTally, hints: TableHints): DateReading | null {
  if (!tally.alive || tally.cells === 0) return null;
  const kinds = trusted(tally);
  const dressed = sum(kinds.filter(({ ids }) => ids.some((id) => !bare.has(id))));
  if (10 * dressed < tally.cells) return null;
  const proof = proofs(tally);
  const { order, words, settled } = orderFor(kinds, proof, hints);
  const formats = cover(kinds, order);
  const counts = countBy(kinds, formats);
  const fits = [...counts.values()].reduce((a, c) => a + c.count, 0);
  const rejects = [...tally.rejects, ...left(kinds, formats)].slice(0, 20);
  const swapped: Order = order === 'day' ? 'month' : 'day';
  const other = proof.both > 0 ? cover(kinds, swapped) : null;
  return {
    formats,
    timed:
      formats.some((id) => /%[HI]|ISO8601/.test(id)) ||
      (tally.fractions && formats.includes(dateIds.excel1900)),
    fits,
    misfits: tally.cells + tally.misfits - fits,
    findings: {
      formats: formats.map((id) => ({ id, label: exampleOf(id), ...counts.get(id)! })),
      ambiguous: proof.both,
      share: proof.both / (tally.cells + tally.misfits),
      decision: settled && new Set(formats.map(dayPart)).size === 1 ? 'settled' : 'ask',
      rejects,
    },
    other: other && { formats: other, fits: sum(kinds.filter((k) => reads(k, other))) },
    serial: formats.includes(dateIds.excel1900),
    words,
  };
}

/** A format without its time, and whether its month is spelt out or not: how it writes days, and whether in a zone. */
const dayPart = (id: string): string => {
  const day = id.startsWith('ISO8601')
    ? '%Y-%m-%d'
    : id.replace('%B', '%b').replace(/,?[ T]%[HI].*?(?=@|$)/, '');
  return id.includes('%z') ? `${day} in a zone` : day;
};

const sum = (kinds: readonly Kind[]): number => kinds.reduce((a, k) => a + k.cells, 0);
const reads = (kind: Kind, formats: readonly string[]): boolean =>
  formats.some((id) => kind.ids.includes(id));

interface Decision {
  readonly order: Order;
  readonly words: string;
  readonly settled: boolean;
}

function orderFor(
  kinds: readonly Kind[],
  { day, month, both }: ReturnType<typeof proofs>,
  hints: TableHints,
): Decision {
  const allowed = (order: Order): number =>
    sum(kinds.filter((k) => k.ids.some((id) => (orderOf(id) ?? order) === order)));
  if (allowed('year') > Math.max(allowed('day'), allowed('month')))
    return { order: 'year', words: 'the first part is beyond 31', settled: true };
  if (day > 0 || month > 0) {
    const order = day >= month ? 'day' : 'month';
    const settled = day === 0 || month === 0;
    const most = Math.max(day, month);
    const proof = `${most} ${most === 1 ? 'cell' : 'cells'} can only be read ${order} first`;
    const against = settled ? '' : `, though ${Math.min(day, month)} only the other way`;
    return { order, settled, words: proof + against };
  }
  return both === 0 ? { order: 'day', words: '', settled: true } : unproven(kinds, hints);
}

/** Every cell could be read both ways. */
function unproven(kinds: readonly Kind[], { dayFirst, decimal }: TableHints): Decision {
  if (dayFirst !== null) {
    const order = dayFirst ? 'day' : 'month';
    return { order, words: `other columns of the table have the ${order} first`, settled: true };
  }
  const ids = kinds.flatMap((k) => k.ids).filter((id) => orderOf(id) !== null);
  if (ids.every((id) => id.includes('.')))
    return { order: 'day', words: 'dates with full stops have the day first', settled: true };
  return {
    order: decimal !== ',' && ids.some((id) => id.includes('/')) ? 'month' : 'day',
    words: 'no cell proves whether the day or the month is first',
    settled: false,
  };
}

/** Kinds without the formats that are not to be trusted. */
function trusted(tally: DateTally): readonly Kind[] {
  const kinds = [...tally.kinds.values()];
  if (tally.doubtful.size === 0) return kinds;
  return kinds.map((k) => ({ ...k, ids: k.ids.filter((id) => !tally.doubtful.has(id)) }));
}

/** Fewest formats that read all that the order allows: again and again the one that reads most of what is left. */
function cover(kinds: readonly Kind[], order: Order): readonly string[] {
  const chosen: string[] = [];
  let rest = [...kinds];
  for (;;) {
    const gains = new Map<string, number>();
    for (const { ids, cells } of rest) {
      for (const id of ids)
        if ((orderOf(id) ?? order) === order) gains.set(id, (gains.get(id) ?? 0) + cells);
    }
    const best = [...gains].reduce<[string, number] | null>(
      (a, entry) => (a === null || entry[1] > a[1] ? entry : a),
      null,
    );
    if (!best) return inOrder(chosen);
    chosen.push(best[0]);
    rest = rest.filter((k) => !k.ids.includes(best[0]));
  }
}

const inOrder = (chosen: readonly string[]): readonly string[] => [
  ...chosen.filter((id) => !bare.has(id)),
  ...[...bare].filter((id) => chosen.includes(id)),
];

function countBy(
  kinds: readonly Kind[],
  formats: readonly string[],
): Map<string, { count: number; samples: readonly string[] }> {
  const counts = new Map(formats.map((id) => [id, { count: 0, samples: [] as string[] }]));
  for (const kind of kinds) {
    const id = formats.find((f) => kind.ids.includes(f));
    if (id === undefined) continue;
    const entry = counts.get(id)!;
    entry.count += kind.cells;
    entry.samples.push(...kind.samples.slice(0, 3 - entry.samples.length));
  }
  return counts;
}

const left = (kinds: readonly Kind[], formats: readonly string[]): readonly string[] =>
  kinds.filter((k) => !reads(k, formats)).flatMap((k) => k.samples);
