import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

/** Time grows with the cube of the rows; a fit on so many takes minutes. A class keeps a triangle of their square. */
export const mostRows = { regression: 3000, classification: 2000 } as const;

const start = (least: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(1e5));

export const gaussianProcess = defineModel({
  id: 'gaussianProcess',
  version: 1,
  title: 'Gaussian process',
  summary:
    'Takes near rows to have near answers, finds from the rows themselves how near and how noisy, and weighs all of them in each answer. For few rows.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'kernels',
  sklearn: {
    classification: 'sklearn.gaussian_process.GaussianProcessClassifier',
    regression: 'sklearn.gaussian_process.GaussianProcessRegressor',
  },
  aliases: ['gp', 'gpr', 'gpc', 'kriging', 'gaussianprocesses'],
  params: v.strictObject({
    lengthScale: v.optional(
      v.pipe(
        start(1e-5),
        v.title('Length scale'),
        v.description(
          'The distance over which answers stay alike; the optimiser starts here. Too long is too smooth (underfits); too short lets each row speak only for itself (overfits). A start far from the truth may end beside it.',
        ),
      ),
      1,
    ),
    constantValue: v.optional(
      v.pipe(
        start(1e-5),
        v.title('Variance of the curve'),
        v.description(
          'The size of the curve’s ups and downs, squared; the optimiser starts here. Too small flattens the curve (underfits); too large trusts far rows too little.',
        ),
      ),
      1,
    ),
    noiseLevel: v.optional(
      v.pipe(
        start(1e-5),
        v.title('Noise'),
        v.description(
          'For numbers: the variance of a single answer around the curve; the optimiser starts here. Too high smooths structure away (underfits); too low goes through every row (overfits).',
        ),
      ),
      1,
    ),
    optimizer: v.optional(
      v.pipe(
        v.picklist(['fmin_l_bfgs_b', 'none']),
        v.title('Optimiser'),
        v.description(
          '“fmin_l_bfgs_b” climbs from the values above to the nearest peak of the evidence, in 10 to 40 fits; “none” keeps them, which is fast and right only where they are known.',
        ),
      ),
      'fmin_l_bfgs_b',
    ),
    normalizeY: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Scale the target'),
        v.description(
          'For numbers: learn them with mean 0 and variance 1, and turn answers back. scikit-learn’s own default is off, where answers far from rows fall back to 0 (errs on targets that are not around 0).',
        ),
      ),
      true,
    ),
    alpha: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e5),
        v.title('Added to the diagonal'),
        v.description(
          'For numbers: keeps equal rows apart in the arithmetic. Too high acts as noise that the optimiser cannot lower (underfits); too low fails on rows that are nearly the same.',
        ),
      ),
      1e-10,
    ),
    maxIterPredict: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(10_000),
        v.title('Most Newton steps'),
        v.description(
          'For classes: steps to the most likely curve, for each trial of the kernel; 10 are usually enough. Too few stop before it (underfits).',
        ),
      ),
      100,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: "scikit-learn's Gaussian process takes none",
    deterministic: true,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['curves', 'small data', 'smooth'],
  estimate: ({ rows, features, classes }, { optimizer }) => {
    const looks = optimizer === 'none' ? 1 : 25;
    const cubes = classes > 1 ? 2.2 : 0.6;
    const machines = classes > 2 ? classes : 1;
    const seconds =
      machines * looks * (cubes * rows ** 3 * 0.3e-9 + 40e-9 * rows * rows) +
      1e-9 * rows * rows * features;
    return { seconds: 0.003 + seconds, bytes: 8 * (rows * features + 5 * rows * rows) };
  },
  suggest: (profile, task) => {
    const { rows, width } = factsOf(profile);
    const most = task === 'regression' ? mostRows.regression : mostRows.classification;
    if (rows > most)
      return {
        confidence: 0.02,
        rationale: `${count(rows, 'row')} are more than the ${count(most, 'row')} that it can take.`,
      };
    const few = rows <= 500 && width <= 20;
    return {
      confidence: few ? 0.4 : 0.15,
      rationale: few
        ? `${count(rows, 'row')} of about ${count(width, 'column')}: few enough to weigh all of them in each answer, and smooth curves need no formula.`
        : `Training time grows with the cube of ${count(rows, 'row')}: other models learn the same sooner.`,
    };
  },
  examples: [
    { params: {}, why: 'reach and noise found from the rows' },
    { params: { lengthScale: 3, noiseLevel: 0.1 }, why: 'a start that is smoother' },
    {
      params: { optimizer: 'none', lengthScale: 2, constantValue: 4, noiseLevel: 0.25 },
      why: 'a kernel that is known',
    },
  ],
});

export type GaussianProcessSpec = typeof gaussianProcess;
