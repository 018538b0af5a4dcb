import { EngineError } from '#lib/recipe/errors.ts';
import { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { newton, widestFactored } from './newton.ts';
import type { Solution } from './newton.ts';
import { softmax } from './objective.ts';
import { apart, sampled } from './sampled.ts';
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
  checkInput(input, 'logisticRegression');
  const classes = classesOf(input);
  const { C, fitIntercept, tol, maxIter } = input.params;
  const { weight, total } = weightsOf(input, classes);
  const K = classes.present.length > 2 ? classes.present.length : 1;
  const p = input.X.columns.length;
  const opening = LogisticDesign.open(
    { columns: input.X.columns, fitIntercept, codes: classes.codes, weight, K },
    K * (p + 1) <= widestFactored,
  );
  yield { share: 0 };
  let opened = opening.next();
  for (; !opened.done; opened = opening.next()) yield { share: 0 };
  const design = opened.value;
  const { means, scales } = design;
  // The same problem in well-conditioned columns: the penalty is rescaled so that the optimum stays the same.
  const penalty = scales.map((s, j) => (j === p ? 0 : 1 / (C * total * s * s)));
  const objective = { design, penalty, pinned: fitIntercept && K > 1 };
  const rules = {
    maxIter,
    tol,
    settled: (gradient: Float64Array) =>
      largestSlope(gradient, means, scales, fitIntercept) <= tol,
  };
  const every = apart(objective);
  const work =
    every > 1
      ? sampled(objective, every, rules)
      : newton(objective, new Float64Array(K * design.width), rules);
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  yield { share: 1, note: `${turn.value.iterations} Newton steps` };
  return {
    nClasses: input.nClasses,
    present: classes.present,
    ...unscaled(turn.value, means, scales, fitIntercept),
    iterations: turn.value.iterations,
    converged: turn.value.converged,
  };
}

function predict(fitted: LogisticFitted, X: Matrix): Float64Array {
  const { nClasses, present, coefficients, intercept } = fitted;
  const own = coefficients.map((c, k) => affine(X.columns, c, intercept[k]!, X.rows));
  const shares = softmax(own.length === 1 ? [new Float64Array(X.rows), own[0]!] : own);
  const out = new Float64Array(X.rows * nClasses);
  for (const [k, code] of present.entries())
    for (let i = 0; i < X.rows; i += 1) out[i * nClasses + code] = shares[k]![i]!;
  return out;
}

function explain(fitted: LogisticFitted, names: readonly string[]): FittedSummary {
  return {
    coefficients: fitted.coefficients.map((c) => names.map((name, j) => [name, c[j]!] as const)),
    intercept: [...fitted.intercept],
    iterations: fitted.iterations,
    converged: fitted.converged,
  };
}

interface Classes {
  readonly present: readonly number[];
  /** Index into `present` for each row. */
  readonly codes: Int32Array;
  readonly counts: readonly number[];
}

function classesOf({ y, nClasses }: Input): Classes {
  const counts = new Array<number>(nClasses).fill(0);
  for (const code of y) counts[code]! += 1;
  const present = counts.flatMap((n, code) => (n > 0 ? [code] : []));
  if (present.length < 2) {
    throw new EngineError({
      code: 'one-class',
      what: `All ${y.length} training rows are of one class`,
      where: { model: 'logisticRegression' },
      remedy:
        'Stratify the split, give training a larger share, or choose a target with two classes.',
    });
  }
  const codes = Int32Array.from(y, (code) => present.indexOf(code));
  return { present, codes, counts: present.map((code) => counts[code]!) };
}

/** Weights of the rows, as shares of their total; “balanced” gives each class the same total. */
function weightsOf(
  { y, params }: Input,
  classes: Classes,
): { weight: Float64Array; total: number } {
  const each = classes.counts.map((n) =>
    params.classWeight === 'balanced' ? y.length / (classes.present.length * n) : 1,
  );
  const total = classes.counts.reduce((sum, n, k) => sum + n * each[k]!, 0);
  return { weight: Float64Array.from(classes.codes, (k) => each[k]! / total), total };
}

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
