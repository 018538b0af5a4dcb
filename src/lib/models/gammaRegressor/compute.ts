import { defineModelCompute } from '#lib/engine/model.ts';
import { checkInput } from '../check.ts';
import { gamma } from '../glm/families.ts';
import { checkTarget, explainGlm, fitGlm, predictGlm } from '../glm/fit.ts';
import type { GlmFitted } from '../glm/fit.ts';
import type { GammaRegressorSpec } from './spec.ts';

export const gammaRegressorCompute = defineModelCompute<GammaRegressorSpec>()<GlmFitted>({
  *fit(input) {
    checkInput(input, 'gammaRegressor');
    checkTarget(input.y, 'gammaRegressor', 'positive');
    return yield* fitGlm(input, gamma);
  },
  predict: predictGlm,
  explain: explainGlm,
});
