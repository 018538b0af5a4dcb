import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import {
  classWeight,
  criterion,
  maxDepth,
  maxFeatures,
  minSamplesLeaf,
  minSamplesSplit,
} from '../tree/params.ts';

export const randomForest = defineModel({
  id: 'randomForest',
  version: 1,
  title: 'Random forest',
  summary: 'Grows many trees on redrawn rows and averages their answers.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'sklearn.ensemble.RandomForestClassifier',
    regression: 'sklearn.ensemble.RandomForestRegressor',
  },
  aliases: ['rf', 'forest', 'randomforests'],
  params: v.strictObject({
    nEstimators: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(10000),
        v.title('Trees'),
        v.description(
          'More trees steady the answers and never overfit, but time and size grow with them; below about 30 the score depends on the seed.',
        ),
      ),
      100,
    ),
    criterion,
    maxDepth,
    minSamplesSplit,
    minSamplesLeaf,
    maxFeatures: maxFeatures('the square root for classes and all for numbers'),
    bootstrap: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Redraw rows'),
        v.description(
          'Each tree learns from rows drawn with replacement. Off gives every tree all rows: trees differ less, and with all features they are the same tree.',
        ),
      ),
      true,
    ),
    classWeight,
  }),
  capabilities: {
    missing: true,
    probabilities: true,
    weights: true,
    deterministic: false,
    wantsScaling: false,
    importance: 'impurity',
  },
  goodAt: ['curves', 'interactions', 'little tuning', 'mixed scales'],
  estimate: ({ rows, features, classes }, { nEstimators, maxDepth: limit }) => {
    const levels = Math.min(limit ?? Infinity, 1.5 * Math.log2(rows + 2));
    return {
      seconds: 0.01 + rows * features * (60e-9 + 6e-9 * nEstimators * levels * (1 + rows / 1e5)),
      bytes: 4 * rows * (2 * features + 4) + nEstimators * rows * (15 + 6 * classes),
    };
  },
  suggest: (profile, task) => {
    const { rows, width, skewed } = factsOf(profile);
    const noun = task === 'regression' ? 'curves' : 'curved borders';
    if (rows < 300) {
      return {
        confidence: 0.4,
        rationale: `${count(rows, 'row')} are few for trees; a straight-line model is likely steadier.`,
      };
    }
    return {
      confidence: rows >= 2000 ? 0.85 : 0.7,
      rationale: `${count(rows, 'row')} and about ${count(width, 'column')}: finds ${noun} and interactions by itself${skewed ? `, and ${skewed} skewed columns need no scaling` : ''}.`,
    };
  },
  examples: [
    { params: { nEstimators: 60 }, why: 'enough trees for a first look' },
    { params: { nEstimators: 40, minSamplesLeaf: 5, maxFeatures: 0.5 }, why: 'smoother answers' },
    {
      params: { nEstimators: 20, bootstrap: false, maxFeatures: 'sqrt' },
      why: 'all rows in each tree',
    },
  ],
});

export type RandomForestSpec = typeof randomForest;
