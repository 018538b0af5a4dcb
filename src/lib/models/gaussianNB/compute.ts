import { EngineError } from '#lib/recipe/errors.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { dot, mean, moved } from '#lib/engine/linalg.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { doubles, fitting, list, perFeature, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { softmax } from '../logisticRegression/objective.ts';
import { sumsByClass } from '../naiveBayes/moments.ts';
import { sumOfScores } from '../scoreSums.ts';
import type { GaussianNBSpec } from './spec.ts';
import { coefficients, eachPresent, present } from '../forms.ts';

export interface GaussianNBFitted {
  readonly nClasses: number;
  readonly present: readonly number[];
  /** [present class][column] */
  readonly means: readonly Float64Array[];
  readonly variances: readonly Float64Array[];
  readonly logPrior: Float64Array;
}

const gaussianForm = fitting(
  record<GaussianNBFitted>({
    ...present,
    means: list(coefficients),
    variances: list(doubles({ length: perFeature, least: Number.MIN_VALUE })),
    logPrior: doubles({ most: 0 }),
  }),
  (fitted) => eachPresent(fitted.present, fitted.means, fitted.variances, fitted.logPrior),
);

export const gaussianNBCompute = defineModelCompute<GaussianNBSpec>()<GaussianNBFitted>({
  state: { version: 1, form: gaussianForm },
  takesWeights: true,
  fit,
  predict,
  explain: ({ means }, names) => ({
    means: means.map((m) => names.map((name, j) => [name, m[j]!] as const)),
  }),
  sum: ({ means, variances, logPrior, nClasses, present: codes }) =>
    sumOfScores({
      ...{ nClasses, present: codes, features: means[0]!.length },
      intercept: logPrior.map((prior, k) => prior - levelOf(variances[k]!)),
      adds: (j, x) =>
        means.map((mu, k) => x.map((value) => -((value - mu[j]!) ** 2) / (2 * variances[k]![j]!))),
    }),
});

type Input = FitInput<ParamsOf<GaussianNBSpec>>;

function* fit(input: Input): Generator<Progress, GaussianNBFitted> {
  checkInput(input, 'gaussianNB');
  const classes = presentClasses(input, 'gaussianNB');
  const { X, nClasses } = input;
  yield { share: 0 };
  const means = yield* eachMean(X.columns, classes, [0, 0.4], (x) => x);
  // A second pass around the means: a sum of squares would lose the digits of columns far from zero.
  const variances = yield* eachMean(
    X.columns,
    classes,
    [0.4, 0.8],
    (x, j, k) => (x - means[k]![j]!) ** 2,
  );
  const added = input.params.varSmoothing * (yield* largestVariance(X.columns));
  for (const variance of variances)
    for (let j = 0; j < variance.length; j += 1) variance[j]! += added;
  checkSpread(variances, X, classes);
  yield { share: 1 };
  return {
    nClasses,
    present: classes.present,
    means,
    variances,
    logPrior: Float64Array.from(classes.counts, (n) => Math.log(n / classes.total)),
  };
}

function* eachMean(
  columns: readonly Float64Array[],
  classes: PresentClasses,
  [from, to]: readonly [number, number],
  valueOf: (x: number, j: number, k: number) => number,
): Generator<Progress, readonly Float64Array[]> {
  const work = sumsByClass(columns, classes, valueOf);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: from + (to - from) * turn.value };
  return turn.value.map((sums, k) => sums.map((sum) => sum / classes.counts[k]!));
}

function* largestVariance(columns: readonly Float64Array[]): Generator<Progress, number> {
  let largest = 0;
  for (const [j, x] of columns.entries()) {
    const rest = moved(x, mean(x));
    largest = Math.max(largest, dot(rest, rest) / x.length);
    if ((j * x.length) % 1e6 < x.length) yield { share: 0.8 + (0.19 * j) / columns.length };
  }
  return largest;
}

/** A bell curve needs a width: a class of equal values has none. */
function checkSpread(
  variances: readonly Float64Array[],
  X: Matrix,
  { counts }: PresentClasses,
): void {
  for (const [k, variance] of variances.entries()) {
    const j = variance.findIndex((value) => !(value > 0));
    if (j < 0) continue;
    throw new EngineError({
      code: 'singular',
      what: `“${X.names[j]!}” has one value in all ${counts[k]!} training rows of a class, and the smoothing adds 0 to it`,
      where: { model: 'gaussianNB', column: X.names[j]! },
      remedy: 'Drop the column, or keep a column that varies and set the smoothing above 0.',
    });
  }
}

/** What makes the bell curves' areas 1. */
const levelOf = (variance: Float64Array): number =>
  variance.reduce((sum, v) => sum + Math.log(2 * Math.PI * v), 0) / 2;

function predict(fitted: GaussianNBFitted, X: Matrix): Float64Array {
  const { means, variances, logPrior } = fitted;
  const scores = means.map((mu, k) => {
    const variance = variances[k]!;
    const z = new Float64Array(X.rows).fill(logPrior[k]! - levelOf(variance));
    for (const [j, x] of X.columns.entries()) {
      const [m, v] = [mu[j]!, 2 * variance[j]!];
      for (let i = 0; i < z.length; i += 1) z[i]! -= (x[i]! - m) ** 2 / v;
    }
    return z;
  });
  return spreadOver(softmax(scores), fitted);
}
