import { affine, centred, dot, moved, product, weightedMean } from '#lib/engine/linalg.ts';
import { leastSquares } from '#lib/engine/qr.ts';
import type { Least } from '#lib/engine/qr.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import { doubles, number, orNull, perFeature, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { inferenceOf, saidOf } from './inference.ts';
import type { Inference } from './inference.ts';
import { rankTolerance } from './spec.ts';
import type { LinearRegressionSpec } from './spec.ts';
import { linear } from '../forms.ts';

/** Also ridge's: one coefficient for each matrix column, and the value where all are zero. */
export interface LinearFitted {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Ordinary least squares also knows how sure its coefficients are. */
export interface OrdinaryFitted extends LinearFitted {
  readonly inference: Inference | null;
}

const ordinaryForm = record<OrdinaryFitted>({
  ...linear,
  inference: orNull(
    record<Inference>({
      degrees: number(),
      residual: number(),
      errors: doubles({ length: perFeature, infinite: true }),
      interceptError: orNull(number({ infinite: true })),
    }),
  ),
});

export const linearRegressionCompute = defineModelCompute<LinearRegressionSpec>()<OrdinaryFitted>({
  state: { version: 1, form: ordinaryForm },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'linearRegression');
    const { X, weight } = input;
    const { fitIntercept } = input.params;
    let inference: Inference | null = null;
    const fitted = yield* fitLinear(input, function* (columns, target, means) {
      const { least, sizes } = yield* determined(columns, target);
      // What a weight says of the errors is not known: rows may be repeated, or measured better.
      if (weight) return least.coefficients.map((c, j) => c / sizes[j]!);
      const centre = fitIntercept ? means.map((m, j) => m / sizes[j]!) : null;
      const found = yield* inferenceOf(least, centre, X.rows);
      inference = found && { ...found, errors: found.errors.map((e, j) => e / sizes[j]!) };
      return least.coefficients.map((c, j) => c / sizes[j]!);
    });
    return { ...fitted, inference };
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: (fitted, names) => ({
    ...explainLinear(fitted, names),
    ...(fitted.inference ? { inference: saidOf(fitted, fitted.inference, names) } : {}),
  }),
});

/**
 * Least squares, in columns of length 1 where those given do not seem to determine the coefficients and these do: units
 * far apart, or powers of a column, then hide no direction. `sizes` are what the columns were divided by.
 */
function* determined(
  columns: readonly Float64Array[],
  y: Float64Array,
): Generator<number, { least: Least; sizes: Float64Array }> {
  const least = yield* leastSquares(columns, y, rankTolerance);
  const sizes = new Float64Array(columns.length).fill(1);
  if (least.qr.diagonal.length === columns.length || columns.length > y.length)
    return { least, sizes };
  const lengths = Float64Array.from(columns, (x) => Math.sqrt(dot(x, x)) || 1);
  const even = columns.map((x, j) => moved(x, 0, 1 / lengths[j]!));
  const again = yield* leastSquares(even, y, rankTolerance);
  return again.qr.diagonal.length === columns.length
    ? { least: again, sizes: lengths }
    : { least, sizes };
}

export function* minimumNorm(
  columns: readonly Float64Array[],
  y: Float64Array,
): Generator<number, Float64Array> {
  return (yield* leastSquares(columns, y, rankTolerance)).coefficients;
}

/** @param means of the columns before they were centred; zeros where they were not */
type Solver = (
  columns: readonly Float64Array[],
  y: Float64Array,
  means: Float64Array,
) => Generator<number, Float64Array>;

interface Rows {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

/** Rows times the root of what they count: their squares then count as they should. */
export function counting({ columns, y }: Rows, weight: Float64Array | undefined): Rows {
  if (!weight) return { columns, y };
  const roots = weight.map(Math.sqrt);
  return { columns: columns.map((x) => product(x, roots)), y: product(y, roots) };
}

/** Solves on centred data, so that the intercept is neither shrunk nor part of the norm. */
export function* fitLinear(
  { X: { columns }, y, weight, params: { fitIntercept } }: FitInput<{ fitIntercept: boolean }>,
  solver: Solver,
): Generator<Progress, LinearFitted> {
  yield { share: 0 };
  const at = fitIntercept
    ? yield* reported(centred(columns, weight))
    : { columns, means: new Float64Array(columns.length) };
  const level = fitIntercept ? weightedMean(y, weight) : 0;
  const rows = counting({ columns: at.columns, y: moved(y, level) }, weight);
  const coefficients = yield* reported(solver(rows.columns, rows.y, at.means));
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
