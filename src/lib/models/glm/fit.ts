import { EngineError } from '#lib/recipe/errors.ts';
import { affine, dot, mean, moved, weightedMean } from '#lib/engine/linalg.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import type { Family } from './families.ts';
import { newton } from './newton.ts';
import type { Solution } from './newton.ts';

export interface GlmParams {
  readonly alpha: number;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  readonly tol: number;
}

/** Weights on the logarithm of the answer. */
export type GlmFitted = DescentFitted;

/** A generalised linear model with log link, of checked input. */
export function* fitGlm(
  { X, y, weight, params }: FitInput<GlmParams>,
  family: Family,
): Generator<Progress, GlmFitted> {
  const { alpha, fitIntercept, maxIter, tol } = params;
  const { columns, means, scales } = yield* standardised(X.columns, fitIntercept);
  const last = X.columns.length;
  const start = new Float64Array(columns.length);
  if (fitIntercept) start[last] = Math.log(weightedMean(y, weight));
  const penalty = Float64Array.from(columns, (_, j) => (j < last ? alpha / scales[j]! ** 2 : 0));
  const work = newton({ columns, y, share: shareOf(weight), penalty, family }, start, {
    maxIter,
    tol,
    steepest: (g) =>
      g.reduce(
        (most, slope, j) =>
          Math.max(
            most,
            Math.abs(j < last ? slope * scales[j]! + means[j]! * (g[last] ?? 0) : slope),
          ),
        0,
      ),
  });
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  yield { share: 1, note: `${turn.value.iterations} Newton steps` };
  return unscaled(turn.value, means, scales);
}

function shareOf(weight: Float64Array | undefined): Float64Array | null {
  if (!weight) return null;
  const total = weight.reduce((sum, w) => sum + w, 0);
  return weight.map((w) => w / total);
}

interface Standardised {
  /** Centred only beside an intercept, which comes last as a column of ones. */
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  readonly scales: Float64Array;
}

export function* standardised(
  columns: readonly Float64Array[],
  fitIntercept: boolean,
): Generator<Progress, Standardised> {
  yield { share: 0 };
  const rows = columns[0]!.length;
  const means = Float64Array.from(columns, (x) => (fitIntercept ? mean(x) : 0));
  const scales = new Float64Array(columns.length);
  const out: Float64Array[] = [];
  for (const [j, x] of columns.entries()) {
    const shifted = moved(x, means[j]!);
    scales[j] = Math.sqrt(dot(shifted, shifted) / rows) || 1;
    out.push(moved(shifted, 0, 1 / scales[j]!));
    yield { share: 0 };
  }
  if (fitIntercept) out.push(new Float64Array(rows).fill(1));
  return { columns: out, means, scales };
}

function unscaled(
  { theta, iterations, converged }: Solution,
  means: Float64Array,
  scales: Float64Array,
): GlmFitted {
  const coefficients = scales.map((s, j) => theta[j]! / s);
  const intercept = (theta[scales.length] ?? 0) - dot(coefficients, means);
  return { coefficients, intercept, iterations, converged };
}

export const predictGlm = (fitted: GlmFitted, X: Matrix): Float64Array =>
  affine(X.columns, fitted.coefficients, fitted.intercept, X.rows).map(Math.exp);

/**
 * @param least 'nonNegative': no value below 0 and one above; 'positive': all above 0
 * @throws EngineError 'column-kind' with the value in hand
 */
export function checkTarget(
  y: Float64Array,
  model: string,
  least: 'nonNegative' | 'positive',
): void {
  const positive = least === 'positive';
  const at = y.findIndex((value) => value < 0 || (positive && value === 0));
  if (at >= 0) {
    throw new EngineError({
      code: 'column-kind',
      what: `The target is ${y[at]} in training row ${at + 1}, and this model takes ${positive ? 'amounts above 0' : 'counts and amounts from 0 up'}`,
      where: { model },
      remedy: positive
        ? 'Choose Poisson regression where 0 may occur, ridge where numbers below 0 may, or drop those rows.'
        : 'Choose ridge or linear regression, which take numbers below 0, or drop those rows.',
    });
  }
  if (positive || y.some((value) => value > 0)) return;
  throw new EngineError({
    code: 'singular',
    what: `The target is 0 in all ${y.length} training rows, and its logarithm has no level`,
    where: { model },
    remedy: 'Give training a larger share, or choose another target.',
  });
}

export const explainGlm = (fitted: GlmFitted, names: readonly string[]): FittedSummary => ({
  ...explainDescent(fitted, names),
  link: 'log',
});
