import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const kNeighbors = defineModel({
  id: 'kNeighbors',
  version: 1,
  title: 'Nearest neighbours',
  summary:
    'Answers what the most similar training rows answer; columns must be scaled first, or those of large numbers alone decide.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'neighbours',
  sklearn: {
    classification: 'sklearn.neighbors.KNeighborsClassifier',
    regression: 'sklearn.neighbors.KNeighborsRegressor',
  },
  aliases: ['knn', 'kneighborsclassifier', 'kneighborsregressor', 'neighbours', 'neighbors'],
  params: v.strictObject({
    nNeighbors: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1000),
        v.title('Neighbours'),
        v.description(
          'Training rows that each answer is taken from. Too many blur the differences (underfits); too few follow single rows (overfits).',
        ),
      ),
      5,
    ),
    weights: v.optional(
      v.pipe(
        v.picklist(['uniform', 'distance']),
        v.title('Weights'),
        v.description(
          '“distance” lets near rows count more, by 1 / distance: smoother between rows, and exactly the training answer on a row that was seen, which overfits noise.',
        ),
      ),
      'uniform',
    ),
    metric: v.optional(
      v.pipe(
        v.picklist(['euclidean', 'manhattan']),
        v.title('Distance'),
        v.description(
          '“manhattan” adds up the differences, “euclidean” their squares: then one column that differs a lot decides, which errs on outliers.',
        ),
      ),
      'euclidean',
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: "scikit-learn's nearest neighbours take none",
    deterministic: true,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['curves', 'few columns', 'no training'],
  // Judging a run asks for at least a fifth as many answers as there are training rows.
  estimate: ({ rows, features }) => ({
    seconds: 0.002 + 0.2 * rows * rows * (0.06e-9 * features + 0.2e-9),
    bytes: rows * (20 * features + 12),
  }),
  suggest: (profile) => {
    const { rows, width } = factsOf(profile);
    const few = width <= 10 && rows >= 200 && rows <= 20000;
    return {
      confidence: few ? 0.35 : 0.15,
      rationale: few
        ? `${count(rows, 'row')} in about ${count(width, 'column')}: similar rows can be found, and curves need no formula.`
        : `With ${count(rows, 'row')} in about ${count(width, 'column')} no row has near ones, or the search is long.`,
    };
  },
  examples: [
    { params: {}, why: 'five neighbours with the same say' },
    { params: { nNeighbors: 3, weights: 'distance' }, why: 'near rows count more' },
    { params: { nNeighbors: 1, metric: 'manhattan' }, why: 'the most similar row alone' },
  ],
});

export type KNeighborsSpec = typeof kNeighbors;
