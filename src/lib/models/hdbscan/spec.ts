import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { amount, flag, whole, wholeOrNone } from '../params.ts';

/** More rows, and comparing all pairs takes many minutes, and the tree of joins is made without a pause of its own. */
export const mostRows = 100_000;

export const hdbscan = defineModel({
  id: 'hdbscan',
  version: 1,
  title: 'HDBSCAN',
  summary: 'Finds the groups that last longest as its reach grows, and leaves lone rows in none.',
  tasks: ['clustering'],
  family: 'density',
  sklearn: { clustering: 'sklearn.cluster.HDBSCAN' },
  aliases: ['hierarchicaldbscan'],
  params: v.strictObject({
    minClusterSize: v.optional(
      whole(
        2,
        1e6,
        'Smallest group',
        'Fewer rows than this are no group. Too few find many tiny groups; too many take small groups for noise.',
      ),
      5,
    ),
    minSamples: v.optional(
      wholeOrNone(
        1,
        100_000,
        'Neighbours of a core row',
        'How many rows, itself included, measure how dense a place is; empty is the smallest group. Fewer follow chance; more leave more rows in no group.',
      ),
      null,
    ),
    clusterSelectionEpsilon: v.optional(
      amount(
        0,
        1e12,
        'Least distance',
        'Groups that part at a smaller distance stay one. Too small leaves fragments; too large joins unlike groups. Above 0 there is no Python of the model.',
      ),
      0,
    ),
    maxClusterSize: v.optional(
      wholeOrNone(
        1,
        1e9,
        'Largest group',
        'A group with more rows is taken apart, where groups are chosen by how long they last; empty is no limit. Too few cut groups in pieces.',
      ),
      null,
    ),
    alpha: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-6),
        v.maxValue(1000),
        v.title('Scale of distances'),
        v.description(
          'Distances are divided by it before they are compared with density. Above 1 density counts more and thin links join groups; below 1 the other way.',
        ),
      ),
      1,
    ),
    clusterSelectionMethod: v.optional(
      v.pipe(
        v.picklist(['eom', 'leaf']),
        v.title('Groups chosen'),
        v.description(
          'eom: those that last longest, which may join what differs a little; leaf: the smallest ones, which may cut groups in pieces.',
        ),
      ),
      'eom',
    ),
    allowSingleCluster: v.optional(
      flag(
        'One group may be all',
        'Whether all rows may be one group. Without, a table of one group is cut in pieces; with it, several may go unseen.',
      ),
      false,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's HDBSCAN takes none",
    deterministic: true,
    newRows: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['number of groups unknown', 'unlike density', 'lone rows'],
  estimate: ({ rows, features }) => ({
    seconds: 0.003 + rows * rows * (4 + features) * 1e-9,
    bytes: rows * (features * 24 + 200),
  }),
  suggest: (profile) => ({
    confidence: profile.rows <= 50_000 ? 0.6 : 0.2,
    rationale: `${count(profile.rows, 'row')}: finds the number of groups itself, and needs only the size of the smallest.`,
  }),
  examples: [
    { params: {}, why: 'the usual size' },
    {
      params: { minClusterSize: 4, minSamples: 2, clusterSelectionMethod: 'leaf' },
      why: 'the smallest groups',
    },
    {
      params: { minSamples: 4, allowSingleCluster: true, maxClusterSize: 40, alpha: 1.2 },
      why: 'one group may be all',
    },
  ],
});

export type HdbscanSpec = typeof hdbscan;
