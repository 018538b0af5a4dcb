import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { countEstimate, fitPrior, smoothing } from '../naiveBayes/params.ts';

export const categoricalNB = defineModel({
  id: 'categoricalNB',
  version: 1,
  title: 'Categorical naive Bayes',
  summary:
    'For columns of codes 0, 1, 2 … (ordinal encoding): counts how often each level is in each class. Numbers are cut to whole ones; a level that training did not reach says nothing.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  needs: { features: 'nonNegative' },
  sklearn: { classification: 'sklearn.naive_bayes.CategoricalNB' },
  aliases: ['categorical', 'catnb'],
  params: v.strictObject({
    alpha: smoothing(1e-10),
    fitPrior,
    minCategories: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9))),
        v.title('Fewest levels of a column'),
        v.description(
          'Counts each column as having at least so many levels, so that later ones have a place; without it, as many as its highest code says. More than there are make the classes more alike (underfits).',
        ),
      ),
      null,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'none',
  },
  goodAt: ['categories', 'fast', 'small data'],
  estimate: (size) => {
    const { seconds, bytes } = countEstimate(size);
    return { seconds: 3 * seconds, bytes: 2 * bytes };
  },
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { features, numeric } = factsOf(profile);
    const categories = 2 * numeric < features;
    return {
      confidence: categories ? 0.25 : 0.05,
      rationale: categories
        ? `${count(features - numeric, 'column')} of ${features} are no numbers: as ordinal codes each level counts by itself.`
        : `${count(numeric, 'numeric column')} would be cut to whole numbers, each a level of its own.`,
    };
  },
  examples: [
    { params: {}, why: 'one imagined row of each level' },
    {
      params: { alpha: 0.05, fitPrior: false, minCategories: 12 },
      why: 'room for levels that come later, classes taken as equally common',
    },
  ],
});

export type CategoricalNBSpec = typeof categoricalNB;
