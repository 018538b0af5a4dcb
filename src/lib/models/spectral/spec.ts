import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { amount, whole, wholeOrNone } from '../params.ts';

/** Likenesses of all pairs, 8 bytes each: half a gibibyte. */
export const mostRows = 11_000;
/** With neighbours alone: all pairs are still compared once. */
export const mostLinkedRows = 100_000;

export const spectral = defineModel({
  id: 'spectral',
  version: 1,
  title: 'Spectral clustering',
  summary: 'Links like rows, and cuts the net of links where it is thinnest: groups of any shape.',
  tasks: ['clustering'],
  family: 'hierarchy',
  sklearn: { clustering: 'sklearn.cluster.SpectralClustering' },
  aliases: ['spectralclustering', 'normalizedcut'],
  params: v.strictObject({
    nClusters: v.optional(
      whole(
        1,
        200,
        'Groups',
        'How many groups to cut the net into. Too few put unlike rows together; too many cut groups in pieces.',
      ),
      8,
    ),
    nComponents: v.optional(
      wholeOrNone(
        1,
        200,
        'Directions',
        'How many numbers describe a row’s place in the net; empty is as many as groups. Fewer may hide a group; more bring in noise.',
      ),
      null,
    ),
    nInit: v.optional(
      whole(
        1,
        1000,
        'Starts',
        'Runs of k-means on those numbers; the best is kept. Fewer may miss the best groups, more take longer.',
      ),
      10,
    ),
    gamma: v.optional(
      amount(
        0,
        1e9,
        'Steepness of likeness',
        'How fast likeness falls with distance, where every pair is linked. Too large leaves every row alone; too small makes all alike.',
      ),
      1,
    ),
    affinity: v.optional(
      v.pipe(
        v.picklist(['rbf', 'nearestNeighbors']),
        v.title('Links'),
        v.description(
          'All pairs by their distance, which fits columns of one scale; or each row with its nearest ones, which follows shapes and cuts lone rows off.',
        ),
      ),
      'rbf',
    ),
    nNeighbors: v.optional(
      whole(
        1,
        1000,
        'Neighbours',
        'How many nearest rows, itself included, a row is linked with. Too few tear groups apart; too many link groups with each other.',
      ),
      10,
    ),
    assignLabels: v.optional(
      v.pipe(
        v.picklist(['kmeans', 'discretize', 'clusterQr']),
        v.title('Groups by'),
        v.description(
          'k-means on the rows’ places, which its start may lead astray; discretize or QR, which have little or nothing to start from and may be rougher.',
        ),
      ),
      'kmeans',
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's spectral clustering takes none",
    deterministic: false,
    newRows: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['any shape'],
  estimate: ({ rows, features }, { affinity, nClusters, nComponents, nNeighbors }) => {
    const block = 1.5 * (nComponents ?? nClusters) + 2;
    const links = affinity === 'rbf' ? (rows * rows) / 2 : rows * nNeighbors * 2;
    return {
      seconds: 0.005 + rows * rows * (features + 8) * 1e-9 + links * block * 40 * 1.5e-9,
      bytes:
        (affinity === 'rbf' ? 4 * rows * rows : links * 12) + rows * (features + 4 * block) * 8,
    };
  },
  suggest: (profile) => ({
    confidence: profile.rows <= 3000 ? 0.4 : 0.1,
    rationale:
      profile.rows <= 3000
        ? `${count(profile.rows, 'row')}: few enough to link every pair, and groups may have any shape.`
        : `${count(profile.rows, 'row')}: linking every pair takes long; HDBSCAN also finds groups of any shape.`,
  }),
  examples: [
    { params: { nClusters: 3, gamma: 0.1 }, why: 'all pairs' },
    {
      params: { nClusters: 2, affinity: 'nearestNeighbors', nNeighbors: 25, nInit: 3 },
      why: 'nearest rows',
    },
    { params: { nClusters: 3, gamma: 0.2, assignLabels: 'clusterQr' }, why: 'no start to choose' },
    {
      params: { nClusters: 3, nComponents: 3, gamma: 0.15, assignLabels: 'discretize' },
      why: 'the nearest whole cut',
    },
  ],
});

export type SpectralSpec = typeof spectral;
