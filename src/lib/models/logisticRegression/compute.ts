import { EngineError } from '#lib/recipe/errors.ts';
import { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { count, doubles, fitting, flag, list, record } from '#lib/engine/state.ts';
import { checkInput, checkShape } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { apart, longFit } from './long.ts';
import { newton, widestFactored } from './newton.ts';
import type { Solution } from './newton.ts';
import { softmax } from './objective.ts';
import { sparseNewton, subSlope } from './sparse.ts';
import type { LogisticRegressionSpec } from './spec.ts';
import { wideFit } from './wide.ts';
import { coefficients, oneVersusRest, present } from '../forms.ts';

export interface LogisticFitted {
  readonly nClasses: number;
  /** Class codes that the training rows hold; the others have probability 0. */
  readonly present: readonly number[];
  /** One for each present class; a single one, of the second, when there are two. */
  readonly coefficients: readonly Float64Array[];
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const logisticForm = fitting(
  record<LogisticFitted>({
    ...present,
    coefficients: list(coefficients),
    intercept: doubles(),
    iterations: count,
    converged: flag,
  }),
  (fitted) => oneVersusRest(fitted),
);

export const logisticRegressionCompute =
  defineModelCompute<LogisticRegressionSpec>()<LogisticFitted>({
    state: { version: 1, form: logisticForm },
    takesWeights: true,
    fit,
    predict,
    explain,
  });

type Input = FitInput<ParamsOf<LogisticRegressionSpec>>;

function* fit(input: Input): Generator<Progress, LogisticFitted> {
  checkShape(input, 'logisticRegression');
  const classes = presentClasses(input, 'logisticRegression');
  const { fitIntercept } = input.params;
  const each = weightsOf(input.params, classes);
  const total = classes.counts.reduce((sum, n, k) => sum + n * each[k]!, 0);
  const K = classes.present.length > 2 ? classes.present.length : 1;
  if (input.params.l1Ratio > 0) checkSize(K * (input.X.columns.length + 1));
  yield { share: 0 };
  const opening = LogisticDesign.open(
    {
      columns: input.X.columns,
      fitIntercept,
      codes: classes.codes,
      weights: each.map((w) => w / total),
      rowWeights: classes.weight,
      K,
    },
    input.params.l1Ratio > 0 || input.X.columns.length < widestFactored,
  );
  const design = yield* shared(opening, () => 0);
  try {
    // A value that is not finite leaves a scale that is not: only then every value is looked at.
    const odd = design.scales.findIndex((scale) => !Number.isFinite(scale));
    if (odd >= 0) {
      checkInput(input, 'logisticRegression');
      throw tooLarge(input.X.names[odd]!);
    }
    let share = 0;
    const solving = solve(design, input.params, total);
    const found = yield* shared(solving, (at) => (share = Math.max(share, at)));
    yield { share: 1, note: `${found.iterations} steps` };
    return {
      nClasses: input.nClasses,
      present: classes.present,
      ...unscaled(found, design.means, design.scales, fitIntercept),
      iterations: found.iterations,
      converged: found.converged,
    };
  } finally {
    design.close();
  }
}

function solve(
  design: LogisticDesign,
  { C, l1Ratio, fitIntercept, tol, maxIter }: Input['params'],
  total: number,
): Generator<number, Solution> {
  const { means, scales, K, width } = design;
  // The same problem in well-conditioned columns: penalties are rescaled so that the optimum stays the same.
  const strength = scales.map((_, j) => (fitIntercept && j === width - 1 ? 0 : 1 / (C * total)));
  const penalty = strength.map((s, j) => ((1 - l1Ratio) * s) / scales[j]! ** 2);
  const objective = { design, penalty, pinned: fitIntercept && K > 1, every: 1 };
  const slopes = { means, scales, fitIntercept };
  if (l1Ratio > 0) {
    const raw = strength.map((s) => l1Ratio * s);
    return sparseNewton(objective, {
      maxIter,
      tol,
      l1: raw.map((s, j) => s / scales[j]!),
      settled: (theta, gradient) =>
        largestSlope(gradient, slopes, (slope, at) =>
          subSlope(theta[at]!, slope, raw[at % width]!),
        ) <= tol,
    });
  }
  const rules = {
    maxIter,
    tol,
    settled: (gradient: Float64Array) => largestSlope(gradient, slopes, (slope) => slope) <= tol,
  };
  const every = apart(objective);
  if (every > 1) return longFit(objective, every, rules);
  return K * width > widestFactored
    ? wideFit(objective, rules)
    : newton(objective, new Float64Array(K * width), rules);
}

/** Weights up to which their Hessian, of that number squared, is factored in seconds. */
const widestSparse = 3000;

function checkSize(weights: number): void {
  if (weights <= widestSparse) return;
  throw new EngineError({
    code: 'size-limit',
    what: `An L1 penalty on ${weights} weights, matrix columns times classes, would not end in minutes; the most is ${widestSparse}`,
    where: { model: 'logisticRegression' },
    remedy: 'Set l1Ratio to 0, or give fewer columns: drop some, or merge rare categories.',
  });
}

const tooLarge = (column: string): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: `The squares of “${column}” sum to more than a double can hold`,
    where: { model: 'logisticRegression', column },
    remedy: 'Scale the column, or clip its largest values, before this model.',
  });

