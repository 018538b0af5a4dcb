import type { Matrix } from '#lib/engine/matrix.ts';

/** The nearest centre of each row; the first of equally near ones. */
export function nearestCentre(centres: readonly Float64Array[], X: Matrix): Float64Array {
  const out = new Float64Array(X.rows);
  const nearest = new Float64Array(X.rows).fill(Infinity);
  const distance = new Float64Array(X.rows);
  for (const [c, centre] of centres.entries()) {
    distance.fill(0);
    for (const [j, x] of X.columns.entries()) {
      const at = centre[j]!;
      for (let i = 0; i < X.rows; i += 1) distance[i]! += (x[i]! - at) * (x[i]! - at);
    }
    for (let i = 0; i < X.rows; i += 1) {
      if (!(distance[i]! < nearest[i]!)) continue;
      nearest[i] = distance[i]!;
      out[i] = c;
    }
  }
  return out;
}
