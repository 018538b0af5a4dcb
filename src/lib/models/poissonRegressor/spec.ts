import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { glmEstimate, glmParams } from '../glm/params.ts';

export const poissonRegressor = defineModel({
  id: 'poissonRegressor',
  version: 1,
  title: 'Poisson regression',
  summary:
    'For counts and rates: columns multiply the answer, which is never below 0. Refuses a target below 0; wants scaled columns.',
  tasks: ['regression'],
  family: 'linear',
  needs: { target: 'nonNegative' },
  sklearn: { regression: 'sklearn.linear_model.PoissonRegressor' },
  aliases: ['poisson', 'poissonregression'],
  params: glmParams,
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['counts', 'readable', 'never below 0'],
  estimate: glmEstimate,
  suggest: (profile, task) =>
    task === 'regression'
      ? {
          confidence: 0.2,
          rationale: `Right where the target counts events; ${count(factsOf(profile).rows, 'row')} of another kind are better served by ridge.`,
        }
      : null,
  examples: [
    { params: {}, why: 'the usual penalty of 1: strong' },
    { params: { alpha: 0.01 }, why: 'hardly held back' },
    {
      params: { alpha: 0.1, fitIntercept: false },
      why: 'an answer of 1 where all columns are zero',
    },
  ],
});

export type PoissonRegressorSpec = typeof poissonRegressor;