/** Work that says its own share, as progress. */
function* shared<Result>(
  work: Generator<number, Result>,
  said: (share: number) => number,
): Generator<Progress, Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: said(turn.value) };
  return turn.value;
}

function predict(fitted: LogisticFitted, X: Matrix): Float64Array {
  const { coefficients, intercept } = fitted;
  const own = coefficients.map((c, k) => affine(X.columns, c, intercept[k]!, X.rows));
  return spreadOver(softmax(own.length === 1 ? [new Float64Array(X.rows), own[0]!] : own), fitted);
}

function explain(fitted: LogisticFitted, names: readonly string[]): FittedSummary {
  return {
    coefficients: fitted.coefficients.map((c) => names.map((name, j) => [name, c[j]!] as const)),
    intercept: [...fitted.intercept],
    iterations: fitted.iterations,
    converged: fitted.converged,
  };
}

/** Weight of each class's rows; “balanced” gives each class the same total. */
const weightsOf = (
  { classWeight }: Input['params'],
  { counts, total }: PresentClasses,
): readonly number[] =>
  counts.map((n) => (classWeight === 'balanced' ? total / (counts.length * n) : 1));

interface Centred {
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly fitIntercept: boolean;
}

/** Largest slope in the coefficients of the raw columns, which is what scikit-learn's `tol` is about. */
function largestSlope(
  gradient: Float64Array,
  { means, scales, fitIntercept }: Centred,
  penalised: (slope: number, at: number) => number,
): number {
  const q = scales.length;
  let largest = 0;
  for (let at = 0; at < gradient.length; at += 1) {
    const j = at % q;
    const level = fitIntercept && j < q - 1 ? means[j]! * gradient[at - j + q - 1]! : 0;
    largest = Math.max(largest, Math.abs(penalised(scales[j]! * gradient[at]! + level, at)));
  }
  return largest;
}

/** Back to the raw columns. Multinomial intercepts are free up to a constant: they sum to zero. */
function unscaled(
  { theta }: Solution,
  means: Float64Array,
  scales: Float64Array,
  fitIntercept: boolean,
): Pick<LogisticFitted, 'coefficients' | 'intercept'> {
  const q = scales.length;
  const p = fitIntercept ? q - 1 : q;
  const K = theta.length / q;
  const coefficients = Array.from({ length: K }, (_, k) =>
    Float64Array.from({ length: p }, (_, j) => theta[k * q + j]! / scales[j]!),
  );
  const intercept = Float64Array.from(coefficients, (c, k) =>
    fitIntercept ? c.reduce((sum, w, j) => sum - w * means[j]!, theta[k * q + p]!) : 0,
  );
  const shift = K > 1 ? intercept.reduce((sum, b) => sum + b, 0) / K : 0;
  return { coefficients, intercept: intercept.map((b) => b - shift) };
}
