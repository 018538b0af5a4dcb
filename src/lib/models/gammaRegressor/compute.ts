import { defineModelCompute } from '#lib/engine/model.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { gamma } from '../glm/families.ts';
import { checkTarget, explainGlm, fitGlm, predictGlm } from '../glm/fit.ts';
import type { GlmFitted } from '../glm/fit.ts';
import type { GammaRegressorSpec } from './spec.ts';
import { descent } from '../forms.ts';

export const gammaRegressorCompute = defineModelCompute<GammaRegressorSpec>()<GlmFitted>({
  state: { version: 1, form: record(descent) },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'gammaRegressor');
    checkTarget(input.y, 'gammaRegressor', 'positive');
    return yield* fitGlm(input, gamma);
  },
  predict: predictGlm,
  explain: explainGlm,
});
