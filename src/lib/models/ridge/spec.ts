import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const ridge = defineModel({
  id: 'ridge',
  version: 1,
  title: 'Ridge regression',
  summary: 'Linear regression that holds its weights back, which steadies it on related columns.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.Ridge' },
  aliases: ['ridgeregression', 'l2', 'tikhonov'],
  params: v.strictObject({
    alpha: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e12),
        v.title('Penalty'),
        v.description(
          'Holds weights near zero. Too high flattens real effects (underfits); too low lets related columns trade large opposite weights (overfits). 0 is linear regression.',
        ),
      ),
      1,
    ),
    fitIntercept: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Fit an intercept'),
        v.description(
          'Learns the level at which all columns are zero; it is not penalised. Off forces the fit through the origin, which biases it unless that is known to hold.',
        ),
      ),
      true,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['readable', 'fast', 'many columns', 'related columns'],
  estimate: ({ rows, features }) => {
    const short = Math.min(rows, features);
    return {
      seconds: 0.002 + 0.6e-9 * short * features * rows + 0.5e-9 * short ** 3,
      bytes: 8 * (2 * rows * features + short ** 2),
    };
  },
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const tight = rows < 20 * width;
    return {
      confidence: tight ? 0.8 : 0.65,
      rationale: tight
        ? `${count(rows, 'row')} for about ${count(width, 'column')}: a penalty keeps the weights steady.`
        : `A steady straight-line model for ${count(rows, 'row')}, and the yardstick for anything with curves.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual penalty of 1' },
    { params: { alpha: 100 }, why: 'many related columns: weights kept small' },
    { params: { alpha: 0.01, fitIntercept: false }, why: 'hardly held back, through the origin' },
    { params: { alpha: 0 }, why: 'no penalty: the same as linear regression' },
  ],
});

export type RidgeSpec = typeof ridge;
