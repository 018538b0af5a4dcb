import { defineModelCompute } from '#lib/engine/model.ts';
import {
  bayesForm,
  checkCounts,
  counted,
  explainLinearBayes,
  predictLinearBayes,
} from '../naiveBayes/linear.ts';
import type { LinearBayes } from '../naiveBayes/linear.ts';
import type { ComplementNBSpec } from './spec.ts';

export const complementNBCompute = defineModelCompute<ComplementNBSpec>()<LinearBayes>({
  state: { version: 1, form: bayesForm({}) },
  takesWeights: true,
  *fit(input) {
    checkCounts(input.X, 'complementNB');
    const { classes, sums } = yield* counted(input, 'complementNB', (x) => x);
    const { alpha, norm } = input.params;
    const whole = new Float64Array(input.X.columns.length);
    for (const sum of sums) for (let j = 0; j < whole.length; j += 1) whole[j]! += sum[j]!;
    // Rennie et al. 2003, section 3.1: what the other classes are made of speaks against a column.
    const weights = sums.map((sum) => {
      const others = whole.map((n, j) => n + alpha - sum[j]!);
      const all = others.reduce((total, n) => total + n, 0);
      const logs = others.map((n) => Math.log(n / all));
      const scale = norm ? logs.reduce((total, log) => total + log, 0) || -1 : -1;
      return logs.map((log) => log / scale);
    });
    yield { share: 1 };
    return {
      nClasses: input.nClasses,
      present: classes.present,
      weights,
      intercepts: new Float64Array(weights.length),
    };
  },
  predict: predictLinearBayes,
  explain: explainLinearBayes,
});
