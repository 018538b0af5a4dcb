/**
 * How well a score ranks a target: the covariance of the target with the score's ranks, over that with its own
 * (Schechtman and Yitzhaki's Gini correlation). 1 for the same order, 0 for none; 2 · AUC − 1 for a target of 0 and 1.
 */
export class Ranking {
  readonly #y: Float64Array;
  readonly #own: number;

  /** @param y never NaN */
  constructor(y: Float64Array) {
    this.#y = y;
    this.#own = rankCovariance(y, y);
  }

  /** @param score one for each row, never NaN @returns null where the target is constant */
  gini(score: Float64Array): number | null {
    return this.#own > 0 ? rankCovariance(this.#y, score) / this.#own : null;
  }
}

/** Σ (y − mean) · (mid-rank of the score), which the ranks' mean does not change. */
function rankCovariance(y: Float64Array, score: Float64Array): number {
  const order = sortedOrder(score);
  let total = 0;
  for (const v of y) total += v;
  const centre = total / y.length;
  let sum = 0;
  for (let i = 0; i < order.length;) {
    const at = score[order[i]!]!;
    let tied = 0;
    let j = i;
    for (; j < order.length && score[order[j]!] === at; j += 1) tied += y[order[j]!]! - centre;
    sum += (tied * (i + j - 1)) / 2;
    i = j;
  }
  return sum;
}

/** Row numbers by ascending value, ties by row; what is not finite is left out. */
export function sortedOrder(values: Float64Array): Int32Array {
  const present: number[] = [];
  for (let i = 0; i < values.length; i += 1) if (Number.isFinite(values[i])) present.push(i);
  return Int32Array.from(present).sort((a, b) => values[a]! - values[b]! || a - b);
}
