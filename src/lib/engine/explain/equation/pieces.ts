import type { Piece } from '#lib/recipe/equation.ts';

/** Stretches beyond which a curve is no list of lines that a person reads. */
const piecesAtMost = 300;

/** Values of a column, ascending, and what is added there. */
export interface Probed {
  readonly x: Float64Array;
  readonly f: Float64Array;
}

/** A line that the values from `from` to `to` lie on. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly slope: number;
}

/** How far two values may lie apart and still be the same. */
export const toleranceOf = (f: Float64Array): number =>
  1e-9 *
  f.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);

/**
 * The fewest stretches, from the left, on each of which the values lie on a line; null where they bend. A line that is not
 * level takes four values, so that a curve is not told as many short lines.
 */
export function runsOf({ x, f }: Probed): readonly Run[] | null {
  const tolerance = toleranceOf(f);
  const runs: Run[] = [];
  for (let from = 0; from < x.length;) {
    const run = runFrom(from, { x, f }, tolerance);
    if (!run || runs.length === piecesAtMost) return null;
    runs.push(run);
    from = run.to + 1;
  }
  return runs;
}

function runFrom(from: number, { x, f }: Probed, tolerance: number): Run | null {
  const at = (i: number): number => f[i]!;
  let to = from + 1;
  if (to >= x.length) return from === 0 ? { from, to: from, slope: 0 } : null;
  if (Math.abs(at(to) - at(from)) <= tolerance) {
    while (to + 1 < x.length && Math.abs(at(to + 1) - at(from)) <= tolerance) to += 1;
    return { from, to, slope: 0 };
  }
  for (; to + 1 < x.length; to += 1) {
    const run = x[to]! - x[from]!;
    const slope = (at(to) - at(from)) / run;
    const reach = (x[to + 1]! - x[from]!) / run;
    const line = at(from) + slope * (x[to + 1]! - x[from]!);
    if (Math.abs(at(to + 1) - line) > tolerance * (1 + reach)) break;
  }
  const slope = (at(to) - at(from)) / (x[to]! - x[from]!);
  return to - from >= 3 ? { from, to, slope } : null;
}

/** Between which two values each stretch but the last ends. */
export const gapsOf = (
  runs: readonly Run[],
  { x }: Probed,
): readonly (readonly [number, number])[] =>
  runs.slice(0, -1).map(({ to }) => [x[to]!, x[to + 1]!] as const);

/** Whether a value lies on the line of a stretch. */
export function liesOn({ from, slope }: Run, probed: Probed, x: number, value: number): boolean {
  const line = probed.f[from]! + slope * (x - probed.x[from]!);
  return Math.abs(value - line) <= 4 * toleranceOf(probed.f);
}

export const piecesOf = (
  runs: readonly Run[],
  { x, f }: Probed,
  ends: readonly number[],
): readonly Piece[] =>
  runs.map(({ from, slope }, k) => ({
    upTo: ends[k] ?? Infinity,
    base: f[from]! - slope * x[from]!,
    slope,
  }));
