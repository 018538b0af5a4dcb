import { EngineError } from '#lib/recipe/errors.ts';

/** How a column is cut: numbers by ascending cuts (a value up to a cut is below it), categories by ascending values. */
export interface Axis {
  readonly kind: 'cuts' | 'levels';
  readonly at: Float64Array;
}

/** Places of a term's table along an axis: 0 is a missing value. */
export const sizeOf = ({ kind, at }: Axis): number => at.length + (kind === 'cuts' ? 2 : 1);

/** The place of a value; −1 for a category that no training row had. */
export function placeOf({ kind, at }: Axis, x: number): number {
  if (Number.isNaN(x)) return 0;
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < x) low = middle + 1;
    else high = middle;
  }
  if (kind === 'cuts') return low + 1;
  return at[low] === x ? low + 1 : -1;
}

/** Cuts between neighbouring values where these are few, else between quantiles: at most `most` bins. */
export function cutsOf(x: Float64Array, most: number): Axis {
  const sorted = x.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= most) return { kind: 'cuts', at: between(distinct) };
  const cuts: number[] = [];
  for (let k = 1; k < most; k += 1) {
    const at = Math.floor((k * n) / most);
    const upper = sorted[at]!;
    let below = at - 1;
    while (below >= 0 && sorted[below] === upper) below -= 1;
    if (below < 0) continue;
    const cut = middleOf(sorted[below]!, upper);
    if (cuts.length === 0 || cut > cuts.at(-1)!) cuts.push(cut);
  }
  return { kind: 'cuts', at: Float64Array.from(cuts) };
}

const between = (distinct: Float64Array): Float64Array =>
  Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
    middleOf(distinct[i]!, distinct[i + 1]!),
  );

/** Halves first, so that no sum overflows; never the upper value itself. */
function middleOf(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= upper ? lower : middle;
}

/** @throws EngineError 'params-invalid' for more categories than bins */
export function levelsOf(x: Float64Array, most: number, column: string): Axis {
  const levels = new Set<number>();
  for (const value of x) if (!Number.isNaN(value)) levels.add(value + 0);
  if (levels.size <= most) return { kind: 'levels', at: Float64Array.from(levels).sort() };
  throw new EngineError({
    code: 'params-invalid',
    what: `“${column}” has ${levels.size} categories, and at most ${most} have a bin`,
    where: { model: 'explainableBoosting', column },
    remedy: 'Raise the most bins, or group rare categories.',
  });
}

/** Every so many-th cut, so that at most `most` bins are left; categories stay as they are. */
export function coarser(axis: Axis, most: number): Axis {
  if (axis.kind === 'levels' || axis.at.length < most) return axis;
  const every = (axis.at.length + 1) / most;
  const kept = Array.from(
    { length: most - 1 },
    (_, k) => axis.at[Math.floor((k + 1) * every) - 1]!,
  );
  return { kind: 'cuts', at: Float64Array.from(new Set(kept)) };
}

/** Cells of a term's table, row by row; −1 where a category is unknown. */
export function cellsOf(
  axes: readonly Axis[],
  columns: readonly Float64Array[],
  rows: number,
): Int32Array {
  const cells = new Int32Array(rows);
  for (const [a, axis] of axes.entries()) {
    const size = sizeOf(axis);
    const x = columns[a]!;
    for (let i = 0; i < rows; i += 1) {
      const place = placeOf(axis, x[i]!);
      cells[i] = place < 0 || cells[i]! < 0 ? -1 : cells[i]! * size + place;
    }
  }
  return cells;
}
