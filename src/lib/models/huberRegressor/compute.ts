import { affine, product, dot, weightedMean } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { number, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import { standardised } from '../glm/fit.ts';
import { huberNewton } from './newton.ts';
import type { HuberRegressorSpec } from './spec.ts';
import { descent } from '../forms.ts';

export interface HuberFitted extends DescentFitted {
  /** The spread of the errors that was fitted beside: from `epsilon` times it on, a row is an outlier. */
  readonly scale: number;
}

export const huberRegressorCompute = defineModelCompute<HuberRegressorSpec>()<HuberFitted>({
  state: { version: 1, form: record({ ...descent, scale: number() }) },
  takesWeights: true,
  fit,
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});

type Input = FitInput<ParamsOf<HuberRegressorSpec>>;

function* fit(input: Input): Generator<Progress, HuberFitted> {
  checkInput(input, 'huberRegressor');
  const { X, y, params } = input;
  const { epsilon, alpha, fitIntercept, maxIter, tol } = params;
  // The same problem in well-conditioned columns and an answer of spread 1: the penalty is rescaled.
  const { columns, means, scales } = yield* standardised(X.columns, fitIntercept);
  const weight = input.weight ?? new Float64Array(y.length).fill(1);
  const total = weight.reduce((sum, w) => sum + w, 0);
  const level = fitIntercept ? weightedMean(y, input.weight) : 0;
  const off = y.map((value) => value - level);
  const unit = Math.sqrt(dot(product(weight, off), off) / total) || 1;
  const p = X.columns.length;
  const penalty = Float64Array.from(columns, (_, j) =>
    j < p ? (2 * alpha * unit) / scales[j]! ** 2 : 0,
  );
  const work = huberNewton(
    { columns, y: off.map((value) => value / unit), weight, total, penalty, epsilon },
    { maxIter, tol, sizes: scales },
  );
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  const { theta, sigma, iterations, converged } = turn.value;
  yield { share: 1, note: `${iterations} Newton steps` };
  const coefficients = Float64Array.from({ length: p }, (_, j) => (unit * theta[j]!) / scales[j]!);
  const shift = coefficients.reduce((sum, w, j) => sum + w * means[j]!, 0);
  const intercept = fitIntercept ? level + unit * theta[p]! - shift : 0;
  return { coefficients, intercept, scale: unit * sigma, iterations, converged };
}
