import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { common, epsilon, eta0, learningRate, powerT } from '../sgd/params.ts';

export const sgdRegressor = defineModel({
  id: 'sgdRegressor',
  version: 2,
  title: 'Linear regression by gradient descent',
  summary:
    'A linear model that learns row by row: rough, and fast on very many rows; scale columns first.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.SGDRegressor' },
  aliases: ['sgdregression'],
  params: v.strictObject({
    loss: v.optional(
      v.pipe(
        v.picklist([
          'squared_error',
          'huber',
          'epsilon_insensitive',
          'squared_epsilon_insensitive',
        ]),
        v.title('Loss'),
        v.description(
          'squared_error follows the mean, and outliers pull it; huber and epsilon_insensitive let them pull less, and follow rather the median.',
        ),
      ),
      'squared_error',
    ),
    epsilon,
    ...common,
    learningRate: learningRate('invscaling'),
    eta0,
    powerT: powerT(0.25),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: false,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['many rows', 'readable'],
  estimate: ({ rows, features }, { maxIter }) => ({
    seconds: 0.002 + Math.min(maxIter, 40) * rows * (20e-9 + 3e-9 * features),
    bytes: 8 * rows * (features + 2),
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows } = factsOf(profile);
    return {
      confidence: rows > 500_000 ? 0.4 : 0.15,
      rationale: `${count(rows, 'row')}: ridge finds the same line to all digits, and below some million rows as fast.`,
    };
  },
  examples: [
    { params: {}, why: 'least squares, row by row' },
    { params: { loss: 'huber', epsilon: 1, penalty: 'elasticnet' }, why: 'outliers in the target' },
    {
      params: { loss: 'epsilon_insensitive', learningRate: 'adaptive', penalty: 'l1' },
      why: 'small errors do not count',
    },
    {
      params: { earlyStopping: true, validationFraction: 0.2, average: true },
      why: 'stops by rows held back, and answers with the mean of the weights',
    },
  ],
});

export type SgdRegressorSpec = typeof sgdRegressor;
