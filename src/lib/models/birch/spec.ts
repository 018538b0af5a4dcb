import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { amount, whole, wholeOrNone } from '../params.ts';

/** Distances of all pairs of small groups, 8 bytes each: half a gibibyte. */
export const mostSmallGroups = 11_000;

export const birch = defineModel({
  id: 'birch',
  version: 1,
  title: 'Birch',
  summary:
    'Gathers near rows into small groups in one pass, then joins those to as many as you ask for.',
  tasks: ['clustering'],
  family: 'hierarchy',
  sklearn: { clustering: 'sklearn.cluster.Birch' },
  aliases: ['featuretree'],
  params: v.strictObject({
    threshold: v.optional(
      amount(
        1e-12,
        1e12,
        'Reach of a small group',
        'How far its rows may spread about their mean. Too small keeps nearly every row apart, and takes long; too large joins unlike rows.',
      ),
      0.5,
    ),
    branchingFactor: v.optional(
      whole(
        2,
        1000,
        'Branches',
        'Small groups that one node of the tree may hold. Fewer make a deep tree that may place a row less well; more take longer.',
      ),
      50,
    ),
    nClusters: v.optional(
      wholeOrNone(
        1,
        1000,
        'Groups',
        'How many groups to join the small ones to; empty leaves those as they are. Too few put unlike rows together; too many cut groups in pieces.',
      ),
      3,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's Birch takes none",
    deterministic: true,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['very many rows', 'groups within groups'],
  estimate: ({ rows, features }, { branchingFactor, nClusters }) => {
    const small = 0.9 * Math.min(rows, mostSmallGroups);
    const joined = nClusters === null ? 0 : small * small * (features + 20) * 1.6e-9;
    return {
      seconds: 0.002 + rows * (features + 4) * (branchingFactor * 4e-9 + small * 4e-10) + joined,
      bytes: rows * features * 24 + (nClusters === null ? 0 : 4 * small * small),
    };
  },
  suggest: (profile) => ({
    confidence: profile.rows > 20_000 ? 0.5 : 0.35,
    rationale: `${count(profile.rows, 'row')}: reads each once, and joins groups of rows where comparing all pairs would take too long.`,
  }),
  examples: [
    { params: {}, why: 'the usual reach on standardised columns' },
    { params: { threshold: 0.8, branchingFactor: 4, nClusters: 4 }, why: 'a deeper tree' },
    { params: { threshold: 2, nClusters: null }, why: 'the small groups themselves' },
  ],
});

export type BirchSpec = typeof birch;
