import { dot } from '#lib/engine/linalg.ts';
import type { Lassoed } from './descent.ts';

export interface Gap {
  /** How far above the lowest the loss can be at most, unless rounding hides it. */
  readonly gap: number;
  /** Xᵀ(y − Xw) − l2 w */
  readonly slopes: Float64Array;
  /** Largest size of a slope; largest slope where weights are held positive. */
  readonly steepest: number;
}

/** The duality gap as scikit-learn takes it: formulation A of Fercoq et al. 2015, and B of Dünner et al. 2016 at l1 = 0. */
export function gapOf(
  { columns, y, l1, l2, positive }: Lassoed,
  w: Float64Array,
  rest: Float64Array,
): Gap {
  const squares = dot(rest, rest);
  const bent = l2 * dot(w, w);
  const along = dot(rest, y);
  if (l1 === 0) {
    const slopes = Float64Array.from(columns, (x) => dot(x, rest));
    const gap = squares + 0.5 * bent - along + dot(slopes, slopes) / (2 * l2);
    return { gap, slopes, steepest: 0 };
  }
  const slopes = Float64Array.from(columns, (x, j) => dot(x, rest) - l2 * w[j]!);
  const steepest = slopes.reduce(
    (most, s) => Math.max(most, positive ? s : Math.abs(s)),
    positive ? -Infinity : 0,
  );
  const weights = w.reduce((sum, value) => sum + Math.abs(value), 0);
  const scale = steepest > l1 ? l1 / steepest : 1;
  const primal = 0.5 * (squares + bent) + l1 * weights;
  const dual = -0.5 * scale ** 2 * (squares + bent) + scale * along;
  return { gap: primal - dual, slopes, steepest };
}
