import { EngineError } from '#lib/recipe/errors.ts';
import { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput, checkShape } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { apart, longFit } from './long.ts';
import { newton, widestFactored } from './newton.ts';
import type { Solution } from './newton.ts';
import { softmax } from './objective.ts';
import type { LogisticRegressionSpec } from './spec.ts';

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

export const logisticRegressionCompute =
  defineModelCompute<LogisticRegressionSpec>()<LogisticFitted>({ fit, predict, explain });

type Input = FitInput<ParamsOf<LogisticRegressionSpec>>;

function* fit(input: Input): Generator<Progress, LogisticFitted> {
  checkShape(input, 'logisticRegression');
  const classes = presentClasses(input, 'logisticRegression');
  const { fitIntercept } = input.params;
  const each = weightsOf(input.params, classes);
  const total = classes.counts.reduce((sum, n, k) => sum + n * each[k]!, 0);
  const K = classes.present.length > 2 ? classes.present.length : 1;
  yield { share: 0 };
  const opening = LogisticDesign.open(
    {
      columns: input.X.columns,
      fitIntercept,
      codes: classes.codes,
      weights: each.map((w) => w / total),
      K,
    },
    input.X.columns.length < widestFactored,
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
  { C, fitIntercept, tol, maxIter }: Input['params'],
  total: number,
): Generator<number, Solution> {
  const { means, scales, K, width } = design;
  // The same problem in well-conditioned columns: the penalty is rescaled so that the optimum stays the same.
  const penalty = scales.map((s, j) => (fitIntercept && j === width - 1 ? 0 : 1 / (C * total * s * s)));
  const objective = { design, penalty, pinned: fitIntercept && K > 1, every: 1 };
  const rules = {
    maxIter,
    tol,
    settled: (gradient: Float64Array) =>
      largestSlope(gradient, means, scales, fitIntercept) <= tol,
  };
  const every = apart(objective);
  return every > 1
    ? longFit(objective, every, rules)
    : newton(objective, new Float64Array(K * width), rules);
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
  { counts, codes }: PresentClasses,
): readonly number[] =>
  counts.map((n) => (classWeight === 'balanced' ? codes.length / (counts.length * n) : 1));

/** Largest slope in the coefficients of the raw columns, which is what scikit-learn's `tol` is about. */
function largestSlope(
  gradient: Float64Array,
  means: Float64Array,
  scales: Float64Array,
  fitIntercept: boolean,
): number {
  const q = scales.length;
  let largest = 0;
  for (let at = 0; at < gradient.length; at += 1) {
    const j = at % q;
    const level = fitIntercept && j < q - 1 ? means[j]! * gradient[at - j + q - 1]! : 0;
    largest = Math.max(largest, Math.abs(scales[j]! * gradient[at]! + level));
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
