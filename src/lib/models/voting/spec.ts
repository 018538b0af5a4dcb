import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { members, membersCost } from '../ensemble/params.ts';

export const voting = defineModel({
  id: 'voting',
  version: 1,
  title: 'Vote of several models',
  summary:
    'Fits several models on the same rows and answers with the weighted mean of their answers; AutoML chooses members and weights.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'ensembles',
  sklearn: {
    classification: 'sklearn.ensemble.VotingClassifier',
    regression: 'sklearn.ensemble.VotingRegressor',
  },
  aliases: ['vote', 'ensemble', 'blend', 'votingclassifier', 'votingregressor'],
  params: v.strictObject({
    members: members(['randomForest', 'extraTrees', 'histGradientBoosting']),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: 'not all of its members may take them',
    deterministic: false,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['accuracy', 'steady answers'],
  estimate: (size, params) => membersCost(params.members, size),
  suggest: (profile) => {
    const { rows } = factsOf(profile);
    return {
      confidence: rows >= 500 ? 0.4 : 0.2,
      rationale: `${count(rows, 'row')}: models of different kinds err in different places, and their mean errs less.`,
    };
  },
  examples: [
    {
      params: {
        members: [{ model: 'extraTrees', params: { nEstimators: 10 } }, { model: 'kNeighbors' }],
      },
      why: 'two kinds with the same say',
    },
    {
      params: {
        members: [
          { model: 'extraTrees', params: { nEstimators: 5 }, weight: 3 },
          { model: 'decisionTree', params: { maxDepth: 3 }, weight: 0.5 },
        ],
      },
      why: 'one counts six times the other',
    },
  ],
});

export type VotingSpec = typeof voting;
