import * as v from 'valibot';
import { expect, it } from 'vitest';
import { RandomState } from '#lib/engine/random.ts';
import { logisticRegressionCompute } from '#lib/models/logisticRegression/compute.ts';
import { logisticRegression } from '#lib/models/logisticRegression/spec.ts';

const rows = 500;
const wide = 700;

/** Columns of which 20 tell the class, in noise. */
function made() {
  const random = new RandomState(3);
  const draw = (): number => random.randint(0, 2001) / 1000 - 1;
  const columns = Array.from({ length: wide }, () => Float64Array.from({ length: rows }, draw));
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const score = columns.slice(0, 20).reduce((sum, x, j) => sum + (j % 2 ? 1 : -1) * x[i]!, 0);
    return score + 2 * draw() > 0 ? 1 : 0;
  });
  return { X: { rows, columns, names: columns.map((_, j) => `x${j}`) }, y };
}

it('more columns than a Hessian is factored for: all slopes end at 0, in few products with the Hessian', () => {
  const { X, y } = made();
  const params = v.parse(logisticRegression.params, {});
  const input = { X, y, task: 'binary', nClasses: 2, params, seed: 0 } as const;
  const work = logisticRegressionCompute.fit(input);
  let turns = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) turns += 1;
  const { coefficients, intercept, converged } = turn.value;
  expect(converged).toBe(true);
  const rest = Float64Array.from(y, (code, i) => {
    const score = X.columns.reduce(
      (sum, x, j) => sum + x[i]! * coefficients[0]![j]!,
      intercept[0]!,
    );
    return 1 / (1 + Math.exp(-score)) - code;
  });
  // What scikit-learn minimises, with C of 1: its slope in each weight, and in the intercept.
  const slopes = X.columns.map((x, j) =>
    x.reduce((sum, value, i) => sum + value * rest[i]!, coefficients[0]![j]!),
  );
  const level = rest.reduce((sum, r) => sum + r, 0);
  expect(Math.max(...slopes.map(Math.abs), Math.abs(level))).toBeLessThan(1e-7);
  // 218; 473 where the first steps are as exact as the last.
  expect(turns).toBeLessThan(300);
});
