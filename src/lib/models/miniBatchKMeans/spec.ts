import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { amount, whole, wholeOrNone } from '../params.ts';

export const miniBatchKMeans = defineModel({
  id: 'miniBatchKMeans',
  version: 1,
  title: 'Mini-batch k-means',
  summary:
    'k-means that moves its centres by small random batches of rows: sooner done on many rows.',
  tasks: ['clustering'],
  family: 'centres',
  sklearn: { clustering: 'sklearn.cluster.MiniBatchKMeans' },
  aliases: ['minibatch'],
  params: v.strictObject({
    nClusters: v.optional(
      whole(
        1,
        1000,
        'Groups',
        'How many groups to find. Too few put unlike rows together; too many cut groups in pieces.',
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
    maxIter: v.optional(
      whole(
        1,
        100_000,
        'Most turns',
        'How many times as many rows as there are may be drawn at most. Too few end before the centres settle.',
      ),
      100,
    ),
    batchSize: v.optional(
      whole(
        1,
        1e6,
        'Rows of a batch',
        'Rows that move the centres at once. Smaller batches are quicker and rougher; larger ones come near k-means.',
      ),
      1024,
    ),
    tol: v.optional(
      amount(
        0,
        1,
        'Tolerance',
        'Ends when the centres move less than this share of the variance; 0 never ends so. Larger ends sooner and less exactly.',
      ),
      0,
    ),
    maxNoImprovement: v.optional(
      wholeOrNone(
        0,
        100_000,
        'Batches without gain',
        'Ends after so many batches in a row that bring no gain; empty never ends so. Fewer end sooner and less exactly.',
      ),
      10,
    ),
    initSize: v.optional(
      wholeOrNone(
        1,
        1e9,
        'Rows for the first centres',
        'How many rows the first centres are drawn from; empty is three batches. Fewer may miss small groups, more take longer.',
      ),
      null,
    ),
    nInit: v.optional(
      v.pipe(
        v.union([
          v.literal('auto'),
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
        ]),
        v.title('Starts'),
        v.description(
          'First centres that are tried; the best are kept. Auto is 1, or 3 from random rows. Fewer may miss the best groups, more take longer.',
        ),
      ),
      'auto',
    ),
    reassignmentRatio: v.optional(
      amount(
        0,
        1,
        'Smallest group',
        'A centre with less than this share of the largest one’s rows moves to a random row. Too large never settles; 0 may keep empty groups.',
      ),
      0.01,
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
  goodAt: ['very many rows', 'round groups'],
  estimate: ({ rows, features }, { nClusters, batchSize, maxIter }) => {
    const batches = Math.min(60 + rows / batchSize, (maxIter * rows) / batchSize);
    const work = rows + batches * Math.min(rows, batchSize);
    return {
      seconds: 0.003 + work * features * (nClusters + 4) * 4e-9,
      bytes: rows * features * 16 + rows * 12,
    };
  },
  suggest: (profile) => {
    const { rows, features } = factsOf(profile);
    return {
      confidence: rows > 200_000 ? 0.75 : 0.3,
      rationale:
        rows > 200_000
          ? `${count(rows, 'row')} and ${count(features, 'column')}: batches find nearly the groups of k-means much sooner.`
          : `${count(rows, 'row')}: few enough for k-means itself, which is more exact.`,
    };
  },
  examples: [
    { params: { nClusters: 3 }, why: 'a few groups' },
    {
      params: { nClusters: 4, batchSize: 20, init: 'random', reassignmentRatio: 0.2 },
      why: 'small batches from random rows',
    },
    {
      params: { nClusters: 3, batchSize: 16, tol: 1e-3, maxNoImprovement: null, initSize: 30 },
      why: 'until the centres stand still',
    },
  ],
});

export type MiniBatchKMeansSpec = typeof miniBatchKMeans;
