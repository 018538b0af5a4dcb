import { evidence } from '#lib/engine/evidence.ts';
import { affine, centred, dot, mean, moved } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import { within } from '../spectrum/moments.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { BayesianRidgeSpec } from './spec.ts';

export const bayesianRidgeCompute = defineModelCompute<BayesianRidgeSpec>()<DescentFitted>({
  fit,
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});

type Input = FitInput<ParamsOf<BayesianRidgeSpec>>;

function* fit(input: Input): Generator<Progress, DescentFitted> {
  checkInput(input, 'bayesianRidge');
  const { X, y, params } = input;
  yield { share: 0 };
  const at = params.fitIntercept
    ? yield* within(centred(X.columns), [0, 0.05])
    : { columns: X.columns, means: new Float64Array(X.columns.length) };
  const level = params.fitIntercept ? mean(y) : 0;
  const target = moved(y, level);
  const spectrum = yield* within(spectrumOf(at.columns), [0.05, 0.6]);
  const found = yield* evidence(at.columns, target, spectrum, params);
  yield { share: 1, note: `${found.iterations} iterations` };
  const shift = dot(found.coefficients, at.means);
  return { ...found, intercept: level - shift };
}
