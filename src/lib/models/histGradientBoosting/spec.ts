import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { regressionLosses } from './losses.ts';
import { columns, growth, stopping } from './params.ts';

export const histGradientBoosting = defineModel({
  id: 'histGradientBoosting',
  version: 2,
  title: 'Gradient boosting',
  summary: 'Grows small trees one after another, each on what the ones before it still get wrong.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'sklearn.ensemble.HistGradientBoostingClassifier',
    regression: 'sklearn.ensemble.HistGradientBoostingRegressor',
  },
  aliases: ['gbdt', 'boosting', 'gradientboosting', 'hgb', 'gbm', 'xgboost', 'lightgbm'],
  params: v.strictObject({
    loss: v.optional(
      v.pipe(
        v.picklist(['auto', ...regressionLosses, 'log_loss']),
        v.title('Loss'),
        v.description(
          'What is made small: “auto” is log_loss for classes and squared_error for numbers. absolute_error and quantile bear outliers; poisson is for counts and gamma for amounts above 0. A loss that does not fit the target biases the answers.',
        ),
      ),
      'auto',
    ),
    quantile: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Quantile'),
        v.description(
          'Share of rows that lie below the answer, where the loss is quantile: 0.9 errs high on purpose, 0.1 low.',
        ),
      ),
      0.5,
    ),
    ...growth,
    ...stopping,
    ...columns,
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
  }),
  capabilities: {
    missing: true,
    probabilities: true,
    weights: true,
    deterministic: false,
    wantsScaling: false,
    importance: 'impurity',
  },
  goodAt: ['curves', 'interactions', 'missing values', 'large tables', 'mixed scales'],
  estimate: ({ rows, features, classes }, { maxIter, maxLeafNodes }) => {
    const trees = maxIter * (classes > 2 ? classes : 1);
    const levels = Math.log2(Math.min(maxLeafNodes ?? 1000, rows / 20 + 2) + 1);
    const leaves = Math.min(maxLeafNodes ?? 1000, rows / 20 + 1);
    return {
      seconds:
        0.01 +
        40e-9 * rows * features +
        trees * (rows * (12e-9 + levels * (0.3e-9 * features + 2e-9)) + leaves * features * 0.6e-6),
      bytes: rows * (9 * features + 60 + 8 * classes) + 4096 * features * Math.min(leaves + 2, 33),
    };
  },
  suggest: (profile, task) => {
    const { rows, width, skewed } = factsOf(profile);
    const gaps = profile.columns.filter((c) => c.role === 'feature' && c.missing > 0).length;
    const noun = task === 'regression' ? 'curves' : 'curved borders';
    if (rows < 500)
      return {
        confidence: 0.3,
        rationale: `${count(rows, 'row')} are few: with 20 rows in a leaf the trees stay small, and a simpler model is likely steadier.`,
      };
    return {
      confidence: rows >= 2000 ? 0.9 : 0.65,
      rationale: `${count(rows, 'row')} and about ${count(width, 'column')}: the usual best on tables this size; finds ${noun} and interactions${gaps ? `, and takes ${count(gaps, 'column')} with missing values as they are` : skewed ? `, and ${skewed} skewed columns need no scaling` : ''}.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual 100 trees of 31 leaves' },
    {
      params: { maxIter: 30, learningRate: 0.3, minSamplesLeaf: 5, maxLeafNodes: 8 },
      why: 'few rows: smaller leaves and quicker steps',
    },
    {
      params: {
        maxIter: 60,
        earlyStopping: 'on',
        validationFraction: 0.25,
        nIterNoChange: 5,
        maxDepth: 4,
        maxLeafNodes: null,
        l2Regularization: 1,
        maxFeatures: 0.5,
        maxBins: 63,
        minSamplesLeaf: 3,
        classWeight: 'balanced',
      },
      why: 'held back in every way, and stopped where more trees do not help',
    },
  ],
});

export type HistGradientBoostingSpec = typeof histGradientBoosting;
