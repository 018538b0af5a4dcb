import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { fitIntercept } from '../descent/params.ts';
import { count, factsOf } from '../facts.ts';

const shape = (title: string, description: string) =>
  v.optional(
    v.pipe(
      v.number(),
      v.minValue(1e-12),
      v.maxValue(1e6),
      v.title(title),
      v.description(description),
    ),
    1e-6,
  );

export const bayesianRidge = defineModel({
  id: 'bayesianRidge',
  version: 1,
  title: 'Bayesian ridge',
  summary:
    'Ridge regression that finds its own penalty from the training rows; columns must be scaled first to share one.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.BayesianRidge' },
  aliases: ['bayesridge', 'bayesian'],
  params: v.strictObject({
    maxIter: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100000),
        v.title('Most iterations'),
        v.description(
          'Updates of the penalty at most; about 10 are the rule. Too few stop before it has settled.',
        ),
      ),
      300,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-14),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Stops when the weights together change by less. Too high stops before the penalty has settled, above all on columns of large numbers, whose weights are small.',
        ),
      ),
      1e-3,
    ),
    alpha1: shape(
      'Noise, shape (alpha 1)',
      'Imagined rows behind the guess at the noise. Larger numbers trust the guess more than the rows; the usual tiny one leaves it to the rows.',
    ),
    alpha2: shape(
      'Noise, rate (alpha 2)',
      'Imagined squared error of those rows. Too high takes the answer for noise and flattens it (underfits).',
    ),
    lambda1: shape(
      'Weights, shape (lambda 1)',
      'Imagined columns behind the guess at the size of weights. Larger numbers hold weights nearer to zero (underfits).',
    ),
    lambda2: shape(
      'Weights, rate (lambda 2)',
      'Imagined squared weights of those columns. Too high lets weights grow (overfits).',
    ),
    fitIntercept,
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['no penalty to choose', 'related columns', 'small data'],
  estimate: ({ rows, features }) => {
    const short = Math.min(rows, features);
    return {
      seconds: 0.002 + 4e-9 * rows * features * short + 12e-9 * short ** 2 * features,
      bytes: 8 * (2 * rows * features + 2 * short * features),
    };
  },
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const tight = rows < 20 * width;
    return {
      confidence: tight ? 0.55 : 0.35,
      rationale: tight
        ? `${count(rows, 'row')} for about ${count(width, 'column')}: it finds from them how much to hold weights back.`
        : `${count(rows, 'row')} for about ${count(width, 'column')}: there is little to hold back, and it ends near linear regression.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual vague guesses' },
    {
      params: { tol: 1e-8, lambda1: 0.1 },
      why: 'settled to the digits, weights held back a little',
    },
    { params: { fitIntercept: false, maxIter: 20 }, why: 'through the origin' },
  ],
});

export type BayesianRidgeSpec = typeof bayesianRidge;
