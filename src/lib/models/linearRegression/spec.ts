import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

/**
 * Directions weaker than this share of the matrix count as absent. scikit-learn 1.9's default of 1e-6 drops real
 * ones on unscaled columns (NIST's Wampler and Pontius keep no digit), so exported code writes this value out.
 */
export const rankTolerance = 1e-12;

export const linearRegression = defineModel({
  id: 'linearRegression',
  version: 1,
  title: 'Linear regression',
  summary: 'Fits one weight for each column so that the sum of squared errors is least.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.LinearRegression' },
  aliases: ['linear', 'ols', 'lr', 'leastsquares'],
  params: v.strictObject({
    fitIntercept: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Fit an intercept'),
        v.description(
          'Learns the level at which all columns are zero. Off forces the fit through the origin, which biases it unless that is known to hold.',
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
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['readable', 'fast', 'small data', 'straight lines'],
  estimate: ({ rows, features }) => ({
    seconds: 0.002 + 2.2e-9 * rows * features * (features + 4),
    bytes: 24 * rows * features,
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const roomy = rows >= 20 * width;
    return {
      confidence: roomy ? 0.6 : 0.3,
      rationale: roomy
        ? `${count(rows, 'row')} for about ${count(width, 'column')}: weights can be read as effects.`
        : `Only ${count(rows, 'row')} for about ${count(width, 'column')}: weights will be unsteady; ridge holds them back.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual fit' },
    { params: { fitIntercept: false }, why: 'a quantity that is zero when all columns are' },
  ],
});

export type LinearRegressionSpec = typeof linearRegression;
