import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { classWeight, common, eta0 } from '../sgd/params.ts';

const { average: _, penalty, ...shared } = common;

export const perceptron = defineModel({
  id: 'perceptron',
  version: 1,
  title: 'Perceptron',
  summary:
    'The oldest learning line: it moves only on rows that it has wrong. Says which class, but no probabilities; scale columns first.',
  tasks: ['binary', 'multiclass'],
  family: 'linear',
  sklearn: { classification: 'sklearn.linear_model.Perceptron' },
  aliases: ['linearperceptron'],
  params: v.strictObject({
    penalty: v.optional(penalty.wrapped, 'none'),
    ...shared,
    classWeight,
    eta0: v.optional(eta0.wrapped, 1),
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
  estimate: ({ rows, features, classes }, { maxIter }) => ({
    seconds:
      0.002 +
      Math.min(maxIter, 40) * (classes > 2 ? classes : 1) * rows * (60e-9 + 3e-9 * features),
    bytes: 8 * rows * (features + 3),
  }),
  suggest: (profile) => {
    const { rows } = factsOf(profile);
    return {
      confidence: 0.1,
      rationale: `${count(rows, 'row')}: it learns them fast, but logistic regression finds as good a line and gives probabilities.`,
    };
  },
  examples: [
    { params: {}, why: 'moves only on rows that are wrong' },
    {
      params: { penalty: 'l2', alpha: 0.001, eta0: 0.1, classWeight: 'balanced' },
      why: 'held near zero, with a rare class',
    },
    {
      params: { penalty: 'elasticnet', earlyStopping: true, validationFraction: 0.2 },
      why: 'stops by rows held back',
    },
  ],
});

export type PerceptronSpec = typeof perceptron;
