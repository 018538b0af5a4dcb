import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count } from '../facts.ts';
import { amount } from '../params.ts';

export const mostRows = 20_000;

export const oneClassSvm = defineModel({
  id: 'oneClassSvm',
  version: 1,
  title: 'One-class SVM',
  summary: 'Draws a smooth border around the usual rows.',
  tasks: ['anomaly'],
  family: 'kernels',
  sklearn: { anomaly: 'sklearn.svm.OneClassSVM' },
  aliases: ['oneclass', 'ocsvm'],
  params: v.strictObject({
    kernel: v.optional(
      v.pipe(
        v.picklist(['linear', 'poly', 'rbf', 'sigmoid']),
        v.title('Kernel'),
        v.description('What “like” means: RBF follows any border; the others know fewer shapes.'),
      ),
      'rbf',
    ),
    nu: v.optional(
      v.pipe(
        v.number(),
        v.gtValue(0),
        v.maxValue(1),
        v.title('Share outside'),
        v.description(
          'At most this share of the training rows lies outside. Too large accuses usual rows; too small takes unusual ones in.',
        ),
      ),
      0.5,
    ),
    gamma: v.optional(
      v.pipe(
        v.union([v.picklist(['scale', 'auto']), v.pipe(v.number(), v.gtValue(0), v.maxValue(1e8))]),
        v.title('Gamma'),
        v.description(
          'How near is near; scale follows the columns. Too large draws a border around each row, too small a single round one.',
        ),
      ),
      'scale',
    ),
    degree: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(20),
        v.title('Degree'),
        v.description('Of the polynomial kernel. Higher bends more and may overshoot.'),
      ),
      3,
    ),
    coef0: v.optional(
      amount(
        -1e6,
        1e6,
        'Constant',
        'Of the polynomial and sigmoid kernels. Larger weighs low degrees more, smaller the high ones.',
      ),
      0,
    ),
    tol: v.optional(
      amount(1e-8, 1, 'Tolerance', 'Larger ends sooner and less exactly; smaller takes longer.'),
      1e-3,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: false,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['smooth borders'],
  estimate: ({ rows, features }, { nu }) => ({
    seconds: 0.003 + rows * rows * (features + 6) * (0.2 + nu) * 1e-9,
    bytes: rows * features * 24 + Math.min(2 ** 28, 4 * rows * rows),
  }),
  suggest: (profile) => ({
    confidence: profile.rows <= mostRows ? 0.35 : 0.05,
    rationale: `${count(profile.rows, 'row')}: a smooth border, once the share outside is chosen; at most ${mostRows.toLocaleString('en-US')} rows.`,
  }),
  examples: [
    { params: { nu: 0.1 }, why: 'a tenth of the rows outside' },
    { params: { kernel: 'linear', nu: 0.3 }, why: 'a plane' },
    { params: { gamma: 0.2, nu: 0.5, tol: 1e-5 }, why: 'an own gamma' },
  ],
});

export type OneClassSvmSpec = typeof oneClassSvm;
