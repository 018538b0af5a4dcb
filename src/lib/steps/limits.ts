import { meanAndDeviation, quantiles } from '#lib/engine/stats.ts';
import { missingIn, type NumberColumn } from '#lib/engine/table.ts';
import { nothingToLearn } from './cells.ts';

/** What lies outside is far from the training rows' numbers. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * Tukey's fences (1977), or standard scores with the population's deviation; null where the quartiles or all numbers are
 * the same, and nothing is far.
 */
export function limitsOf(
  c: NumberColumn,
  column: string,
  {
    method,
    fold,
    step,
  }: { readonly method: 'iqr' | 'zscore'; readonly fold: number; readonly step: string },
): Limits | null {
  if (missingIn(c) === c.values.length)
    throw nothingToLearn(step, column, c.values.length, 'Drop this column, or impute it first.');
  if (method === 'zscore') {
    const { mean, deviation } = meanAndDeviation(c.values);
    const [least, most] = quantiles(c.values, [0, 1]) as [number, number];
    const reach = fold * deviation;
    return most > least ? { low: mean - reach, high: mean + reach } : null;
  }
  const [low, high] = quantiles(c.values, [0.25, 0.75]) as [number, number];
  const reach = fold * (high - low);
  return high > low ? { low: low - reach, high: high + reach } : null;
}

/** A missing number is not far. */
export const isFar = (x: number, limits: Limits | null): boolean =>
  limits !== null && (x < limits.low || x > limits.high);
