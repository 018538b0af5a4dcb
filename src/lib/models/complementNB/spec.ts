import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { countEstimate, smoothing } from '../naiveBayes/params.ts';

export const complementNB = defineModel({
  id: 'complementNB',
  version: 1,
  title: 'Complement naive Bayes',
  summary:
    'For counts with classes of unequal size: learns what each class is not made of. Refuses numbers below 0.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  needs: { features: 'nonNegative' },
  sklearn: { classification: 'sklearn.naive_bayes.ComplementNB' },
  aliases: ['complement', 'cnb'],
  params: v.strictObject({
    alpha: smoothing(1e-10),
    norm: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Even out the weights'),
        v.description(
          'Gives every class weights of the same total. On helps where rows are long counts of one class; it makes probabilities far less sure.',
        ),
      ),
      false,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['counts', 'fast', 'rare classes'],
  estimate: countEstimate,
  suggest: (profile, task) =>
    task === 'regression'
      ? null
      : {
          confidence: 0.1,
          rationale: `Right for counts with a rare class; ${count(factsOf(profile).features, 'column')} of other kinds mislead it.`,
        },
  examples: [
    { params: {}, why: 'one imagined occurrence of everything' },
    { params: { alpha: 0.1, norm: true }, why: 'weights of the same total for each class' },
  ],
});

export type ComplementNBSpec = typeof complementNB;
