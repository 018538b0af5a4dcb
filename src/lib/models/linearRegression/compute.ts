import { affine, centred, leastSquares, mean, moved } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FittedSummary, Progress } from '#lib/engine/model.ts';
import { checkInput } from '../check.ts';
import { rankTolerance } from './spec.ts';
import type { LinearRegressionSpec } from './spec.ts';

/** Also ridge's: one coefficient for each matrix column, and the value where all are zero. */
export interface LinearFitted {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

export const linearRegressionCompute = defineModelCompute<LinearRegressionSpec>()<LinearFitted>({
  *fit(input) {
    checkInput(input, 'linearRegression');
    const { X, y, params } = input;
    return yield* fitLinear(X.columns, y, params.fitIntercept, minimumNorm);
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainLinear,
});

export const minimumNorm: Solver = (columns, y) => leastSquares(columns, y, rankTolerance);

type Solver = (
  columns: readonly Float64Array[],
  y: Float64Array,
) => Generator<number, Float64Array>;

/** Solves on centred data, so that the intercept is neither shrunk nor part of the norm. */
export function* fitLinear(
  columns: readonly Float64Array[],
  y: Float64Array,
  fitIntercept: boolean,
  solver: Solver,
): Generator<Progress, LinearFitted> {
  yield { share: 0 };
  const at = fitIntercept
    ? yield* reported(centred(columns))
    : { columns, means: new Float64Array(columns.length) };
  const level = fitIntercept ? mean(y) : 0;
  const coefficients = yield* reported(solver(at.columns, moved(y, level)));
  const shift = coefficients.reduce((sum, c, j) => sum + c * at.means[j]!, 0);
  yield { share: 1 };
  return { coefficients, intercept: level - shift };
}

/** Shares as progress that never falls and leaves the last step to the caller. */
function* reported<Result>(work: Generator<number, Result>): Generator<Progress, Result> {
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) {
    share = Math.max(share, 0.99 * turn.value);
    yield { share };
  }
  return turn.value;
}

export function explainLinear(fitted: LinearFitted, names: readonly string[]): FittedSummary {
  return {
    coefficients: [names.map((name, j) => [name, fitted.coefficients[j]!] as const)],
    intercept: [fitted.intercept],
  };
}
