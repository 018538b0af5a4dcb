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

export const extraTrees = defineModel({
  id: 'extraTrees',
  version: 1,
  title: 'Extra trees',
  summary: 'Grows many trees that split at places drawn at random, and averages their answers.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'sklearn.ensemble.ExtraTreesClassifier',
    regression: 'sklearn.ensemble.ExtraTreesRegressor',
  },
  aliases: ['et', 'extratree', 'extremelyrandomizedtrees'],
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
      false,
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
  goodAt: ['curves', 'interactions', 'noisy data', 'little tuning'],
  estimate: ({ rows, features, classes }, { nEstimators, maxDepth: limit }) => {
    const levels = Math.min(limit ?? Infinity, 1.5 * Math.log2(rows + 2));
    return {
      seconds: 0.01 + rows * features * (60e-9 + 6e-9 * nEstimators * levels * (1 + rows / 1e5)),
      bytes: 4 * rows * (2 * features + 4) + nEstimators * rows * (15 + 6 * classes),
    };
  },
  suggest: (profile, task) => {
    const { rows, width } = factsOf(profile);
    const noun = task === 'regression' ? 'curves' : 'curved borders';
    return {
      confidence: rows < 300 ? 0.3 : rows >= 2000 ? 0.7 : 0.6,
      rationale: `${count(rows, 'row')} and about ${count(width, 'column')}: like a random forest, with places drawn at random; often smoother on noisy ${noun}.`,
    };
  },
  examples: [
    { params: { nEstimators: 60 }, why: 'enough trees for a first look' },
    { params: { nEstimators: 40, minSamplesLeaf: 5, maxFeatures: 0.5 }, why: 'smoother answers' },
    {
      params: { nEstimators: 20, bootstrap: true, maxFeatures: 'sqrt' },
      why: 'redrawn rows in each tree',
    },
  ],
});

export type ExtraTreesSpec = typeof extraTrees;
