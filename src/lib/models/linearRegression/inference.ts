import { studentTails } from '#lib/engine/distributions.ts';
import { dot } from '#lib/engine/linalg.ts';
import type { Least } from '#lib/engine/qr.ts';
import type { CoefficientTest, FittedSummary } from '#lib/recipe/run.ts';

/** How far the coefficients of least squares may be off, if errors are independent and equally spread. */
export interface Inference {
  /** Rows less the coefficients fitted, the intercept's included. */
  readonly degrees: number;
  /** Standard deviation of the errors: the root of the residuals' sum of squares by `degrees`. */
  readonly residual: number;
  /** Standard error of each coefficient. */
  readonly errors: Float64Array;
  /** null without an intercept. */
  readonly interceptError: number | null;
}

/** Multiply-adds between two yields. */
const breath = 3e6;

/**
 * Standard errors from the triangle R of the QR decomposition, without forming (XᵀX)⁻¹ = R⁻¹R⁻ᵀ, whose condition is the
 * square of R's (Golub & Van Loan, Matrix Computations, 5.3).
 * @param means of the columns before they were centred; null without an intercept
 * @returns null where the columns do not determine every coefficient, or no row is left over
 */
export function* inferenceOf(
  { qr, along }: Least,
  means: Float64Array | null,
  rows: number,
): Generator<number, Inference | null> {
  const { a, diagonal, order } = qr;
  const rank = diagonal.length;
  const degrees = rows - rank - (means ? 1 : 0);
  if (rank < a.length || degrees < 1) return null;
  const rest = along.subarray(rank);
  const residual = Math.sqrt(dot(rest, rest) / degrees);
  const squares = yield* rowSquares(a, diagonal);
  const errors = new Float64Array(rank);
  for (const [k, j] of order.entries()) errors[j] = residual * Math.sqrt(squares[k]!);
  const spread = means
    ? 1 / rows +
      meanSquare(
        a,
        diagonal,
        means.map((_, k) => means[order[k]!]!),
      )
    : 0;
  return { degrees, residual, errors, interceptError: means && residual * Math.sqrt(spread) };
}

/** Sum of squares of each row of R⁻¹. */
function* rowSquares(
  a: readonly Float64Array[],
  diagonal: readonly number[],
): Generator<number, Float64Array> {
  const p = diagonal.length;
  const out = new Float64Array(p);
  const u = new Float64Array(p);
  let work = 0;
  for (let k = 0; k < p; k += 1) {
    u.fill(0);
    u[k] = 1;
    for (let i = k; i >= 0; i -= 1) {
      u[i]! /= diagonal[i]!;
      const column = a[i]!;
      for (let j = 0; j < i; j += 1) u[j]! -= column[j]! * u[i]!;
      out[i]! += u[i]! * u[i]!;
    }
    work += (k * k) / 2;
    if (work < breath) continue;
    work = 0;
    yield 1;
  }
  return out;
}

/** mᵀ (RᵀR)⁻¹ m = ‖R⁻ᵀ m‖² */
function meanSquare(
  a: readonly Float64Array[],
  diagonal: readonly number[],
  means: Float64Array,
): number {
  const v = new Float64Array(means.length);
  for (const [i, m] of means.entries()) v[i] = (m - dot(a[i]!, v, 0, i)) / diagonal[i]!;
  return dot(v, v);
}

/** With t, p and the 95 % interval of each coefficient. */
export function saidOf(
  fitted: { readonly coefficients: Float64Array; readonly intercept: number },
  { degrees, residual, errors, interceptError }: Inference,
  names: readonly string[],
): NonNullable<FittedSummary['inference']> {
  const reach = reachOf(degrees);
  const test = (value: number, error: number): CoefficientTest => {
    const t = value / error;
    return {
      error,
      t,
      p: studentTails(t, degrees),
      low: value - reach * error,
      high: value + reach * error,
    };
  };
  return {
    degrees,
    residual,
    coefficients: names.map(
      (name, j) => [name, test(fitted.coefficients[j]!, errors[j]!)] as const,
    ),
    intercept: interceptError === null ? null : test(fitted.intercept, interceptError),
  };
}

/** t beyond which 5 % of Student's distribution lie, by halving: the tails fall all the way. */
function reachOf(degrees: number): number {
  let [low, high] = [0, 13];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (studentTails(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
