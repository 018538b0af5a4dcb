import { defineModelCompute } from '#lib/engine/model.ts';
import { checkGaps } from '../check.ts';
import { fitTerms } from './fit.ts';
import { form, predict, type ExplainableFitted } from './fitted.ts';
import { explain } from './shapes.ts';
import { sumOfTerms } from './sum.ts';
import type { ExplainableBoostingSpec } from './spec.ts';

/**
 * A generalised additive model with pairs, learned by cyclic boosting (Lou et al. 2013; Nori et al. 2019, “InterpretML”): the
 * answer is an intercept and one number looked up for each column, or pair of columns.
 */
export const explainableBoostingCompute =
  defineModelCompute<ExplainableBoostingSpec>()<ExplainableFitted>({
    state: { version: 1, form },
    takesMissing: true,
    takesWeights: true,
    *fit(input) {
      checkGaps(input, 'explainableBoosting');
      return yield* fitTerms(input);
    },
    predict,
    explain,
    sum: sumOfTerms,
  });
