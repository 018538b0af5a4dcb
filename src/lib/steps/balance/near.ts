import { EngineError } from '#lib/recipe/errors.ts';

/** Comparisons of two numbers that take about three seconds; the thread says nothing meanwhile. */
const mostComparisons = 1e9;

/**
 * For each row of `of` the k nearest rows among `rows`, itself left out, by Euclidean distance; of equal distances the
 * first row.
 * @param columns all rows, column by column, finite
 * @throws EngineError 'too-few-rows' where there are not k others, 'size-limit' where it would take too long
 */
export function nearestRows(
  columns: readonly Float64Array[],
  of: Int32Array,
  rows: Int32Array,
  { k, step }: { readonly k: number; readonly step: string },
): Int32Array[] {
  if (rows.length <= k)
    throw new EngineError({
      code: 'too-few-rows',
      what: `A class has ${rows.length} training rows, and ${k} neighbours of each are asked for`,
      where: { step },
      remedy: `Ask for ${Math.max(1, rows.length - 1)} or fewer, or repeat rows instead.`,
    });
  if (of.length * rows.length * columns.length > mostComparisons)
    throw new EngineError({
      code: 'size-limit',
      what: `${of.length} rows would be compared with ${rows.length} over ${columns.length} columns`,
      where: { step },
      remedy:
        'Sample the rows first, use class weights of the model, or repeat or leave out rows at random.',
    });
  const distances = new Float64Array(rows.length);
  return Array.from(of, (i) => {
    distances.fill(0);
    for (const x of columns) {
      const own = x[i]!;
      for (let j = 0; j < rows.length; j += 1) {
        const d = x[rows[j]!]! - own;
        distances[j]! += d * d;
      }
    }
    return nearest(distances, rows, i, k);
  });
}

/** Places of the k least distances, ascending, by insertion: k is small. */
function nearest(distances: Float64Array, rows: Int32Array, self: number, k: number): Int32Array {
  const best = new Float64Array(k).fill(Infinity);
  const found = new Int32Array(k).fill(-1);
  for (let j = 0; j < rows.length; j += 1) {
    if (rows[j] === self || distances[j]! >= best[k - 1]!) continue;
    let at = k - 1;
    for (; at > 0 && best[at - 1]! > distances[j]!; at -= 1) {
      best[at] = best[at - 1]!;
      found[at] = found[at - 1]!;
    }
    best[at] = distances[j]!;
    found[at] = rows[j]!;
  }
  return found;
}
