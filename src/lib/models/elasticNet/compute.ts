import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { checkInput } from '../check.ts';
import { explainNet, fitDescent, netForm } from '../descent/fit.ts';
import type { NetFitted } from '../descent/fit.ts';
import type { ElasticNetSpec } from './spec.ts';

export const elasticNetCompute = defineModelCompute<ElasticNetSpec>()<NetFitted>({
  state: { version: 1, form: netForm },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'elasticNet');
    return yield* fitDescent(input, input.params.l1Ratio);
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainNet,
});
