import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

export const linearDiscriminantAnalysis = defineModel({
  id: 'linearDiscriminantAnalysis',
  version: 1,
  title: 'Linear discriminant',
  summary:
    'Takes every class for a cloud of the same shape around its own centre, and cuts straight between them.',
  tasks: ['binary', 'multiclass'],
  family: 'linear',
  sklearn: { classification: 'sklearn.discriminant_analysis.LinearDiscriminantAnalysis' },
  aliases: ['lda', 'discriminant'],
  params: v.strictObject({
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-10),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Directions along which scaled rows of a class vary less than this are left out. Too high throws away columns that tell classes apart (underfits); too low trusts roundings between columns that repeat each other (overfits).',
        ),
      ),
      1e-4,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: "scikit-learn's linear discriminant analysis takes none",
    deterministic: true,
    wantsScaling: false,
    importance: 'coefficients',
  },
  goodAt: ['readable', 'fast', 'many classes', 'small data'],
  estimate: ({ rows, features, classes }) => {
    const short = Math.min(rows, features);
    return {
      seconds: 0.002 + 4e-9 * rows * features * short + 12e-9 * short ** 2 * features,
      bytes: 8 * (3 * rows * features + 2 * features ** 2 + classes * features),
    };
  },
  suggest: (profile, task) => {
    if (task === 'regression') return null;
    const { rows, width } = factsOf(profile);
    const roomy = rows >= 10 * width;
    return {
      confidence: roomy ? 0.4 : 0.2,
      rationale: roomy
        ? `${count(rows, 'row')} for about ${count(width, 'column')} are enough to measure how columns go together; no setting to choose.`
        : `${count(rows, 'row')} for about ${count(width, 'column')}: too few to measure how columns go together.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual' },
    { params: { tol: 1e-8 }, why: 'keeps columns that nearly repeat each other' },
  ],
});

export type LinearDiscriminantAnalysisSpec = typeof linearDiscriminantAnalysis;
