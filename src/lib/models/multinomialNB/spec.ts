import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { countEstimate, fitPrior, smoothing } from '../naiveBayes/params.ts';

export const multinomialNB = defineModel({
  id: 'multinomialNB',
  version: 1,
  title: 'Multinomial naive Bayes',
  summary:
    'For counts, such as words in a text: each class has its own mixture of columns. Refuses numbers below 0.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  needs: { features: 'nonNegative' },
  sklearn: { classification: 'sklearn.naive_bayes.MultinomialNB' },
  aliases: ['multinomial', 'mnb'],
  params: v.strictObject({ alpha: smoothing(1e-10), fitPrior }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['counts', 'words', 'fast'],
  estimate: countEstimate,
  suggest: (profile, task) =>
    task === 'regression'
      ? null
      : {
          confidence: 0.1,
          rationale: `Right for counts that add up to something; ${count(factsOf(profile).features, 'column')} of other kinds mislead it.`,
        },
  examples: [
    { params: {}, why: 'one imagined occurrence of everything' },
    { params: { alpha: 0.01, fitPrior: false }, why: 'classes taken as equally common' },
  ],
});

export type MultinomialNBSpec = typeof multinomialNB;
