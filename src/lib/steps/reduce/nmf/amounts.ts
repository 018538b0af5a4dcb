import { cholesky, choleskySolve } from '#lib/engine/linalg.ts';
import { driveSync } from '#lib/engine/drive.ts';

/**
 * The x ≥ 0 with the least |H' x − row|² (Lawson & Hanson 1974, chapter 23), from H H' and H row.
 * @param gram row-major k × k
 */
export function amountsOf(gram: Float64Array, aim: Float64Array): Float64Array {
  const k = aim.length;
  const x = new Float64Array(k);
  if (aim.some((b) => Number.isNaN(b))) return x.fill(NaN);
  const least = 1e-12 * aim.reduce((most, b) => Math.max(most, Math.abs(b)), 0);
  const free = new Set<number>();
  for (let turn = 0; turn < 3 * k + 10; turn += 1) {
    const next = steepest(gram, aim, x, free);
    if (next === null || next.slope <= least) break;
    free.add(next.at);
    if (!settle(gram, aim, x, free)) free.delete(next.at);
  }
  return x;
}

/** The number at 0 that would rise most. */

function steepest(
  gram: Float64Array,
  aim: Float64Array,
  x: Float64Array,
  free: ReadonlySet<number>,
): { readonly at: number; readonly slope: number } | null {
  const k = aim.length;
  let best: { at: number; slope: number } | null = null;
  for (let i = 0; i < k; i += 1) {
    if (free.has(i)) continue;
    let slope = aim[i]!;
    for (let j = 0; j < k; j += 1) slope -= gram[i * k + j]! * x[j]!;
    if (best === null || slope > best.slope) best = { at: i, slope };
  }
  return best;
}

/** Least squares over the free numbers; those that would fall below 0 are held there. @returns false where they repeat each other */

function settle(
  gram: Float64Array,
  aim: Float64Array,
  x: Float64Array,
  free: Set<number>,
): boolean {
  for (;;) {
    const list = [...free].sort((a, b) => a - b);
    const solved = solvedFor(gram, aim, list);
    if (!solved) return false;
    // How far each may go towards its solution before it is 0.
    const reach = list.map((i, m) => (solved[m]! > 0 ? Infinity : x[i]! / (x[i]! - solved[m]!)));
    const share = Math.min(1, ...reach);
    for (const [m, i] of list.entries()) {
      x[i] = share === 1 ? solved[m]! : x[i]! + share * (solved[m]! - x[i]!);
      if (reach[m]! > share) continue;
      x[i] = 0;
      free.delete(i);
    }
    if (free.size === list.length || free.size === 0) return true;
  }
}

function solvedFor(
  gram: Float64Array,
  aim: Float64Array,
  list: readonly number[],
): Float64Array | null {
  const k = aim.length;
  const m = list.length;
  const own = Float64Array.from(
    { length: m * m },
    (_, at) => gram[list[Math.floor(at / m)]! * k + list[at % m]!]!,
  );
  if (!driveSync(cholesky(own, m))) return null;
  return choleskySolve(
    own,
    m,
    Float64Array.from(list, (i) => aim[i]!),
  );
}
