import { defineModelCompute } from '#lib/engine/model.ts';
import {
  bayesForm,
  checkCounts,
  counted,
  explainLinearBayes,
  predictLinearBayes,
} from '../naiveBayes/linear.ts';
import type { LinearBayes } from '../naiveBayes/linear.ts';
import type { MultinomialNBSpec } from './spec.ts';

export const multinomialNBCompute = defineModelCompute<MultinomialNBSpec>()<LinearBayes>({
  state: { version: 1, form: bayesForm({}) },
  takesWeights: true,
  *fit(input) {
    checkCounts(input.X, 'multinomialNB');
    const { classes, sums, logPrior } = yield* counted(input, 'multinomialNB', (x) => x);
    const { alpha } = input.params;
    const weights = sums.map((sum) => {
      const all = Math.log(sum.reduce((total, n) => total + n + alpha, 0));
      return sum.map((n) => Math.log(n + alpha) - all);
    });
    yield { share: 1 };
    return { nClasses: input.nClasses, present: classes.present, weights, intercepts: logPrior };
  },
  predict: predictLinearBayes,
  explain: explainLinearBayes,
});
