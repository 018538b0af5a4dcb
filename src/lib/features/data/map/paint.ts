import { amount } from '#lib/features/charts/words.ts';
import type { MapColumn, MapResult } from '#lib/recipe/rowsMap.ts';

/** One entry of the legend: a token of the palette and what it stands for. */
export interface Tint {
  readonly token: string;
  readonly words: string;
  readonly rows: number;
}

/** Colours of the points: for each the index of its tint. */
export interface Paint {
  readonly tints: readonly Tint[];
  readonly of: Uint8Array;
}

/** Groups of a run by the row of the file. */
export interface Groups {
  readonly name: string;
  readonly labels: ReadonlyMap<number, number>;
}

/** Number columns with no more different values than this are coloured like categories. */
const fewValues = 8;
const classTokens = Array.from({ length: 7 }, (_, k) => `--data-${k + 1}`);
const mute = '--data-mute';

export function paintBy(column: MapColumn | null, rows: number): Paint {
  if (column === null)
    return { tints: [{ token: '--data-1', words: 'All rows', rows }], of: new Uint8Array(rows) };
  if (column.kind === 'category') return byClass(column.codes, (code) => column.levels[code] ?? '');
  const distinct = new Set<number>();
  for (const x of column.values) {
    if (!Number.isNaN(x)) distinct.add(x);
    if (distinct.size > fewValues) return bySize(column.values);
  }
  const values = [...distinct].sort((a, b) => a - b);
  const place = new Map(values.map((x, k) => [x, k]));
  const codes = Int32Array.from(column.values, (x) => place.get(x) ?? -1);
  return byClass(codes, (code) => amount(values[code]!), values.length);
}

export function paintByGroup({ rid }: MapResult, { labels }: Groups): Paint {
  const codes = Int32Array.from(rid, (row) => labels.get(row) ?? -1);
  const most = codes.reduce((top, code) => Math.max(top, code), 0);
  return byClass(codes, (code) => `Group ${code + 1}`, most + 1, 'In no group');
}

/** The most frequent classes have a colour each; the rest share one. In order of value where `ordered` says how many. */

function byClass(
  codes: Int32Array,
  words: (code: number) => string,
  ordered?: number,
  none = 'Missing',
): Paint {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const missing = counts.get(-1) ?? 0;
  counts.delete(-1);
  const byRows = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const kept = byRows.slice(0, classTokens.length);
  if (ordered !== undefined) kept.sort((a, b) => a[0] - b[0]);
  const tints: Tint[] = kept.map(([code, rows], k) => ({
    token: classTokens[k]!,
    words: words(code),
    rows,
  }));
  const place = new Map(kept.map(([code], k) => [code, k]));
  const others = byRows.slice(classTokens.length).reduce((sum, [, rows]) => sum + rows, 0);
  const other = tints.length;
  if (others > 0) tints.push({ token: '--data-8', words: 'Other', rows: others });
  const gone = tints.length;
  if (missing > 0) tints.push({ token: mute, words: none, rows: missing });
  return {
    tints,
    of: Uint8Array.from(codes, (code) => (code < 0 ? gone : (place.get(code) ?? other))),
  };
}

/** Six sizes from low to high, each with about as many rows. */
function bySize(values: Float64Array): Paint {
  const present = values.filter((x) => !Number.isNaN(x)).sort();
  const edges = Array.from(
    { length: 5 },
    (_, k) => present[Math.floor((present.length * (k + 1)) / 6)]!,
  );
  const cuts = [...new Set(edges)];
  const of = Uint8Array.from(values, (x) =>
    Number.isNaN(x) ? cuts.length + 1 : cuts.filter((cut) => x >= cut).length,
  );
  const rows = Array.from({ length: cuts.length + 2 }, (_, k) => of.filter((t) => t === k).length);
  const ends = [present[0]!, ...cuts, present[present.length - 1]!];
  const tints: Tint[] = Array.from({ length: cuts.length + 1 }, (_, k) => ({
    token: `--seq-${k + 2}`,
    words: `${amount(ends[k]!)} to ${amount(ends[k + 1]!)}`,
    rows: rows[k]!,
  }));
  const missing = rows[cuts.length + 1]!;
  return {
    tints: missing > 0 ? [...tints, { token: mute, words: 'Missing', rows: missing }] : tints,
    of,
  };
}

/** A cell as it is read beside the map. */
export function cellAt(column: MapColumn, i: number): string {
  if (column.kind === 'category') return column.levels[column.codes[i]!] ?? '';
  const x = column.values[i]!;
  if (Number.isNaN(x)) return '';
  // A year or a code of an account is read as it stands, without marks between thousands.
  return Number.isInteger(x) && Math.abs(x) < 1e15 ? String(x) : amount(x);
}
