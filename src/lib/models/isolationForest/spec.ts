import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { contamination } from '../anomalies.ts';
import { count, factsOf } from '../facts.ts';
import { whole } from '../params.ts';

export const isolationForest = defineModel({
  id: 'isolationForest',
  version: 1,
  title: 'Isolation forest',
  summary: 'Cuts the rows apart at random: what is alone after few cuts is unusual.',
  tasks: ['anomaly'],
  family: 'trees',
  sklearn: { anomaly: 'sklearn.ensemble.IsolationForest' },
  aliases: ['iforest'],
  params: v.strictObject({
    nEstimators: v.optional(
      whole(1, 10_000, 'Trees', 'Fewer give rougher scores; more take longer and change little.'),
      100,
    ),
    maxSamples: v.optional(
      v.pipe(
        v.union([
          v.literal('auto'),
          v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1e7)),
        ]),
        v.title('Rows of a tree'),
        v.description(
          'Rows drawn for each tree; auto is 256. Fewer see less; more hide unusual rows that lie together.',
        ),
      ),
      'auto',
    ),
    contamination: v.optional(contamination, 'auto'),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: false,
    wantsScaling: false,
    importance: 'none',
  },
  goodAt: ['many rows', 'any scale'],
  estimate: ({ rows, features }, { nEstimators }) => ({
    seconds: 0.005 + nEstimators * rows * 1.2e-7,
    bytes: rows * (features * 8 + 24) + nEstimators * 512 * 24,
  }),
  suggest: (profile) => {
    const { rows, features } = factsOf(profile);
    return {
      confidence: 0.75,
      rationale: `${count(rows, 'row')} and ${count(features, 'column')}: quick at any size, and the columns need no common scale.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual forest' },
    { params: { nEstimators: 40, maxSamples: 32, contamination: 0.1 }, why: 'a tenth of the rows' },
  ],
});

export type IsolationForestSpec = typeof isolationForest;
