import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';

/** A fit on so many takes a quarter of an hour with the usual parameters: time grows with their square and faster. */
export const mostRows = 100_000;

export const supportVectorMachine = defineModel({
  id: 'supportVectorMachine',
  version: 1,
  title: 'Support vector machine',
  summary:
    'Compares a row with the training rows near the border between classes (or off the curve), and adds up their votes.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'kernels',
  sklearn: { classification: 'sklearn.svm.SVC', regression: 'sklearn.svm.SVR' },
  aliases: ['svm', 'svc', 'svr', 'supportvectors'],
  params: v.strictObject({
    kernel: v.optional(
      v.pipe(
        v.picklist(['rbf', 'linear', 'poly', 'sigmoid']),
        v.title('Kernel'),
        v.description(
          'How alike two rows are: by distance (rbf), by a straight line (linear), by products of columns (poly), by an S-curve (sigmoid). linear misses curves (underfits); rbf and poly follow them, and noise too when C or gamma are high.',
        ),
      ),
      'rbf',
    ),
    C: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-8),
        v.maxValue(1e8),
        v.title('Trust in the data (C)'),
        v.description(
          'The price of a training row on the wrong side. Too low ignores real structure (underfits); too high bends the border around single rows (overfits) and trains for longer.',
        ),
      ),
      1,
    ),
    gamma: v.optional(
      v.pipe(
        v.union([v.picklist(['scale', 'auto']), v.pipe(v.number(), v.gtValue(0), v.maxValue(1e8))]),
        v.title('Reach of a row (gamma)'),
        v.description(
          'How fast likeness fades with distance; “scale” is 1 / (columns × variance), “auto” 1 / columns. Too high lets each row speak only for itself (overfits); too low makes all rows alike (underfits). linear does not use it.',
        ),
      ),
      'scale',
    ),
    degree: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(10),
        v.title('Degree'),
        v.description(
          'Of poly: how many columns a product may take. Higher follows finer curves and soon noise (overfits); 1 is a straight line.',
        ),
      ),
      3,
    ),
    coef0: v.optional(
      v.pipe(
        v.number(),
        v.minValue(-1e6),
        v.maxValue(1e6),
        v.title('Constant in the kernel (coef0)'),
        v.description(
          'Of poly and sigmoid: added before the power or the S-curve. In poly, 0 keeps products of the full degree only (misses straight lines); higher weighs lower degrees more.',
        ),
      ),
      0,
    ),
    epsilon: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e9),
        v.title('Free error (epsilon)'),
        v.description(
          'For numbers: errors up to this size, in units of the target, cost nothing. Too high flattens the curve (underfits); 0 keeps every row and answers slowly.',
        ),
      ),
      0.1,
    ),
    classWeight: v.optional(
      v.pipe(
        v.picklist(['none', 'balanced']),
        v.title('Class weight'),
        v.description(
          'For classes: “balanced” raises C for a rare class and lowers it for a frequent one, which moves the border towards the frequent one. Probabilities are calibrated afterwards, so they change little.',
        ),
      ),
      'none',
    ),
    cv: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(20),
        v.title('Calibration folds'),
        v.description(
          'For classes: probabilities come from a curve through decisions on rows left out in turn. Fewer folds train faster and calibrate on weaker machines (too timid); every class needs this many rows.',
        ),
      ),
      5,
    ),
    tol: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1e-12),
        v.maxValue(1),
        v.title('Tolerance'),
        v.description(
          'Stops when no pair of rows violates the optimum by more. Higher stops earlier and moves decisions by about as much; lower costs time and seldom changes a score.',
        ),
      ),
      1e-3,
    ),
    maxIter: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9))),
        v.title('Most iterations'),
        v.description(
          'Steps of each machine at most; without a limit they go on until the tolerance is met. Too few stop before the best border (underfits); more cost time only where they are needed.',
        ),
      ),
      null,
    ),
  }),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: true,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['curves', 'small data', 'many columns'],
  estimate: ({ rows, features, classes }, { cv }) => {
    // Machines of pairs of classes see 2 / classes of the rows each; calibration trains cv more of them.
    const machines = classes > 1 ? 1 + ((cv - 1) * (cv - 1)) / cv : 1;
    const pairs = classes > 2 ? (2 * (classes - 1)) / classes : classes > 1 ? 1 : 3;
    const seconds = 0.004 + machines * pairs * rows * rows * (0.45e-9 * features + 5e-9);
    return { seconds, bytes: 16 * rows * features + Math.min(2 ** 28, 4 * rows * rows) };
  },
  suggest: (profile, task) => {
    const { rows, width } = factsOf(profile);
    if (rows > mostRows) return { confidence: 0.02, rationale: tooMany(rows) };
    const small = rows <= 10_000;
    const what = task === 'regression' ? 'curves' : 'curved borders';
    return {
      confidence: small ? 0.5 : 0.2,
      rationale: small
        ? `Follows ${what} in ${count(rows, 'row')} of about ${count(width, 'column')}, when they are scaled.`
        : `Training time grows with the square of ${count(rows, 'row')}: trees are faster.`,
    };
  },
  examples: [
    { params: {}, why: 'the usual curve through scaled columns' },
    {
      params: { kernel: 'linear', C: 0.1, classWeight: 'balanced', maxIter: 20_000 },
      why: 'a straight border, whose steps would go on for minutes where columns are not scaled',
    },
    { params: { kernel: 'poly', degree: 2, coef0: 1, cv: 3 }, why: 'pairs of columns together' },
    { params: { kernel: 'sigmoid', gamma: 0.01, C: 0.5 }, why: 'an S-curve of a straight line' },
    {
      params: { C: 10, gamma: 'auto', epsilon: 0.5, tol: 1e-6 },
      why: 'closer to the data, to the last digit',
    },
  ],
});

const tooMany = (rows: number): string =>
  `${count(rows, 'row')} are more than the ${count(mostRows, 'row')} that it can take.`;

export type SupportVectorMachineSpec = typeof supportVectorMachine;
