import type { Slice, Slices } from '#lib/recipe/diagnosis.ts';
import { studentTails } from '../distributions.ts';
import { quantiles } from '../stats.ts';
import { takeRows, type Column, type Table } from '../table.ts';
import { wilson } from '../wilson.ts';

const rowsLooked = 20_000;
const columnsLooked = 200;
const levelsLooked = 40;
const shown = 12;

/** One part's rows, and how wrong each of them is. */
export interface Errors {
  readonly table: Table;
  readonly rid: Int32Array;
  /** 0 or 1 where classes are predicted, else the absolute error. */
  readonly loss: Float64Array;
  readonly measure: Slices['measure'];
}

/**
 * The segments of single columns (levels; fifths of numbers; missing) in which rows are predicted worst. Of a large
 * part evenly taken rows are looked at. Weights play no part.
 * @returns null for fewer rows than make two segments
 */
export function worstSlices(all: Errors): Slices | null {
  const { table, rid, loss, measure } = sampled(all);
  const rows = loss.length;
  const least = Math.max(10, Math.ceil(rows * 0.02));
  if (rows < 2 * least) return null;
  const total = momentsOf(loss, Int32Array.from(loss.keys()));
  const found: { slice: Omit<Slice, 'p' | 'worst'>; index: Int32Array; p: number }[] = [];
  let looked = 0;
  for (const [column, values] of [...table.columns].slice(0, columnsLooked)) {
    for (const { index, ...segment } of segmentsOf(values, rows)) {
      if (index.length < least || index.length > rows - least) continue;
      looked += 1;
      const own = momentsOf(loss, index);
      const p = welch(own, without(total, own));
      if (own.mean > total.mean)
        found.push({
          slice: { column, ...segment, rows: index.length, ...intervalOf(own, measure) },
          index,
          p,
        });
    }
  }
  found.sort((a, b) => a.p - b.p || b.slice.error - a.slice.error);
  const worst = found.slice(0, shown).map(({ slice, index, p }) => ({
    ...slice,
    p: Math.min(1, p * looked),
    worst: [...index]
      .sort((a, b) => loss[b]! - loss[a]! || a - b)
      .slice(0, 5)
      .filter((i) => loss[i]! > 0)
      .map((i) => rid[i]!),
  }));
  return { measure, error: total.mean, rows, looked, least, worst };
}

function sampled(all: Errors): Errors {
  const every = Math.ceil(all.loss.length / rowsLooked);
  if (every <= 1) return all;
  const index = Int32Array.from(
    { length: Math.ceil(all.loss.length / every) },
    (_, i) => i * every,
  );
  return {
    ...all,
    table: takeRows(all.table, index),
    rid: index.map((i) => all.rid[i]!),
    loss: Float64Array.from(index, (i) => all.loss[i]!),
  };
}

interface Segment {
  readonly level: string | null;
  readonly range: readonly [number, number] | null;
  readonly closed: boolean;
  readonly index: Int32Array;
}

/** The segment of missing values has neither level nor range. */
function segmentsOf(column: Column, rows: number): Segment[] {
  const every = Array.from({ length: rows }, (_, i) => i);
  const taken = (is: (i: number) => boolean): Int32Array => Int32Array.from(every.filter(is));
  if (column.kind === 'category') {
    const { codes, levels } = column;
    const counts = new Int32Array(levels.length);
    for (const code of codes) if (code >= 0) counts[code]! += 1;
    const common = [...counts.keys()]
      .sort((a, b) => counts[b]! - counts[a]! || a - b)
      .slice(0, levelsLooked);
    return [
      ...common.map((code) => ({
        level: levels[code]!,
        range: null,
        closed: true,
        index: taken((i) => codes[i] === code),
      })),
      { level: null, range: null, closed: true, index: taken((i) => codes[i]! < 0) },
    ];
  }
  const { values } = column;
  const edges = [...new Set(quantiles(values, [0, 0.2, 0.4, 0.6, 0.8, 1]))];
  const ranges = edges.slice(1).map((to, k) => [edges[k]!, to] as const);
  return [
    ...ranges.map(([from, to], k) => ({
      level: null,
      range: [from, to] as const,
      closed: k === ranges.length - 1,
      index: taken(
        (i) => values[i]! >= from && (k === ranges.length - 1 ? values[i]! <= to : values[i]! < to),
      ),
    })),
    { level: null, range: null, closed: true, index: taken((i) => Number.isNaN(values[i]!)) },
  ];
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sum of squares about the mean. */
  readonly squares: number;
}

function momentsOf(loss: Float64Array, index: Int32Array): Moments {
  let sum = 0;
  for (const i of index) sum += loss[i]!;
  const mean = sum / index.length;
  let squares = 0;
  for (const i of index) squares += (loss[i]! - mean) ** 2;
  return { n: index.length, mean, squares };
}

/** The rows of the whole that are not in the part (Chan, Golub and LeVeque 1983, eq. 2.1, turned round). */
function without(whole: Moments, part: Moments): Moments {
  const n = whole.n - part.n;
  const mean = (whole.n * whole.mean - part.n * part.mean) / n;
  const between = ((part.mean - mean) ** 2 * part.n * n) / whole.n;
  return { n, mean, squares: Math.max(0, whole.squares - part.squares - between) };
}

/** Welch's t-test, two-sided: scipy's `ttest_ind(equal_var=False)`; 1 where nothing varies at all. */
function welch(a: Moments, b: Moments): number {
  const [va, vb] = [a.squares / (a.n - 1) / a.n, b.squares / (b.n - 1) / b.n];
  if (!(va + vb > 0)) return a.mean === b.mean ? 1 : 0;
  const t = (a.mean - b.mean) / Math.sqrt(va + vb);
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return studentTails(t, df);
}

/** Wilson's for shares; for means the normal one, which is fair from some ten rows. */
function intervalOf(
  { n, mean, squares }: Moments,
  measure: Slices['measure'],
): { error: number; low: number; high: number } {
  if (measure === 'wrong') return { error: mean, ...wilson(mean, n) };
  const half = 1.959963984540054 * Math.sqrt(squares / (n - 1) / n);
  return { error: mean, low: Math.max(0, mean - half), high: mean + half };
}
