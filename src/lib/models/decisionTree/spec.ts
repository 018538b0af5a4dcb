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

export const decisionTree = defineModel({
  id: 'decisionTree',
  version: 1,
  title: 'Decision tree',
  summary:
    'Asks one question after another about single columns, and answers by the rows that agree.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'sklearn.tree.DecisionTreeClassifier',
    regression: 'sklearn.tree.DecisionTreeRegressor',
  },
  aliases: ['tree', 'cart', 'dt'],
  params: v.strictObject({
    criterion,
    maxDepth,
    minSamplesSplit,
    minSamplesLeaf,
    maxFeatures: maxFeatures('all'),
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
  goodAt: ['readable', 'curves', 'thresholds', 'mixed scales'],
  estimate: ({ rows, features, classes }, { maxDepth: limit }) => {
    const levels = Math.min(limit ?? Infinity, 1.5 * Math.log2(rows + 2));
    return {
      seconds: 0.002 + rows * features * (60e-9 + 6e-9 * levels * (1 + rows / 1e5)),
      bytes: 4 * rows * (features + 4) + 2 * rows * (20 + 8 * classes),
    };
  },
  suggest: (profile) => {
    const { rows, features, skewed } = factsOf(profile);
    const many = rows >= 500;
    return {
      confidence: many ? 0.45 : 0.3,
      rationale: many
        ? `Rules a person can follow from ${count(features, 'feature')}${skewed ? `; ${skewed} skewed ones need no scaling` : ''}. A forest of them scores higher.`
        : `With ${count(rows, 'row')} a single tree changes a lot from split to split.`,
    };
  },
  examples: [
    { params: {}, why: 'grown to the end: learns the training rows by heart' },
    { params: { maxDepth: 4, minSamplesLeaf: 5 }, why: 'a tree to read and to print' },
    { params: { minSamplesSplit: 10, maxFeatures: 'sqrt' }, why: 'a varied tree, as in a forest' },
    { params: { maxDepth: 6, maxFeatures: 0.5 }, why: 'half of the features at each split' },
  ],
});

export type DecisionTreeSpec = typeof decisionTree;
