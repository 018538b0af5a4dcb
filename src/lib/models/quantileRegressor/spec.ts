import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { fitIntercept } from '../descent/params.ts';
import { count, factsOf } from '../facts.ts';

export const quantileRegressor = defineModel({
  id: 'quantileRegressor',
  version: 1,
  title: 'Quantile regression',
  summary:
    'A line below which a given share of the answers lies: the median, or how high they may go.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.QuantileRegressor' },
  aliases: ['quantile', 'median', 'lad', 'pinball'],
  params: v.strictObject({
    quantile: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.001),
        v.maxValue(0.999),
        v.title('Quantile'),
        v.description(
          'Share of answers below the line. Higher predicts too high more often, lower too low; near 0 or 1 few rows decide, and the line is unsteady.',
        ),
      ),
      0.5,
    ),
    alpha: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e12),
        v.title('Penalty'),
        v.description(
          'L1 penalty against the mean loss. Too high drops columns that matter (underfits), and at 1 often all of them; too low keeps columns of noise (overfits).',
        ),
      ),
      1,
    ),
    fitIntercept,
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'coefficients',
  },
  goodAt: ['outliers', 'ranges', 'readable'],
  estimate: ({ rows, features }) => ({
    seconds: 0.005 + 40e-9 * rows * (features + 8) * (features / 4 + 8),
    bytes: 8 * rows * (2 * features + 16),
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    return {
      confidence: 0.2,
      rationale: `A line at a chosen quantile of ${count(rows, 'row')} and about ${count(width, 'column')}: for a range of answers, not for their mean.`,
    };
  },
  examples: [
    { params: { alpha: 0 }, why: 'the median line' },
    { params: { quantile: 0.9, alpha: 0.01 }, why: 'how high the answer may go' },
    { params: { quantile: 0.25, alpha: 0.05, fitIntercept: false }, why: 'through the origin' },
  ],
});

export type QuantileRegressorSpec = typeof quantileRegressor;
