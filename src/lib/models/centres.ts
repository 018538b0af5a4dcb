import type { Matrix } from '#lib/engine/matrix.ts';
import { count, fitting, flag, integers, list, number, record, unless } from '#lib/engine/state.ts';
import { coefficients } from './forms.ts';

/** What k-means keeps, in whichever way it came to its centres. */
export interface CentresFitted {
  /** One centre for each group, in the columns' units. */
  readonly centres: readonly Float64Array[];
  readonly labels: Int32Array;
  /** Sum of all rows' squared distances to their centres. */
  readonly inertia: number;
  /** Turns, or batches, that moved the centres. */
  readonly iterations: number;
  readonly converged: boolean;
}

export const centresForm = fitting(
  record<CentresFitted>({
    centres: list(coefficients),
    labels: integers({ least: 0 }),
    inertia: number({ least: 0 }),
    iterations: count,
    converged: flag,
  }),
  ({ centres, labels }) =>
    unless([
      centres.length > 0 && labels.every((k) => k < centres.length),
      'a group has no centre',
    ]),
);

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
