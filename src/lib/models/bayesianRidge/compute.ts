import {
  addScaled,
  affine,
  centred,
  dot,
  moved,
  product,
  weightedMean,
} from '#lib/engine/linalg.ts';
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
import type { Spectrum } from '#lib/engine/svd.ts';
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

interface Rows {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Rows, or what they count together. */
  readonly total: number;
  /** Of the target. */
  readonly variance: number;
}

function spreadOf(
  y: Float64Array,
  weight: Float64Array | undefined,
): Pick<Rows, 'total' | 'variance'> {
  const rest = moved(y, weightedMean(y, weight));
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : y.length;
  const squares = product(rest, rest);
  return { total, variance: (weight ? dot(squares, weight) : dot(rest, rest)) / total };
}

type Found = Pick<DescentFitted, 'coefficients' | 'iterations' | 'converged'>;

/** MacKay's updates of the noise's precision α and the weights' precision λ (1992), as scikit-learn takes them. */
function* evidence(
  { columns, y, total, variance }: Rows,
  spectrum: Spectrum,
  { alpha1, alpha2, lambda1, lambda2, maxIter, tol }: Input['params'],
): Generator<Progress, Found> {
  const eigen = spectrum.values.map((s) => s * s);
  const slopes = Float64Array.from(columns, (x) => dot(x, y));
  const along = Float64Array.from(spectrum.vectors, (v) => dot(v, slopes));
  const weightsAt = (ratio: number): Float64Array => {
    const w = new Float64Array(columns.length);
    for (const [r, v] of spectrum.vectors.entries())
      addScaled(w, along[r]! / (eigen[r]! + ratio), v);
    return w;
  };
  let alpha = 1 / (variance + Number.EPSILON);
  let lambda = 1;
  let before: Float64Array | null = null;
  for (let iteration = 1; iteration <= maxIter; iteration += 1) {
    yield { share: 0.6 + (0.39 * iteration) / (iteration + 5) };
    const w = weightsAt(lambda / alpha);
    const off = affine(columns, w, 0, y.length);
    for (let i = 0; i < off.length; i += 1) off[i] = y[i]! - off[i]!;
    const gamma = eigen.reduce((sum, e) => sum + (alpha * e) / (lambda + alpha * e), 0);
    lambda = (gamma + 2 * lambda1) / (dot(w, w) + 2 * lambda2);
    alpha = (total - gamma + 2 * alpha1) / (dot(off, off) + 2 * alpha2);
    const change = before?.reduce((sum, old, j) => sum + Math.abs(old - w[j]!), 0);
    if (change !== undefined && change < tol)
      return { coefficients: weightsAt(lambda / alpha), iterations: iteration, converged: true };
    before = w;
  }
  return { coefficients: weightsAt(lambda / alpha), iterations: maxIter, converged: false };
}
