import { mean } from '#lib/engine/stats.ts';
import type { TrainTarget } from '#lib/engine/table.ts';

/**
 * What scikit-learn's `score` says of an estimator: the share of right classes, the first of equal probabilities; or R²,
 * which is 0 (1 for answers that are all right) where the values do not vary.
 * @param predicted row-major rows × classes, or values
 */
export function scoreOf(
  { classes }: Pick<TrainTarget, 'classes'>,
  y: Float64Array,
  predicted: Float64Array,
): number {
  return classes === null ? explained(y, predicted) : rightShare(y, predicted, classes.length);
}

function rightShare(y: Float64Array, predicted: Float64Array, nClasses: number): number {
  let right = 0;
  for (let i = 0; i < y.length; i += 1) {
    let at = 0;
    for (let k = 1; k < nClasses; k += 1)
      if (predicted[i * nClasses + k]! > predicted[i * nClasses + at]!) at = k;
    if (at === y[i]) right += 1;
  }
  return right / y.length;
}

function explained(y: Float64Array, predicted: Float64Array): number {
  const centre = mean(y);
  let [residual, total] = [0, 0];
  for (let i = 0; i < y.length; i += 1) {
    residual += (y[i]! - predicted[i]!) ** 2;
    total += (y[i]! - centre) ** 2;
  }
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
