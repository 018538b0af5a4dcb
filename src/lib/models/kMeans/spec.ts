import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const kMeans = defineModel({
  id: 'kMeans',
  version: 1,
  title: 'k-means',
  summary:
    'Puts each row into the group whose centre is nearest, for a number of groups you choose.',
  tasks: ['clustering'],
  family: 'centres',
  sklearn: { clustering: 'sklearn.cluster.KMeans' },
  aliases: ['lloyd'],
  params: v.strictObject({
    nClusters: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1000),
        v.title('Groups'),
        v.description(
          'How many groups to find. Too few put unlike rows together; too many cut groups in pieces.',
        ),
      ),
      8,
    ),
    init: v.optional(
      v.pipe(
        v.picklist(['kMeansPlusPlus', 'random']),
        v.title('First centres'),
        v.description(
          'k-means++ starts from rows far apart; random rows may start in one group and end in a worse answer.',
        ),
      ),
      'kMeansPlusPlus',
    ),
    nInit: v.optional(
      v.pipe(
        v.union([
          v.literal('auto'),
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
        ]),
        v.title('Starts'),
        v.description(
          'Runs from other first centres; the best is kept. Auto is 1, or 10 from random rows. Fewer may miss the best groups, more take longer.',
        ),
      ),
      'auto',
    ),
    maxIter: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1e6),
        v.title('Most turns'),
        v.description('Turns of one run at most. Too few end before the centres stand still.'),
      ),
      300,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Ends when the centres move less than this share of the variance. Larger ends sooner and less exactly.',
        ),
      ),
      1e-4,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['many rows', 'round groups'],
  estimate: ({ rows, features }, { nClusters, nInit, init }) => {
    const starts = nInit === 'auto' ? (init === 'random' ? 10 : 1) : nInit;
    return {
      seconds: 0.005 + starts * rows * features * (nClusters + 8) * 2.5e-8,
      bytes: rows * features * 22 + rows * 60,
    };
  },
  suggest: (profile) => {
    const { rows, features } = factsOf(profile);
    return {
      confidence: 0.8,
      rationale: `${count(rows, 'row')} and ${count(features, 'column')}: quick at any size, and easy to tell what each group is like.`,
    };
  },
  examples: [
    { params: { nClusters: 3 }, why: 'a few groups' },
    { params: { nClusters: 2, init: 'random', nInit: 4 }, why: 'several starts from random rows' },
    { params: { nClusters: 4, maxIter: 2, tol: 0 }, why: 'stopped early' },
  ],
});

export type KMeansSpec = typeof kMeans;
