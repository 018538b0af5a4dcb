import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { members, membersCost } from '../ensemble/params.ts';

export const stacking = defineModel({
  id: 'stacking',
  version: 1,
  title: 'Stack of several models',
  summary:
    'Fits several models, and a linear one on what they answer to rows that they have not seen; it learns whom to believe.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'ensembles',
  sklearn: {
    classification: 'sklearn.ensemble.StackingClassifier',
    regression: 'sklearn.ensemble.StackingRegressor',
  },
  aliases: ['stack', 'stackingclassifier', 'stackingregressor'],
  params: v.strictObject({
    members: members(['randomForest', 'extraTrees', 'histGradientBoosting']),
    cv: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(20),
        v.title('Folds'),
        v.description(
          'In so many parts the members answer for rows that they have not seen, which the last model learns from. More folds cost more time; fewer leave the members less to learn from.',
        ),
      ),
      5,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: 'not all of its members may take them',
    deterministic: false,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['accuracy', 'members of unlike worth'],
  estimate: (size, params) => {
    const { seconds, bytes } = membersCost(params.members, size);
    return { seconds: (params.cv + 1) * seconds, bytes: bytes + 16 * size.rows * size.features };
  },
  suggest: (profile) => {
    const { rows } = factsOf(profile);
    return {
      confidence: rows >= 2000 ? 0.4 : 0.15,
      rationale: `${count(rows, 'row')}: ${rows >= 2000 ? 'enough' : 'few'} to learn which of several models to believe.`,
    };
  },
  examples: [
    {
      params: {
        members: [{ model: 'extraTrees', params: { nEstimators: 5 } }, { model: 'kNeighbors' }],
      },
      why: 'two kinds, believed as they deserve',
    },
    {
      params: {
        members: [{ model: 'extraTrees', params: { nEstimators: 4, minSamplesLeaf: 3 } }],
        cv: 3,
      },
      why: 'one model, its answers put right',
    },
  ],
});

export type StackingSpec = typeof stacking;
