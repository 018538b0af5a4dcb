import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const quadraticDiscriminantAnalysis = defineModel({
  id: 'quadraticDiscriminantAnalysis',
  version: 1,
  title: 'Quadratic discriminant',
  summary:
    'Takes every class for a cloud of its own shape, and cuts along curves; wants numbers of like size and many rows in each class.',
  tasks: ['binary', 'multiclass'],
  family: 'bayes',
  sklearn: { classification: 'sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis' },
  aliases: ['qda'],
  params: v.strictObject({
    regParam: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Regularisation'),
        v.description(
          'Share by which each cloud is rounded off towards a ball of variance 1. Too high forgets how columns go together, above all unscaled ones (underfits); too low follows chance in small classes (overfits).',
        ),
      ),
      0,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'The fit is refused when a class varies less than this, as a variance, along some direction. Lower accepts columns of tiny numbers, and clouds that are nearly flat and so too sure.',
        ),
      ),
      1e-4,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: "scikit-learn's quadratic discriminant analysis takes none",
    deterministic: true,
    wantsScaling: true,
    importance: 'means',
  },
  goodAt: ['curves', 'fast', 'many classes'],
  estimate: ({ rows, features, classes }) => ({
    seconds: 0.002 + 5e-9 * rows * features ** 2 + 12e-9 * classes * features ** 3,
    bytes: 8 * ((3 * rows * features) / classes + 2 * classes * features ** 2),
  }),
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { rows, width, numeric, features } = factsOf(profile);
    const fits = numeric === features && rows >= 30 * width;
    return {
      confidence: fits ? 0.3 : 0.1,
      rationale: fits
        ? `${count(rows, 'row')} for ${count(width, 'numeric column')} are enough to give each class a shape of its own.`
        : `Each class needs many more rows than the ${count(width, 'column')}, and columns that do not repeat each other.`,
    };
  },
  examples: [
    { params: {}, why: 'each cloud as it is' },
    { params: { regParam: 0.1 }, why: 'rounded off: few rows in some class' },
  ],
});

export type QuadraticDiscriminantAnalysisSpec = typeof quadraticDiscriminantAnalysis;
