import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';

/** The yardstick: pages pin it above the other models and never offer it for choice. */
export const baseline = defineModel({
  id: 'baseline',
  version: 1,
  title: 'Baseline',
  summary: 'Answers the mean, or the share of each class, whatever the columns say.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'linear',
  sklearn: {
    classification: 'sklearn.dummy.DummyClassifier',
    regression: 'sklearn.dummy.DummyRegressor',
  },
  aliases: ['dummy', 'prior', 'mean'],
  params: v.strictObject({}),
  capabilities: {
    missing: true,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['a yardstick'],
  estimate: ({ rows, classes }) => ({ seconds: 1e-3 + 2e-9 * rows, bytes: 8 * classes }),
  suggest: () => null,
  examples: [{ params: {}, why: 'a model must beat it to have learned anything' }],
});

export type BaselineSpec = typeof baseline;
