import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { decides } from '../sgd/losses.ts';
import { classWeight, common, eta0, learningRate, powerT } from '../sgd/params.ts';

export const sgdClassifier = defineModel({
  id: 'sgdClassifier',
  version: 2,
  title: 'Linear classifier by gradient descent',
  summary:
    'A linear model that learns row by row: rough, and fast on very many rows; scale columns first.',
  tasks: ['binary', 'multiclass'],
  family: 'linear',
  sklearn: { classification: 'sklearn.linear_model.SGDClassifier' },
  aliases: ['sgd', 'sgdclassification'],
  params: v.strictObject({
    loss: v.optional(
      v.pipe(
        v.picklist(['log_loss', 'modified_huber', 'hinge', 'squared_hinge', 'perceptron']),
        v.title('Loss'),
        v.description(
          'log_loss is logistic regression; modified_huber lets outliers pull less, but gives many rows a probability of exactly 0 or 1 (overconfident). hinge (a linear support vector machine), squared_hinge and perceptron say which class, but give no probabilities.',
        ),
      ),
      'log_loss',
    ),
    ...common,
    classWeight,
    learningRate: learningRate('optimal'),
    eta0,
    powerT: powerT(0.5),
  }),
  capabilities: {
    missing: false,
    probabilities: ({ loss }) => !decides(loss),
    weights: true,
    deterministic: false,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['many rows', 'readable'],
  estimate: ({ rows, features, classes }, { maxIter }) => ({
    seconds:
      0.002 +
      Math.min(maxIter, 40) *
        Math.max(1, classes > 2 ? classes : 1) *
        rows *
        (90e-9 + 3e-9 * features),
    bytes: 8 * rows * (features + 3),
  }),
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { rows } = factsOf(profile);
    return {
      confidence: rows > 500_000 ? 0.4 : 0.15,
      rationale: `${count(rows, 'row')}: logistic regression finds the same line to more digits, and below some million rows as fast.`,
    };
  },
  examples: [
    { params: {}, why: 'logistic regression, row by row' },
    {
      params: { loss: 'modified_huber', penalty: 'elasticnet', classWeight: 'balanced' },
      why: 'outliers and a rare class',
    },
    {
      params: { penalty: 'l1', learningRate: 'adaptive', eta0: 0.05 },
      why: 'drops columns, steps that shrink when progress ends',
    },
    { params: { loss: 'hinge' }, why: 'a linear support vector machine, without probabilities' },
    {
      params: { loss: 'squared_hinge', alpha: 0.01 },
      why: 'rows on the wrong side pull the more the farther they are',
    },
    {
      params: { earlyStopping: true, validationFraction: 0.2, average: true },
      why: 'stops by rows held back, and answers with the mean of the weights',
    },
  ],
});

export type SgdClassifierSpec = typeof sgdClassifier;
