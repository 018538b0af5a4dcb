import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { fitIntercept } from '../descent/params.ts';
import { count, factsOf } from '../facts.ts';

export const huberRegressor = defineModel({
  id: 'huberRegressor',
  version: 1,
  title: 'Huber regression',
  summary:
    'Linear regression that lets rows far off the line pull no harder than rows just outside.',
  tasks: ['regression'],
  family: 'linear',
  sklearn: { regression: 'sklearn.linear_model.HuberRegressor' },
  aliases: ['huber', 'robust'],
  params: v.strictObject({
    epsilon: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1),
        v.maxValue(100),
        v.title('Where outliers begin'),
        v.description(
          'In units of the errors’ spread, which is fitted too. Too high lets outliers pull the line; too low takes good rows for outliers, and noise moves the line more.',
        ),
      ),
      1.35,
    ),
    alpha: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e12),
        v.title('Penalty'),
        v.description(
          'Holds weights near zero. Too high flattens the line (underfits); too low leaves related columns with large weights of opposite sign (overfits).',
        ),
      ),
      0.0001,
    ),
    fitIntercept,
    maxIter: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100000),
        v.title('Most iterations'),
        v.description(
          'Newton steps at most; about 10 are the rule. Too few stop before the best weights; more cost time only where they are needed.',
        ),
      ),
      100,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-12),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Stops when no slope of the summed loss is above it. Higher stops earlier, with weights right to fewer digits.',
        ),
      ),
      1e-5,
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
  goodAt: ['outliers', 'readable', 'straight lines'],
  estimate: ({ rows, features }) => ({
    seconds: 0.003 + 40e-9 * rows * features * (features / 10 + 4),
    bytes: 16 * rows * (features + 6),
  }),
  suggest: (profile, task) => {
    if (task !== 'regression') return null;
    const { rows, width } = factsOf(profile);
    const target = profile.columns.find((c) => c.role === 'target');
    const skewed = Math.abs(target?.number?.skew ?? 0) > 2;
    return {
      confidence: skewed ? 0.5 : 0.25,
      rationale: skewed
        ? `The target has a long tail in ${count(rows, 'row')}: its largest values will not bend the line.`
        : `A line through ${count(rows, 'row')} and about ${count(width, 'column')} that single odd rows cannot tilt.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual bend at 1.35 spreads' },
    { params: { epsilon: 2, alpha: 0.01 }, why: 'few outliers, related columns' },
    { params: { fitIntercept: false }, why: 'a quantity that is zero when all columns are' },
  ],
});

export type HuberRegressorSpec = typeof huberRegressor;
