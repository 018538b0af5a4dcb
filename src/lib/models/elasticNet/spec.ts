import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { alpha, fitIntercept, maxIter, positive, tol } from '../descent/params.ts';
import { count, factsOf } from '../facts.ts';

export const elasticNet = defineModel({
  id: 'elasticNet',
  version: 1,
  title: 'Elastic net',
  summary:
    'Between ridge and lasso: drops columns, and keeps related ones together; columns must be scaled first.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.ElasticNet' },
  aliases: ['enet', 'elastic'],
  params: v.strictObject({
    alpha,
    l1Ratio: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Share of L1'),
        v.description(
          '1 is the lasso, 0 is ridge. Too near 1 keeps one of several related columns by chance; too near 0 keeps every column of noise.',
        ),
      ),
      0.5,
    ),
    fitIntercept,
    positive,
    maxIter,
    tol,
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['few columns', 'related columns', 'readable'],
  estimate: ({ rows, features }) => ({
    seconds: 0.002 + 0.6e-9 * rows * features * (30 + features),
    bytes: 8 * rows * (features + 3),
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const wide = width >= 30;
    return {
      confidence: wide ? 0.55 : 0.3,
      rationale: wide
        ? `About ${count(width, 'column')} for ${count(rows, 'row')}: it drops some and keeps related ones together.`
        : `About ${count(width, 'column')} for ${count(rows, 'row')}: ridge does the same with one setting less.`,
    };
  },
  examples: [
    { params: {}, why: 'half and half' },
    { params: { alpha: 0.1, l1Ratio: 0.9 }, why: 'nearly the lasso' },
    { params: { alpha: 0.1, l1Ratio: 0 }, why: 'ridge, with the penalty of each row' },
    { params: { alpha: 0.05, fitIntercept: false, positive: true }, why: 'parts that only add up' },
  ],
});

export type ElasticNetSpec = typeof elasticNet;
