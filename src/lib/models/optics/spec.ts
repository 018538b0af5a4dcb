import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { flag, whole, wholeOrNone } from '../params.ts';

/** More rows, and comparing all pairs takes many minutes. */
export const mostRows = 100_000;

const distanceOrNone = (title: string, help: string) =>
  v.pipe(
    v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1e12))),
    v.title(title),
    v.description(help),
  );

export const optics = defineModel({
  id: 'optics',
  version: 1,
  title: 'OPTICS',
  summary: 'Orders rows by how close they lie, and finds groups of unlike density in that order.',
  tasks: ['clustering'],
  family: 'density',
  sklearn: { clustering: 'sklearn.cluster.OPTICS' },
  aliases: ['orderingpoints'],
  params: v.strictObject({
    minSamples: v.optional(
      whole(
        2,
        100_000,
        'Neighbours of a core row',
        'Rows near a row, itself included, that make it the inside of a group. Fewer take noise for groups; more leave thin groups out.',
      ),
      5,
    ),
    maxEps: v.optional(
      distanceOrNone(
        'Farthest reach',
        'How far apart two neighbours may be at most; empty is without end. Smaller is quicker, and leaves rows of thin groups out.',
      ),
      null,
    ),
    clusterMethod: v.optional(
      v.pipe(
        v.picklist(['xi', 'dbscan']),
        v.title('Groups by'),
        v.description(
          'Steep: where density changes steeply, so each group may have its own; DBSCAN: one reach for all, which misses thin groups or joins dense ones.',
        ),
      ),
      'xi',
    ),
    eps: v.optional(
      distanceOrNone(
        'Reach of DBSCAN',
        'How far apart two neighbours may be, with DBSCAN; empty is the farthest reach. Too small leaves most rows in no group; too large joins all into one.',
      ),
      null,
    ),
    xi: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(0.999),
        v.title('Steepness'),
        v.description(
          'By what share density must change at the edge of a group. Too small finds groups in chance; too large finds none.',
        ),
      ),
      0.05,
    ),
    predecessorCorrection: v.optional(
      flag(
        'Correct the ends',
        'Leaves out rows at the end of a group that were reached from outside it; without, groups take in a few strange rows.',
      ),
      true,
    ),
    minClusterSize: v.optional(
      wholeOrNone(
        2,
        1e6,
        'Smallest group',
        'Rows of a group at least; empty is as many as the neighbours of a core row. Fewer find groups in chance; more miss small ones.',
      ),
      null,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's OPTICS takes none",
    deterministic: true,
    newRows: false,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['unlike density', 'lone rows', 'any shape'],
  estimate: ({ rows, features }) => ({
    seconds: 0.003 + rows * rows * (4 + features) * 1e-9,
    bytes: rows * (features * 24 + 60),
  }),
  suggest: (profile) => ({
    confidence: profile.rows <= mostRows ? 0.4 : 0.05,
    rationale:
      profile.rows <= mostRows
        ? `${count(profile.rows, 'row')}: finds dense and thin groups at once, where DBSCAN has one reach for all.`
        : `${count(profile.rows, 'row')}: too many pairs to compare; the most is ${mostRows.toLocaleString('en-US')} rows.`,
  }),
  examples: [
    { params: {}, why: 'steep edges' },
    { params: { minSamples: 4, clusterMethod: 'dbscan', eps: 1.5, maxEps: 3 }, why: 'one reach' },
    {
      params: { minSamples: 3, xi: 0.2, predecessorCorrection: false, minClusterSize: 6 },
      why: 'steeper edges, larger groups',
    },
  ],
});

export type OpticsSpec = typeof optics;
