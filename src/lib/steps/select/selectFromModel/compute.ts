import type { ParamsOf } from '#lib/recipe/step.ts';
import { mean, median } from '#lib/engine/stats.ts';
import { short } from '../../words.ts';
import { costOf, fitJudge, judgedRows } from '../judged.ts';
import { slowSelector } from '../selector.ts';
import type { selectFromModel as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** scikit-learn's threshold for models that set weights to 0: what a solver leaves of them is smaller. */
const nothing = 1e-5;

/**
 * SelectFromModel: a column stays whose weight, in absolute value and summed over the classes, reaches the threshold; of
 * equal weights the earlier column comes first where only so many may stay.
 */
export const selectFromModel = slowSelector<Params>(
  'selectFromModel',
  function* (input) {
    const { params } = input;
    const judged = judgedRows(input, 'selectFromModel');
    const { weights } = yield* fitJudge(judged, [...input.columns.keys()]);
    const importance = input.columns.map((_, j) =>
      weights.reduce((sum, w) => sum + Math.abs(w[j]!), 0),
    );
    const least = thresholdOf(params, importance);
    const order = [...importance.keys()].sort((a, b) => importance[b]! - importance[a]! || a - b);
    const first = new Set(order.slice(0, params.maxFeatures ?? order.length));
    const word = params.estimator === 'l1' ? 'weight' : 'importance';
    return importance.map((own, j) => ({
      keep: first.has(j) && own >= least,
      why:
        own >= least
          ? `${word} ${short(own)}, place ${order.indexOf(j) + 1}`
          : `${word} ${short(own)}, below ${short(least)}`,
    }));
  },
  ({ params, target }) => costOf(params, target),
);

function thresholdOf({ estimator, threshold }: Params, importance: readonly number[]): number {
  if (typeof threshold === 'number') return threshold;
  if (threshold === 'auto' && estimator === 'l1') return nothing;
  return threshold === 'median' ? median(importance) : mean(importance);
}
