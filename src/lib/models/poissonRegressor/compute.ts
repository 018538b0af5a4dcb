import { defineModelCompute } from '#lib/engine/model.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { poisson } from '../glm/families.ts';
import { checkTarget, explainGlm, fitGlm, predictGlm } from '../glm/fit.ts';
import type { GlmFitted } from '../glm/fit.ts';
import type { PoissonRegressorSpec } from './spec.ts';
import { descent } from '../forms.ts';

export const poissonRegressorCompute = defineModelCompute<PoissonRegressorSpec>()<GlmFitted>({
  state: { version: 1, form: record(descent) },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'poissonRegressor');
    checkTarget(input.y, 'poissonRegressor', 'nonNegative');
    return yield* fitGlm(input, poisson);
  },
  predict: predictGlm,
  explain: explainGlm,
});
