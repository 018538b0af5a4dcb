import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { flag, whole } from '../params.ts';

/** Seeds times rows: about twenty minutes. */
export const mostPairs = 1e10;

export const meanShift = defineModel({
  id: 'meanShift',
  version: 1,
  title: 'Mean shift',
  summary: 'Climbs from each row to where rows lie densest; rows that end on one peak are a group.',
  tasks: ['clustering'],
  family: 'density',
  sklearn: { clustering: 'sklearn.cluster.MeanShift' },
  aliases: ['modeseeking'],
  params: v.strictObject({
    bandwidth: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1e12))),
        v.title('Reach'),
        v.description(
          'How far around a place rows count to its density; empty takes the mean distance to the nearest 30 % of rows. Too small finds many tiny groups; too large joins all into one.',
        ),
      ),
      null,
    ),
    binSeeding: v.optional(
      flag(
        'Start from a grid',
        'Climbs from the cells of a grid and not from each row: much quicker, and may miss a small peak.',
      ),
      false,
    ),
    minBinFreq: v.optional(
      whole(
        1,
        1e6,
        'Rows of a cell',
        'With a grid: cells with fewer rows are no start. Higher is quicker, and leaves small groups out.',
      ),
      1,
    ),
    clusterAll: v.optional(
      flag(
        'Every row in a group',
        'If not, rows out of reach of every peak are in none. New rows go to the nearest peak in any case.',
      ),
      true,
    ),
    maxIter: v.optional(
      whole(
        0,
        100_000,
        'Most steps',
        'Steps of one climb at most. Too few end before the peak, and tell one group as several.',
      ),
      300,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's mean shift takes none",
    deterministic: true,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['number of groups unknown', 'round groups'],
  estimate: ({ rows, features }, { binSeeding, bandwidth }) => {
    const seeds = binSeeding ? Math.min(rows, 2000) : rows;
    const guess = bandwidth === null ? rows * rows * (features + 4) * 1.2e-9 : 0;
    return {
      seconds: 0.002 + guess + seeds * rows * (4 + features) * 1e-8,
      bytes: rows * (features * 32 + 40),
    };
  },
  suggest: (profile) => ({
    confidence: profile.rows <= 5000 ? 0.4 : 0.1,
    rationale:
      profile.rows <= 5000
        ? `${count(profile.rows, 'row')}: few enough to climb from each, and the number of groups need not be known.`
        : `${count(profile.rows, 'row')}: climbing from each takes long; DBSCAN also finds the number of groups itself.`,
  }),
  examples: [
    { params: {}, why: 'the reach from the rows themselves' },
    { params: { bandwidth: 2, binSeeding: true, clusterAll: false }, why: 'from a grid' },
    { params: { bandwidth: 1.5, maxIter: 3 }, why: 'short climbs' },
  ],
});

export type MeanShiftSpec = typeof meanShift;
