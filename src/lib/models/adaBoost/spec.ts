import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const adaBoost = defineModel({
  id: 'adaBoost',
  version: 1,
  title: 'AdaBoost',
  summary:
    'Grows tiny trees one after another, each with more weight on the rows that the ones before it got wrong.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'sklearn.ensemble.AdaBoostClassifier',
    regression: 'sklearn.ensemble.AdaBoostRegressor',
  },
  aliases: ['ada', 'samme', 'adaboostr2'],
  params: v.strictObject({
    nEstimators: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(10000),
        v.title('Most trees'),
        v.description(
          'It stops sooner where a tree is perfect or no better than chance. Too few underfit; many follow mislabelled rows (overfits).',
        ),
      ),
      50,
    ),
    learningRate: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-6),
        v.maxValue(10),
        v.title('Learning rate'),
        v.description(
          'How far each tree shifts the weights of the rows. Lower needs more trees; too high chases single rows (overfits).',
        ),
      ),
      1,
    ),
    maxDepth: v.optional(
      v.pipe(
        v.union([
          v.picklist(['auto']),
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
        ]),
        v.title('Depth of a tree'),
        v.description(
          'Questions from root to leaf; “auto” is 1 for classes and 3 for numbers. Deeper trees find interactions and overfit sooner.',
        ),
      ),
      'auto',
    ),
    loss: v.optional(
      v.pipe(
        v.picklist(['linear', 'square', 'exponential']),
        v.title('Loss'),
        v.description(
          'For numbers only: how an error becomes weight. square minds large errors most, and so outliers; exponential evens errors out.',
        ),
      ),
      'linear',
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: false,
    wantsScaling: false,
    importance: 'impurity',
  },
  goodAt: ['curves', 'small tables', 'mixed scales'],
  estimate: ({ rows, features }, { nEstimators, maxDepth }) => ({
    seconds:
      0.005 +
      rows *
        features *
        (60e-9 + nEstimators * (5e-9 + 8e-9 * (maxDepth === 'auto' ? 2 : maxDepth))),
    bytes: 8 * rows * features + 40 * rows + nEstimators * 2000,
  }),
  suggest: (profile, task) => {
    const { rows, width } = factsOf(profile);
    return {
      confidence: 0.35,
      rationale: `${count(rows, 'row')} and about ${count(width, 'column')}: ${task === 'regression' ? 'small trees on the rows with large errors' : 'single questions on the rows that are wrong'}; gradient boosting usually scores higher.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual 50 trees' },
    { params: { nEstimators: 30, learningRate: 0.5, maxDepth: 2 }, why: 'smaller steps, pairs' },
    {
      params: { nEstimators: 20, maxDepth: 4, loss: 'square' },
      why: 'few deeper trees; large errors of numbers count more',
    },
  ],
});

export type AdaBoostSpec = typeof adaBoost;
