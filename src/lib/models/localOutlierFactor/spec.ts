import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { contamination } from '../anomalies.ts';
import { count } from '../facts.ts';
import { whole } from '../params.ts';

export const localOutlierFactor = defineModel({
  id: 'localOutlierFactor',
  version: 1,
  title: 'Local outlier factor',
  summary: 'Compares how close each row’s neighbours are with how close their neighbours are.',
  tasks: ['anomaly'],
  family: 'density',
  sklearn: { anomaly: 'sklearn.neighbors.LocalOutlierFactor' },
  aliases: ['lof'],
  params: v.strictObject({
    nNeighbors: v.optional(
      whole(
        1,
        1000,
        'Neighbours',
        'How many to compare with. Too few call lone pairs usual; too many miss rows at the edge of a small group.',
      ),
      20,
    ),
    contamination: v.optional(contamination, 'auto'),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: "scikit-learn's local outlier factor takes none",
    deterministic: true,
    newRows: false,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['groups of unlike density'],
  estimate: ({ rows, features }, { nNeighbors }) => ({
    seconds: 0.002 + rows * rows * (4 + features) * 6e-10 + rows * nNeighbors * 2e-8,
    bytes: rows * (features * 16 + nNeighbors * 12),
  }),
  suggest: (profile) => ({
    confidence: profile.rows <= 50_000 ? 0.55 : 0.2,
    rationale: `${count(profile.rows, 'row')}: finds rows that are odd for where they are, in thin groups and in dense ones.`,
  }),
  examples: [
    { params: {}, why: 'the usual neighbours' },
    {
      params: { nNeighbors: 5, contamination: 0.1 },
      why: 'a tenth of the rows, by few neighbours',
    },
  ],
});

export type LocalOutlierFactorSpec = typeof localOutlierFactor;
