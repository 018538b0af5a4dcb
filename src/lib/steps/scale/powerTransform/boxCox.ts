import { expm1, log } from '#lib/engine/elementary.ts';
import { meanAndDeviation, sum } from '#lib/engine/stats.ts';
import { lowest } from './yeoJohnson.ts';

/** Box and Cox 1964, eq. 1, of a number above 0. */
export const boxCox = (x: number, lambda: number): number =>
  lambda === 0 ? log(x) : expm1(lambda * log(x)) / lambda;

/** Powers that are searched between; a better one beyond would need columns that hardly vary. */
const farthest = 30;

/**
 * The power of the greatest likelihood, as scipy.stats.boxcox finds it, to 1.48e-8.
 * @param x finite values above 0, not all the same
 */
export function bestBoxCox(x: Float64Array): number {
  const logs = x.map(log);
  const middle = sum(logs) / x.length;
  const apart = logs.map((v) => v - middle);
  const likelihood = (lambda: number): number => {
    // x^λ is e^(λ · middle) times powers near 1, whose deviation keeps its digits.
    const near = apart.map((v) => (lambda === 0 ? v : expm1(lambda * v) / lambda));
    const deviation = log(meanAndDeviation(near).deviation) + lambda * middle;
    const found = x.length * ((lambda - 1) * middle - deviation);
    return Number.isFinite(found) ? found : -Infinity;
  };
  return lowest((lambda) => -likelihood(lambda), -farthest, farthest);
}
