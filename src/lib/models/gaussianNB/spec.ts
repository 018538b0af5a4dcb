import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const gaussianNB = defineModel({
  id: 'gaussianNB',
  version: 1,
  title: 'Gaussian naive Bayes',
  summary:
    'Draws a bell curve for each column within each class, as if columns had nothing to do with each other.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  sklearn: { classification: 'sklearn.naive_bayes.GaussianNB' },
  aliases: ['gnb', 'naivebayes'],
  params: v.strictObject({
    varSmoothing: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Smoothing'),
        v.description(
          'Share of the largest variance of any column that is added to every variance. Too high blurs columns of small numbers until they say nothing (underfits); too low makes a class of nearly equal values absurdly sure (overfits).',
        ),
      ),
      1e-9,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'means',
  },
  goodAt: ['fast', 'small data', 'many classes'],
  estimate: ({ rows, features, classes }) => ({
    seconds: 0.001 + 40e-9 * rows * features,
    bytes: 8 * (2 * rows + 2 * classes * features),
  }),
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { rows, features, numeric } = factsOf(profile);
    return {
      confidence: numeric === features && rows < 500 ? 0.35 : 0.2,
      rationale: `Learns ${count(rows, 'row')} in a moment from ${count(numeric, 'numeric column')}; its probabilities are too sure where columns are related.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual bell curves' },
    { params: { varSmoothing: 0.01 }, why: 'wider curves: less sure on few rows' },
  ],
});

export type GaussianNBSpec = typeof gaussianNB;
