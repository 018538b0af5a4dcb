import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { amount, whole } from '../params.ts';

export const dbscan = defineModel({
  id: 'dbscan',
  version: 1,
  title: 'DBSCAN',
  summary: 'Finds groups of any shape where rows lie close, and leaves lone rows in none.',
  tasks: ['clustering'],
  family: 'density',
  sklearn: { clustering: 'sklearn.cluster.DBSCAN' },
  aliases: ['densityclustering'],
  params: v.strictObject({
    eps: v.optional(
      amount(
        1e-12,
        1e12,
        'Reach',
        'How far apart two neighbours may be. Too small leaves most rows in no group; too large joins all into one.',
      ),
      0.5,
    ),
    minSamples: v.optional(
      whole(
        1,
        100_000,
        'Neighbours of a core row',
        'Rows within reach, itself included, that make a row the inside of a group. Fewer take noise for groups; more leave thin groups out.',
      ),
      5,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    newRows: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['any shape', 'lone rows'],
  estimate: ({ rows, features }) => ({
    seconds: 0.002 + rows * rows * (2 + features / 2) * 1e-9,
    bytes: rows * (features * 8 + 40),
  }),
  suggest: (profile) => ({
    confidence: 0.5,
    rationale: `${count(profile.rows, 'row')}: finds the number of groups itself, once the reach fits the columns' scale.`,
  }),
  examples: [
    { params: {}, why: 'the usual reach on standardised columns' },
    { params: { eps: 1.5, minSamples: 3 }, why: 'a wider reach' },
  ],
});

export type DbscanSpec = typeof dbscan;
