import { evidence } from '#lib/engine/evidence.ts';
import { affine, centred, dot, moved, product, weightedMean } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { counting } from '../linearRegression/compute.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import { within } from '../spectrum/moments.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { BayesianRidgeSpec } from './spec.ts';
import { descent } from '../forms.ts';

export const bayesianRidgeCompute = defineModelCompute<BayesianRidgeSpec>()<DescentFitted>({
  state: { version: 1, form: record(descent) },
  takesWeights: true,
  fit,
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});

type Input = FitInput<ParamsOf<BayesianRidgeSpec>>;

function* fit(input: Input): Generator<Progress, DescentFitted> {
  checkInput(input, 'bayesianRidge');
  const { X, y, weight, params } = input;
  yield { share: 0 };
  const at = params.fitIntercept
    ? yield* within(centred(X.columns, weight), [0, 0.05])
    : { columns: X.columns, means: new Float64Array(X.columns.length) };
  const level = params.fitIntercept ? weightedMean(y, weight) : 0;
  const rows = counting({ columns: at.columns, y: moved(y, level) }, weight);
  const spectrum = yield* within(spectrumOf(rows.columns), [0.05, 0.6]);
  const found = yield* evidence({ ...rows, ...spreadOf(y, weight) }, spectrum, params);
  yield { share: 1, note: `${found.iterations} iterations` };
  const shift = dot(found.coefficients, at.means);
  return { ...found, intercept: level - shift };
}

/** What the rows count together, and the variance of the target. */
function spreadOf(
  y: Float64Array,
  weight: Float64Array | undefined,
): { readonly total: number; readonly variance: number } {
  const rest = moved(y, weightedMean(y, weight));
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : y.length;
  const squares = product(rest, rest);
  return { total, variance: (weight ? dot(squares, weight) : dot(rest, rest)) / total };
}
