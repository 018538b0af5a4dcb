import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { whole } from '../params.ts';

/** Distances of all pairs, 8 bytes each: half a gibibyte. */
export const mostRows = 11_000;

export const agglomerative = defineModel({
  id: 'agglomerative',
  version: 1,
  title: 'Hierarchical clustering',
  summary: 'Joins the two nearest groups again and again, until as many are left as you ask for.',
  tasks: ['clustering'],
  family: 'hierarchy',
  sklearn: { clustering: 'sklearn.cluster.AgglomerativeClustering' },
  aliases: ['hierarchical', 'agglomerativeclustering', 'ward'],
  params: v.strictObject({
    nClusters: v.optional(
      whole(
        1,
        1000,
        'Groups',
        'Where the joining ends. Too few put unlike rows together; too many cut groups in pieces.',
      ),
      2,
    ),
    linkage: v.optional(
      v.pipe(
        v.picklist(['ward', 'complete', 'average', 'single']),
        v.title('Linkage'),
        v.description(
          'What “near” means between groups. Ward: the least spread, so round groups of like size; complete: the farthest pair, so compact ones; average: all pairs; single: the nearest pair, so chains, which noise joins into one.',
        ),
      ),
      'ward',
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's hierarchical clustering takes none",
    deterministic: true,
    newRows: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['groups within groups'],
  estimate: ({ rows, features }, { linkage }) => ({
    seconds: 0.002 + rows * rows * (features + 20) * (linkage === 'single' ? 1e-9 : 1.6e-9),
    bytes: linkage === 'single' ? 16 * rows * features : 4 * rows * rows + 16 * rows * features,
  }),
  suggest: (profile) => ({
    confidence: profile.rows <= mostRows ? 0.6 : 0.05,
    rationale:
      profile.rows <= mostRows
        ? `${count(profile.rows, 'row')}: few enough to compare every pair, and no start to choose.`
        : `${count(profile.rows, 'row')}: too many pairs to compare; the most is ${mostRows.toLocaleString('en-US')} rows.`,
  }),
  examples: [
    { params: { nClusters: 3 }, why: 'round groups' },
    { params: { nClusters: 3, linkage: 'complete' }, why: 'compact groups' },
    { params: { nClusters: 4, linkage: 'average' }, why: 'between the two' },
    { params: { nClusters: 2, linkage: 'single' }, why: 'chains' },
  ],
});

export type AgglomerativeSpec = typeof agglomerative;
