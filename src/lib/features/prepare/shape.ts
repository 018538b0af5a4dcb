import type { TracedColumn } from '#lib/recipe/run.ts';
import { count } from '#lib/ui/format.ts';

/** A number in few digits: whole ones exact, others with four; a true minus. */
export function brief(x: number | undefined): string {
  if (x === undefined || !Number.isFinite(x)) return '–';
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e6) return count(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e6))
    return x.toExponential(2).replaceAll('-', '−').replace('e+', 'e');
  return Number(x.toPrecision(4))
    .toLocaleString('en', { maximumFractionDigits: 6 })
    .replace('-', '−');
}

/** A mean that is only rounding error beside the spread reads as 0. */
export const settled = (mean: number | undefined, std: number | undefined): number | undefined =>
  mean !== undefined && std !== undefined && Math.abs(mean) < 1e-12 * std ? 0 : mean;

/** Both columns in the same bins, so that they can be laid over each other; null where they cannot. */
export function overlay(
  before: TracedColumn,
  after: TracedColumn,
): { edges: readonly number[]; before: readonly number[]; after: readonly number[] } | null {
  const [a, b] = [before.edges, after.edges];
  if (!a || !b || a.length !== b.length || a.length < 2) return null;
  const width = a.at(-1)! - a[0]! || 1;
  const same =
    Math.abs(a[0]! - b[0]!) < width * 1e-9 && Math.abs(a.at(-1)! - b.at(-1)!) < width * 1e-9;
  return same ? { edges: b, before: before.counts, after: after.counts } : null;
}

/** 2 to `most` round values within [low, high]. */
export function roundTicks(low: number, high: number, most: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** The bin that grew most, when one value took what was missing. */
export function grownBin(before: readonly number[], after: readonly number[]): number | null {
  let best = -1;
  for (let i = 0; i < after.length; i += 1) {
    const grown = after[i]! - before[i]!;
    if (grown > 0 && (best < 0 || grown > after[best]! - before[best]!)) best = i;
  }
  return best < 0 ? null : best;
}
