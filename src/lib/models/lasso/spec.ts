import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { alpha, fitIntercept, maxIter, positive, tol } from '../descent/params.ts';
import { count, factsOf } from '../facts.ts';

export const lasso = defineModel({
  id: 'lasso',
  version: 1,
  title: 'Lasso',
  summary:
    'Linear regression that drops the columns it can do without; columns must be scaled first, or the penalty picks by unit.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.Lasso' },
  aliases: ['l1', 'lassoregression'],
  params: v.strictObject({ alpha, fitIntercept, positive, maxIter, tol }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['few columns', 'readable', 'many columns'],
  estimate: ({ rows, features }) => ({
    seconds: 0.002 + 0.6e-9 * rows * features * (30 + features),
    bytes: 8 * rows * (features + 3),
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const wide = width >= 30;
    return {
      confidence: wide ? 0.5 : 0.3,
      rationale: wide
        ? `About ${count(width, 'column')} for ${count(rows, 'row')}: it says which of them can be left out.`
        : `With about ${count(width, 'column')} there is little to leave out; ridge holds weights more evenly.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual penalty of 1: strong on scaled columns' },
    { params: { alpha: 0.1 }, why: 'more columns kept' },
    { params: { alpha: 0.1, fitIntercept: false, positive: true }, why: 'parts that only add up' },
  ],
});

export type LassoSpec = typeof lasso;
