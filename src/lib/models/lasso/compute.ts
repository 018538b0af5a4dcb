import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { checkInput } from '../check.ts';
import { explainNet, fitDescent, netForm } from '../descent/fit.ts';
import type { NetFitted } from '../descent/fit.ts';
import type { LassoSpec } from './spec.ts';

export const lassoCompute = defineModelCompute<LassoSpec>()<NetFitted>({
  state: { version: 1, form: netForm },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'lasso');
    return yield* fitDescent(input, 1);
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainNet,
});
