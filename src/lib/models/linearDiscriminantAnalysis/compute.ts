import { EngineError } from '#lib/recipe/errors.ts';
import { affine, dot } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { doubles, fitting, list, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { softmax } from '../logisticRegression/objective.ts';
import { classMeans, within } from '../spectrum/moments.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { LinearDiscriminantAnalysisSpec } from './spec.ts';
import { coefficients, eachPresent, present } from '../forms.ts';

export interface DiscriminantFitted {
  readonly nClasses: number;
  readonly present: readonly number[];
  /** For each present class. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
}

const model = 'linearDiscriminantAnalysis';

const discriminantForm = fitting(
  record<DiscriminantFitted>({
    ...present,
    coefficients: list(coefficients),
    intercepts: doubles(),
  }),
  (fitted) => eachPresent(fitted.present, fitted.coefficients, fitted.intercepts),
);

export const linearDiscriminantAnalysisCompute =
  defineModelCompute<LinearDiscriminantAnalysisSpec>()<DiscriminantFitted>({
    state: { version: 1, form: discriminantForm },
    fit,
    predict,
    explain,
  });

type Input = FitInput<ParamsOf<LinearDiscriminantAnalysisSpec>>;

/** scikit-learn's solver “svd”, step for step: whitens within the classes, then keeps what tells their means apart. */
function* fit(input: Input): Generator<Progress, DiscriminantFitted> {
  checkInput(input, model);
  const classes = presentClasses(input, model);
  const { X, params, nClasses } = input;
  checkRowsFor(X.rows, classes);
  yield { share: 0 };
  const means = yield* classMeans(X.columns, classes, [0, 0.2]);
  const priors = classes.counts.map((n) => n / X.rows);
  const whole = new Float64Array(X.columns.length);
  for (const [k, mean] of means.entries())
    for (let j = 0; j < whole.length; j += 1) whole[j]! += priors[k]! * mean[j]!;
  const apart = means.map((mean) => mean.map((m, j) => m - whole[j]!));
  const white = yield* whitening(X, means, classes, params.tol);
  const spread = apart.map((mean) => Float64Array.from(white, (w) => dot(mean, w)));
  const axes = yield* within(telling(spread, classes.counts, params.tol), [0.9, 0.99]);
  const places = spread.map((s) => Float64Array.from(axes, (axis) => dot(s, axis)));
  const coefficients = places.map((place) => back(place, axes, white, whole.length));
  yield { share: 1 };
  return {
    nClasses,
    present: classes.present,
    coefficients,
    intercepts: Float64Array.from(
      places,
      (place, k) => Math.log(priors[k]!) - dot(place, place) / 2 - dot(whole, coefficients[k]!),
    ),
  };
}

function checkRowsFor(rows: number, { present }: PresentClasses): void {
  if (rows > present.length) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `${rows} training rows hold ${present.length} classes, so that no class shows how far its rows lie apart`,
    where: { model },
    remedy: 'Give training a larger share, or merge rare classes.',
  });
}

/** Vectors over the columns, such that the rows within the classes have variance 1 along each and are unrelated. */
function* whitening(
  X: Matrix,
  means: readonly Float64Array[],
  { codes }: PresentClasses,
  tol: number,
): Generator<Progress, readonly Float64Array[]> {
  const scales = new Float64Array(X.columns.length);
  const columns: Float64Array[] = [];
  for (const [j, x] of X.columns.entries()) {
    const rest = x.map((value, i) => value - means[codes[i]!]![j]!);
    const deviation = Math.sqrt(dot(rest, rest) / X.rows);
    // Below this the differences are roundings of equal numbers.
    const level = means.reduce((most, mean) => Math.max(most, Math.abs(mean[j]!)), 0);
    scales[j] = deviation > 4 * Number.EPSILON * level ? deviation : 1;
    columns.push(rest.map((value) => value / (scales[j]! * Math.sqrt(X.rows))));
    yield { share: 0.2 + (0.1 * (j + 1)) / scales.length };
  }
  const { values, vectors } = yield* within(spectrumOf(columns), [0.3, 0.9]);
  const kept = vectors.filter((_, r) => values[r]! > tol);
  if (kept.length > 0) return kept.map((v, r) => v.map((x, j) => x / scales[j]! / values[r]!));
  throw new EngineError({
    code: 'singular',
    what: `None of the ${scales.length} columns varies within a class`,
    where: { model },
    remedy: 'Add columns that vary, or choose a decision tree, which needs no variance.',
  });
}

/** Directions of the whitened space along which the class means differ, of length 1. */
function* telling(
  spread: readonly Float64Array[],
  counts: readonly number[],
  tol: number,
): Generator<number, readonly Float64Array[]> {
  const weight = counts.map((n) => Math.sqrt(n / (counts.length - 1)));
  const columns = Array.from(spread[0]!, (_, r) =>
    Float64Array.from(spread, (s, k) => weight[k]! * s[r]!),
  );
  const { values, vectors } = yield* spectrumOf(columns);
  return vectors.filter((_, r) => values[r]! > tol * values[0]!);
}

/** A place along the axes as weights of the columns. */
function back(
  place: Float64Array,
  axes: readonly Float64Array[],
  white: readonly Float64Array[],
  width: number,
): Float64Array {
  const out = new Float64Array(width);
  for (const [r, w] of white.entries()) {
    const along = axes.reduce((sum, axis, a) => sum + place[a]! * axis[r]!, 0);
    for (let j = 0; j < width; j += 1) out[j]! += along * w[j]!;
  }
  return out;
}

function predict(fitted: DiscriminantFitted, X: Matrix): Float64Array {
  const scores = fitted.coefficients.map((c, k) =>
    affine(X.columns, c, fitted.intercepts[k]!, X.rows),
  );
  return spreadOver(softmax(scores), fitted);
}

/** Weights on each class's log-odds; for two classes, of the second against the first. */
function explain(
  { coefficients, intercepts }: DiscriminantFitted,
  names: readonly string[],
): FittedSummary {
  const [first, second] = coefficients;
  const two = coefficients.length === 2;
  const rows = two ? [second!.map((c, j) => c - first![j]!)] : coefficients;
  return {
    coefficients: rows.map((c) => names.map((name, j) => [name, c[j]!] as const)),
    intercept: two ? [intercepts[1]! - intercepts[0]!] : [...intercepts],
  };
}
