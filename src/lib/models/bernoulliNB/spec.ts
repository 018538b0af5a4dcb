import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { countEstimate, fitPrior, smoothing } from '../naiveBayes/params.ts';

export const bernoulliNB = defineModel({
  id: 'bernoulliNB',
  version: 1,
  title: 'Bernoulli naive Bayes',
  summary:
    'Asks of each column only whether it is above a threshold, and counts how often it is in each class.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  sklearn: { classification: 'sklearn.naive_bayes.BernoulliNB' },
  aliases: ['bernoulli', 'bnb'],
  params: v.strictObject({
    // scikit-learn takes log(1 − p) of a rounded p, so that a smaller alpha has few right digits there.
    alpha: smoothing(1e-3),
    binarize: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e12),
        v.title('Threshold'),
        v.description(
          'A number above it counts as yes, any other as no; one threshold for all columns. One that nearly all rows are above, or below, leaves a column without a say (underfits).',
        ),
      ),
      0,
    ),
    fitPrior,
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['yes or no', 'fast', 'small data'],
  estimate: countEstimate,
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { features, numeric } = factsOf(profile);
    const yesNo = 2 * numeric < features;
    return {
      confidence: yesNo ? 0.25 : 0.1,
      rationale: yesNo
        ? `${count(features - numeric, 'column')} of ${features} are no numbers: as yes or no columns they suit it.`
        : `${count(numeric, 'numeric column')} would be cut to yes or no.`,
    };
  },
  examples: [
    { params: {}, why: 'above 0 is yes, one imagined row of each kind' },
    {
      params: { alpha: 0.1, binarize: 0.5, fitPrior: false },
      why: 'classes taken as equally common',
    },
  ],
});

export type BernoulliNBSpec = typeof bernoulliNB;
