import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const logisticRegression = defineModel({
  id: 'logisticRegression',
  version: 1,
  title: 'Logistic regression',
  summary: 'Adds up one weight for each column and turns the sum into a probability.',
  tasks: ['binary', 'multiclass'],
  family: 'linear',
  sklearn: { classification: 'sklearn.linear_model.LogisticRegression' },
  aliases: ['logistic', 'logreg', 'logit', 'softmax'],
  params: v.strictObject({
    C: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-8),
        v.maxValue(1e8),
        v.title('Trust in the data (C)'),
        v.description(
          'Inverse of the penalty. Too low holds weights near zero (underfits); too high lets them grow until probabilities are overconfident (overfits).',
        ),
      ),
      1,
    ),
    l1Ratio: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('L1 share of the penalty'),
        v.description(
          '0 holds all weights near zero; 1 drops columns; between them it does both. Too high keeps one of several related columns by chance; too low keeps columns of noise.',
        ),
      ),
      0,
    ),
    fitIntercept: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Fit an intercept'),
        v.description(
          'Learns the share of each class where all columns are zero; it is not penalised. Off fixes equal odds there, which biases the fit unless that is known to hold.',
        ),
      ),
      true,
    ),
    classWeight: v.optional(
      v.pipe(
        v.picklist(['none', 'balanced']),
        v.title('Class weight'),
        v.description(
          '“balanced” makes every class count the same: finds more of a rare class, at the price of more false alarms and of probabilities that are too high for it.',
        ),
      ),
      'none',
    ),
    maxIter: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100000),
        v.title('Most iterations'),
        v.description(
          'Newton steps at most; about 10 are the rule. Too few stop before the best weights; more cost time only where they are needed.',
        ),
      ),
      100,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-14),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Stops when no slope of the mean loss is above it. Higher stops earlier, with weights right to fewer digits; 1e-10 gives 8 digits or more for one or two steps more than 1e-4.',
        ),
      ),
      1e-10,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['readable', 'fast', 'small data', 'honest probabilities'],
  estimate: ({ rows, features, classes }) => {
    const blocks = classes > 2 ? (classes * (classes + 1)) / 2 : 1;
    return {
      seconds: 0.003 + 8 * 0.6e-9 * blocks * rows * features * (features + 8),
      bytes: 8 * rows * (features + 6 * classes) + 16 * (features * classes) ** 2,
    };
  },
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { rows, width } = factsOf(profile);
    const small = rows < 2000 || rows < 20 * width;
    return {
      confidence: small ? 0.8 : 0.65,
      rationale: small
        ? `${count(rows, 'row')} for about ${count(width, 'column')}: few rows favour a simple model with a penalty.`
        : `A readable model for ${count(rows, 'row')}, and the yardstick for anything with curves.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual penalty of 1' },
    { params: { C: 0.1, classWeight: 'balanced' }, why: 'a rare class on many columns' },
    { params: { C: 100, fitIntercept: false }, why: 'hardly held back, through the origin' },
    { params: { l1Ratio: 1 }, why: 'drops the columns it can do without' },
    {
      params: { l1Ratio: 0.5, C: 0.3 },
      why: 'drops columns, and shares weight among related ones',
    },
  ],
});

export type LogisticRegressionSpec = typeof logisticRegression;
