import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { checkInput } from '../check.ts';
import { explainDescent, fitDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import type { LassoSpec } from './spec.ts';

export const lassoCompute = defineModelCompute<LassoSpec>()<DescentFitted>({
  *fit(input) {
    checkInput(input, 'lasso');
    return yield* fitDescent(input, 1);
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});
