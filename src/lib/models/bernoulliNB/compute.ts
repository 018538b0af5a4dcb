import { defineModelCompute } from '#lib/engine/model.ts';
import { number } from '#lib/engine/state.ts';
import {
  bayesForm,
  counted,
  explainLinearBayes,
  predictLinearBayes,
} from '../naiveBayes/linear.ts';
import type { LinearBayes } from '../naiveBayes/linear.ts';
import type { BernoulliNBSpec } from './spec.ts';

export interface BernoulliNBFitted extends LinearBayes {
  /** A number above it is a yes. */
  readonly threshold: number;
}

export const bernoulliNBCompute = defineModelCompute<BernoulliNBSpec>()<BernoulliNBFitted>({
  state: { version: 1, form: bayesForm<BernoulliNBFitted>({ threshold: number() }) },
  takesWeights: true,
  *fit(input) {
    const { alpha, binarize: threshold } = input.params;
    const { classes, sums, logPrior } = yield* counted(input, 'bernoulliNB', (x) =>
      x > threshold ? 1 : 0,
    );
    const yes = sums.map((sum, k) =>
      sum.map((n) => Math.log(n + alpha) - Math.log(classes.counts[k]! + 2 * alpha)),
    );
    const no = yes.map((logs) => logs.map((log) => Math.log(1 - Math.exp(log))));
    yield { share: 1 };
    return {
      nClasses: input.nClasses,
      present: classes.present,
      threshold,
      weights: yes.map((logs, k) => logs.map((log, j) => log - no[k]![j]!)),
      intercepts: logPrior.map((prior, k) => prior + no[k]!.reduce((sum, log) => sum + log, 0)),
    };
  },
  predict(fitted, X) {
    const { threshold } = fitted;
    const columns = X.columns.map((x) => x.map((value) => (value > threshold ? 1 : 0)));
    return predictLinearBayes(fitted, { ...X, columns });
  },
  explain: explainLinearBayes,
});
