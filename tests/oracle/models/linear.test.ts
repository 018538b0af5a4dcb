import { describe, expect, it } from 'vitest';
import type { HuberFitted } from '#lib/models/huberRegressor/compute.ts';
import { lossOf } from '#lib/models/quantileRegressor/vertex.ts';
import type { NetFitted } from '#lib/models/descent/fit.ts';
import { cases, gap, nameOf, outcomeOf, tableOfCase } from './answers.ts';
import type { Case, Outcome } from './answers.ts';

const named = (kept: (c: Case) => unknown): (readonly [string, Case])[] =>
  cases.filter(kept).map((c) => [nameOf(c), c] as const);
const coefficientsOf = ({ summary }: Outcome): number[] =>
  summary.coefficients![0]!.map(([, value]) => value);

describe('least squares says how sure it is, as the closed form with scipy does', () => {
  it.each(named((c) => c.inference))('%s', (_, c) => {
    const { inference } = outcomeOf(c).summary;
    const { degrees, ...theirs } = c.inference!;
    const all = [
      ...(inference!.intercept ? [inference!.intercept] : []),
      ...inference!.coefficients.map(([, test]) => test),
    ];
    expect(inference!.degrees).toBe(degrees);
    for (const [key, values] of Object.entries(theirs))
      expect(
        gap(
          all.map((test) => test[key as keyof typeof test]),
          values,
        ),
        key,
      ).toBeLessThan(1e-9);
    // Small p values by their own size.
    for (const [i, { p }] of all.entries()) expect(p / theirs.p[i]!).toBeCloseTo(1, 6);
  });
});

describe('the path of coefficients is scikit-learn’s', () => {
  it.each(named((c) => c.path))('%s', (_, c) => {
    const { path } = outcomeOf(c).fitted as NetFitted;
    const p = tableOfCase(c).X.length;
    const drawn = [0, 13, 26, 39];
    expect(
      gap(
        drawn.map((i) => path!.alphas[i]!),
        c.path!.alphas,
      ),
    ).toBeLessThan(1e-9);
    const ours = drawn.flatMap((i) => [...path!.weights.subarray(i * p, (i + 1) * p)]);
    expect(gap(ours, c.path!.coefficients.flat())).toBeLessThan(1e-6);
  });
});

/** scikit-learn's L-BFGS-B ends where the loss falls by less than 2e-9 of itself, whatever its `tol`. */
const closeHuber = 1e-3;

describe('Huber regression is at or below the loss that scikit-learn comes to, and near its weights', () => {
  it.each(named((c) => c.model === 'huberRegressor'))('%s', (_, c) => {
    const found = outcomeOf(c);
    const { coefficients, intercept, scale } = found.fitted as HuberFitted;
    const theirs = huberLoss(c, c.coefficients![0]!, c.intercept![0]!, c.scale!);
    expect(huberLoss(c, [...coefficients], intercept, scale)).toBeLessThanOrEqual(
      theirs * (1 + 1e-13),
    );
    expect(gap(coefficientsOf(found), c.coefficients!.flat())).toBeLessThan(closeHuber);
    expect(scale / c.scale!).toBeCloseTo(1, 4);
  });
});

describe('quantile regression reaches the optimum of scikit-learn’s linear program', () => {
  it.each(named((c) => c.model === 'quantileRegressor'))('%s', (_, c) => {
    const { X, y } = tableOfCase(c);
    const { fitted } = outcomeOf(c);
    const { coefficients, intercept } = fitted as HuberFitted;
    const columns = [...X.map((x) => Float64Array.from(x)), new Float64Array(y.length).fill(1)];
    const { quantile, alpha } = c.params as { quantile: number; alpha: number };
    const program = { columns, y: Float64Array.from(y), quantile };
    const held = coefficients.reduce((sum, w) => sum + Math.abs(w), 0);
    const loss =
      lossOf(program, Float64Array.from([...coefficients, intercept])) + y.length * alpha * held;
    expect(loss / c.loss!).toBeCloseTo(1, 10);
  });
});

// eslint-disable-next-line max-params -- what the loss is about
function huberLoss(c: Case, w: readonly number[], intercept: number, sigma: number): number {
  const { X, y } = tableOfCase(c);
  const { epsilon, alpha } = c.params as { epsilon: number; alpha: number };
  let loss = alpha * w.reduce((sum, value) => sum + value * value, 0);
  for (const [i, answer] of y.entries()) {
    const r = w.reduce((rest, value, j) => rest - value * X[j]![i]!, answer - intercept);
    const z = Math.abs(r) / sigma;
    loss += sigma + sigma * (z <= epsilon ? z * z : 2 * epsilon * z - epsilon * epsilon);
  }
  return loss;
}
