import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { glmEstimate, glmParams } from '../glm/params.ts';

export const gammaRegressor = defineModel({
  id: 'gammaRegressor',
  version: 1,
  title: 'Gamma regression',
  summary:
    'For amounts such as costs: columns multiply the answer, and large answers may miss by more. Refuses a target of 0 or below; wants scaled columns.',
  tasks: ['regression'],
  family: 'linear',
  needs: { target: 'positive' },
  sklearn: { regression: 'sklearn.linear_model.GammaRegressor' },
  aliases: ['gamma', 'gammaregression'],
  params: glmParams,
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['amounts', 'readable', 'never below 0'],
  estimate: glmEstimate,
  suggest: (profile, task) =>
    task === 'regression'
      ? {
          confidence: 0.2,
          rationale: `Right for amounts above 0 whose spread grows with their size; ${count(factsOf(profile).rows, 'row')} of another kind are better served by ridge.`,
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

export type GammaRegressorSpec = typeof gammaRegressor;
