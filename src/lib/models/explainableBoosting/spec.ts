import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { columns } from '../histGradientBoosting/params.ts';

const whole = (least: number, most: number, title: string, description: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least),
    v.maxValue(most),
    v.title(title),
    v.description(description),
  );

export const explainableBoosting = defineModel({
  id: 'explainableBoosting',
  version: 1,
  title: 'Explainable boosting',
  summary:
    'Adds up one curve for each column and a few maps of two, learned by boosting: nearly as accurate as trees, and every curve can be read.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'trees',
  sklearn: {
    classification: 'preprocessing.ExplainableBoostingClassifier',
    regression: 'preprocessing.ExplainableBoostingRegressor',
  },
  aliases: ['ebm', 'gam', 'ga2m', 'additivemodel', 'explainableboostingmachine'],
  params: v.strictObject({
    interactions: v.optional(
      whole(
        0,
        200,
        'Pairs of columns',
        'Pairs that may act together beyond their curves, the strongest first; none for more than two classes. More are more accurate and harder to read; 0 leaves curves only.',
      ),
      10,
    ),
    learningRate: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.0001),
        v.maxValue(1),
        v.title('Learning rate'),
        v.description(
          'How far each small tree moves its curve. Lower is smoother and shares effects more fairly among related columns, but takes more rounds; too high makes rough curves (overfits).',
        ),
      ),
      0.05,
    ),
    maxRounds: v.optional(
      whole(
        1,
        50000,
        'Most rounds',
        'In each round every curve takes one step. Too few stop before the curves have their shape (underfits); early stopping ends most fits before.',
      ),
      1000,
    ),
    earlyStoppingRounds: v.optional(
      whole(
        1,
        10000,
        'Patience',
        'Rounds without a better loss of the rows held back before it stops. Too few stop at a chance rise; more cost time.',
      ),
      50,
    ),
    outerBags: v.optional(
      whole(
        1,
        100,
        'Samples',
        'Models fitted on samples of the rows; the answer is their mean, and their spread is the error bar. More are smoother and take longer; 1 has no error bars.',
      ),
      8,
    ),
    validationSize: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(0.9),
        v.title('Share held back'),
        v.description(
          'Rows of each sample that only tell when to stop; 0 goes on to the most rounds, which may overfit. More leaves fewer rows to learn from.',
        ),
      ),
      0.15,
    ),
    maxBins: v.optional(
      whole(
        2,
        1024,
        'Most bins',
        'Steps that a curve may have. More follow the data more closely, noise too (overfits); fewer blur it.',
      ),
      256,
    ),
    maxLeaves: v.optional(
      whole(
        2,
        20,
        'Leaves of a tree',
        'Stretches of a column that one step moves apart. More make bolder steps, and rougher curves.',
      ),
      3,
    ),
    minSamplesLeaf: v.optional(
      whole(
        1,
        10000,
        'Least rows of a leaf',
        'Fewer follow single rows (overfits); more blur what few rows show.',
      ),
      4,
    ),
    ...columns,
  }),
  capabilities: {
    missing: true,
    probabilities: true,
    weights: true,
    deterministic: false,
    wantsScaling: false,
    importance: 'impurity',
  },
  goodAt: ['readable', 'curves', 'missing values', 'mixed scales'],
  estimate: ({ rows, features, classes }, { outerBags, maxRounds, interactions }) => {
    const outputs = classes > 2 ? classes : 1;
    const pairs = outputs > 1 ? 0 : Math.min(interactions, (features * (features - 1)) / 2);
    const rounds = Math.min(maxRounds, 300);
    return {
      seconds: 0.02 + outerBags * rounds * outputs * rows * 30e-9 * (features + pairs),
      bytes: rows * (4 * (features + pairs) + 8 * outputs * (outerBags + 2)) + 50_000 * features,
    };
  },
  suggest: (profile) => {
    const { rows, width } = factsOf(profile);
    return {
      confidence: rows >= 300 && rows * width < 5e6 ? 0.55 : 0.2,
      rationale: `${count(rows, 'row')} and about ${count(width, 'column')}: curves that can be read, at nearly the accuracy of boosted trees${rows * width < 5e6 ? '' : ', but slow on a table this size'}.`,
    };
  },
  examples: [
    { params: { maxRounds: 40, outerBags: 2 }, why: 'curves and the strongest pairs' },
    {
      params: {
        ...{ interactions: 0, maxRounds: 25, outerBags: 3, learningRate: 0.2 },
        ...{ validationSize: 0, maxBins: 16, maxLeaves: 2, minSamplesLeaf: 2 },
      },
      why: 'curves only, with bold steps',
    },
    {
      params: { outerBags: 1, maxRounds: 60, earlyStoppingRounds: 3, validationSize: 0.3 },
      why: 'one sample, stopped where more rounds do not help',
    },
  ],
});

export type ExplainableBoostingSpec = typeof explainableBoosting;
