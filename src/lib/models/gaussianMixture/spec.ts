import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { amount, whole } from '../params.ts';

export const gaussianMixture = defineModel({
  id: 'gaussianMixture',
  version: 1,
  title: 'Gaussian mixture',
  summary: 'Fits overlapping clouds of rows, each with its own place, size and direction.',
  tasks: ['clustering'],
  family: 'centres',
  sklearn: { clustering: 'sklearn.mixture.GaussianMixture' },
  aliases: ['gmm', 'mixture'],
  params: v.strictObject({
    nComponents: v.optional(
      whole(
        1,
        200,
        'Groups',
        'How many clouds to fit. Too few put unlike rows together; too many share one cloud among several.',
      ),
      1,
    ),
    covarianceType: v.optional(
      v.pipe(
        v.picklist(['full', 'tied', 'diag', 'spherical']),
        v.title('Shape'),
        v.description(
          'Full: any ellipse each; tied: one ellipse for all; diag: along the columns; spherical: round. Freer shapes need more rows, plainer ones may not fit.',
        ),
      ),
      'full',
    ),
    tol: v.optional(
      amount(
        0,
        1,
        'Tolerance',
        'Ends when the mean log-likelihood gains less. Larger ends sooner and less exactly.',
      ),
      1e-3,
    ),
    regCovar: v.optional(
      amount(
        0,
        1e6,
        'Least variance',
        'Added to each variance. Too small fails on a group without spread; too large makes all groups round.',
      ),
      1e-6,
    ),
    maxIter: v.optional(
      whole(1, 100_000, 'Most turns', 'Turns of one run at most. Too few end before it settles.'),
      100,
    ),
    nInit: v.optional(
      whole(
        1,
        100,
        'Starts',
        'Runs from other k-means groups; the likeliest is kept. Fewer may miss it, more take longer.',
      ),
      1,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: "scikit-learn's Gaussian mixture takes none",
    deterministic: false,
    wantsScaling: false,
    importance: 'means',
  },
  goodAt: ['long and overlapping groups'],
  estimate: ({ rows, features }, { nComponents, covarianceType, nInit }) => {
    const each =
      covarianceType === 'full' || covarianceType === 'tied' ? features * features : 4 * features;
    return {
      seconds: 0.01 + nInit * 30 * rows * nComponents * each * 1.5e-9,
      bytes: rows * (features * 24 + nComponents * 16),
    };
  },
  suggest: (profile) => {
    const { rows, features } = factsOf(profile);
    return {
      confidence: 0.55,
      rationale: `${count(rows, 'row')} and ${count(features, 'column')}: groups may overlap, and each may have its own shape.`,
    };
  },
  examples: [
    { params: { nComponents: 3 }, why: 'any ellipse' },
    { params: { nComponents: 2, covarianceType: 'tied' }, why: 'one shape for all' },
    { params: { nComponents: 3, covarianceType: 'diag', nInit: 2 }, why: 'along the columns' },
    { params: { nComponents: 2, covarianceType: 'spherical', tol: 1e-6 }, why: 'round' },
  ],
});

export type GaussianMixtureSpec = typeof gaussianMixture;
