import { amount } from '#lib/features/charts/words.ts';
import type { Effect } from '#lib/recipe/effects.ts';

export interface EffectPoint {
  readonly x: number | string;
  readonly y: number;
  readonly words: string;
  /** Which row's curve it belongs to; −1 for the mean. */
  readonly row: number;
}

/** What is drawn: the mean (or the local effect), curves of rows, and the chosen row's own. */
export function pointsOf(
  { grid, average, curves, rid, ale }: Effect,
  local: 'mean' | 'ale',
  curve: Float64Array | null,
): {
  readonly mean: readonly EffectPoint[];
  readonly rows: readonly EffectPoint[];
  readonly own: readonly EffectPoint[];
} {
  if (local === 'ale' && ale) {
    const mean = Array.from(ale.edges, (x, i) => ({
      x,
      y: ale.values[i]!,
      words: amount(x),
      row: -1,
    }));
    return { mean, rows: [], own: [] };
  }
  const places =
    grid.kind === 'number'
      ? Array.from(grid.values, (x) => ({ x, words: amount(x) }))
      : grid.levels.map((level) => ({ x: level ?? 'missing', words: level ?? 'missing' }));
  const n = places.length;
  const along = (values: ArrayLike<number>, row: number): EffectPoint[] =>
    places.map((place, g) => ({ ...place, y: values[g]!, row }));
  return {
    mean: along(average, -1),
    rows:
      grid.kind === 'number'
        ? Array.from(rid.keys()).flatMap((k) => along(curves.subarray(k * n, (k + 1) * n), k))
        : [],
    own: curve?.length === n ? along(curve, -2) : [],
  };
}

/** Stretches of the grid that hold no training row. */
export function emptyStretches({
  density: { edges, counts },
}: Pick<Effect, 'density'>): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  if (counts.every((n) => n === 0)) return found;
  for (const [i, n] of counts.entries()) {
    if (n > 0) continue;
    const last = found.at(-1);
    if (last?.to === edges[i]!) last.to = edges[i + 1]!;
    else found.push({ from: edges[i]!, to: edges[i + 1]! });
  }
  return found;
}
