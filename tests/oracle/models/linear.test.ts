import { describe, expect, it } from 'vitest';
import { exp, log } from '#lib/engine/elementary.ts';
import type { HuberFitted } from '#lib/models/huberRegressor/compute.ts';
import { lossOf } from '#lib/models/quantileRegressor/vertex.ts';
import type { NetFitted } from '#lib/models/descent/fit.ts';
import { cases, computeOf, gap, matrixOf, nameOf, outcomeOf, tableOfCase } from './answers.ts';
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

/** Standard errors of scikit-learn's mean over 30 orders of the rows, and of ours over 10, with something for a draw. */
const apart = (spread: number): number => 4 * spread * Math.sqrt(1 / 30 + 1 / 10) + 0.002;

describe('gradient descent is as good as scikit-learn’s, over orders of the rows', () => {
  it.each(named((c) => c.model.startsWith('sgd')))('%s', (_, c) => {
    const { X, y, task } = tableOfCase(c);
    const scores = Array.from({ length: 10 }, (_seed, seed) => {
      const { fitted } = outcomeOf(c, seed);
      const answers = computeOf(c.model).predict(fitted, matrixOf(X));
      return task === 'regression' ? r2(answers, y) : accuracy(answers, y);
    });
    const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
    expect(Math.abs(mean - c.score!)).toBeLessThan(apart(c.spread!));
  });
});

describe('exponential and logarithm from plain operations', () => {
  it('are right to 2 units in the last place', () => {
    for (let i = -2000; i <= 2000; i += 1) {
      const x = (i * Math.SQRT2) / 7 + i / 1000;
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
      const y = Math.exp(x / 3);
      expect(Math.abs(log(y) - Math.log(y))).toBeLessThanOrEqual(
        5e-16 * Math.max(1, Math.abs(Math.log(y))),
      );
    }
  });
});

function accuracy(answers: Float64Array, y: readonly number[]): number {
  const width = answers.length / y.length;
  const right = y.filter((code, i) => {
    const row = [...answers.subarray(i * width, (i + 1) * width)];
    return row.indexOf(Math.max(...row)) === code;
  });
  return right.length / y.length;
}

function r2(answers: Float64Array, y: readonly number[]): number {
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  const rest = y.reduce((sum, v, i) => sum + (v - answers[i]!) ** 2, 0);
  return 1 - rest / y.reduce((sum, v) => sum + (v - mean) ** 2, 0);
}

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
