import { EngineError } from '#lib/recipe/errors.ts';
import { affine, mean, moved } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { fitting, list, number, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import { softmax } from '../logisticRegression/objective.ts';
import { within } from '../spectrum/moments.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { QuadraticDiscriminantAnalysisSpec } from './spec.ts';
import { coefficients, eachPresent, present } from '../forms.ts';

/** A normal distribution in as many directions as there are columns. */
interface Cloud {
  readonly means: Float64Array;
  /** Directions over the columns along which its rows have variance 1 and are unrelated. */
  readonly axes: readonly Float64Array[];
  /** Log share of the class − ½ log determinant of its covariance. */
  readonly level: number;
}

export interface QuadraticFitted {
  readonly nClasses: number;
  readonly present: readonly number[];
  /** For each present class. */
  readonly clouds: readonly Cloud[];
}

const model = 'quadraticDiscriminantAnalysis';

const quadraticForm = fitting(
  record<QuadraticFitted>({
    ...present,
    clouds: list(record<Cloud>({ means: coefficients, axes: list(coefficients), level: number() })),
  }),
  (fitted) => eachPresent(fitted.present, fitted.clouds),
);

export const quadraticDiscriminantAnalysisCompute =
  defineModelCompute<QuadraticDiscriminantAnalysisSpec>()<QuadraticFitted>({
    state: { version: 1, form: quadraticForm },
    fit,
    predict,
    explain: ({ clouds }, names) => ({
      means: clouds.map(({ means }) => names.map((name, j) => [name, means[j]!] as const)),
    }),
  });

type Input = FitInput<ParamsOf<QuadraticDiscriminantAnalysisSpec>>;

function* fit(input: Input): Generator<Progress, QuadraticFitted> {
  checkInput(input, model);
  const { X, nClasses, params } = input;
  const { present, codes, counts } = presentClasses(input, model);
  yield { share: 0 };
  const clouds: Cloud[] = [];
  for (const [k, rows] of counts.entries()) {
    checkRowsFor(rows, X.columns.length);
    const turn = [k / counts.length, (k + 0.99) / counts.length] as const;
    const own: Float64Array[] = [];
    for (const x of X.columns) {
      own.push(x.filter((_, i) => codes[i] === k));
      yield { share: turn[0] };
    }
    clouds.push(yield* cloudOf(own, params, Math.log(rows / X.rows), turn));
  }
  yield { share: 1 };
  return { nClasses, present, clouds };
}

function checkRowsFor(rows: number, columns: number): void {
  if (rows >= Math.max(2, columns)) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `A class has ${rows} training rows for ${columns} columns, and its shape takes more rows than columns`,
    where: { model },
    remedy:
      'Drop columns, merge rare classes, or choose linear discriminant, where classes share one shape.',
  });
}

function* cloudOf(
  columns: readonly Float64Array[],
  { regParam, tol }: Input['params'],
  logPrior: number,
  turn: readonly [number, number],
): Generator<Progress, Cloud> {
  const rows = columns[0]!.length;
  const p = columns.length;
  const means = Float64Array.from(columns, mean);
  const factor = Math.sqrt((1 - regParam) / rows);
  // Rows of √regParam · I below the data: XᵀX is then the regularised covariance itself.
  const stacked = columns.map((x, j) => {
    const out = new Float64Array(rows + (regParam > 0 ? p : 0));
    out.set(moved(x, means[j]!, factor));
    if (regParam > 0) out[rows + j] = Math.sqrt(regParam);
    return out;
  });
  const { values, vectors } = yield* within(spectrumOf(stacked), turn);
  const rank = values.filter((s) => s * s > tol).length;
  if (rank < p) throw flat(p - rank, p);
  return {
    means,
    axes: vectors.map((v, r) => v.map((x) => x / values[r]!)),
    level: logPrior - values.reduce((sum, s) => sum + Math.log(s), 0),
  };
}

const flat = (lost: number, columns: number): EngineError =>
  new EngineError({
    code: 'singular',
    what: `The rows of a class do not vary in ${lost} of ${columns} directions: columns are constant within it, repeat each other, or have tiny numbers`,
    where: { model },
    remedy:
      'Raise the regularisation above 0, scale the columns, drop one level of each encoded category, or choose linear discriminant.',
  });

/** Rows that are centred at once, so that the copies stay small. */
const rowsAtOnce = 4096;

function predict({ clouds, ...classes }: QuadraticFitted, X: Matrix): Float64Array {
  const scores = clouds.map(({ means, axes, level }) => {
    const z = new Float64Array(X.rows).fill(level);
    for (let from = 0; from < X.rows; from += rowsAtOnce) {
      const own = X.columns.map((x, j) => moved(x.subarray(from, from + rowsAtOnce), means[j]!));
      const out = z.subarray(from, from + rowsAtOnce);
      for (const axis of axes) {
        const along = affine(own, axis, 0, out.length);
        for (let i = 0; i < out.length; i += 1) out[i]! -= along[i]! ** 2 / 2;
      }
    }
    return z;
  });
  return spreadOver(softmax(scores), classes);
}
