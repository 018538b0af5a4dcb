import { EngineError } from '#lib/recipe/errors.ts';
import { affine } from '#lib/engine/linalg.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { doubles, fitting, list, record, type Form } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { softmax } from '../logisticRegression/objective.ts';
import { coefficients, eachPresent, present } from '../forms.ts';
import { sumsByClass } from './moments.ts';

/** A log-probability for each class that is a sum over columns; all counting naive Bayes models are of this kind. */
export interface LinearBayes {
  readonly nClasses: number;
  readonly present: readonly number[];
  /** For each present class. */
  readonly weights: readonly Float64Array[];
  readonly intercepts: Float64Array;
}

/** @param more what a model keeps beside */
export const bayesForm = <T extends LinearBayes = LinearBayes>(more: {
  readonly [K in Exclude<keyof T, keyof LinearBayes>]: Form<T[K]>;
}): Form<T> =>
  fitting(
    record<T>({
      ...present,
      weights: list(coefficients),
      intercepts: doubles(),
      ...more,
    } as unknown as { readonly [K in keyof T]-?: Form<T[K]> }),
    ({ present: codes, weights, intercepts }) => eachPresent(codes, weights, intercepts),
  );

export interface Counted {
  readonly classes: PresentClasses;
  /** Sum of each column in each present class. */
  readonly sums: readonly Float64Array[];
  /** Log share of each present class, or of equal shares. */
  readonly logPrior: Float64Array;
}

/** Checks the input and adds up `valueOf` of each column in each class. */
export function* counted(
  input: FitInput<{ readonly alpha: number; readonly fitPrior?: boolean }>,
  model: string,
  valueOf: (x: number) => number,
): Generator<Progress, Counted> {
  checkInput(input, model);
  const classes = presentClasses(input, model);
  yield { share: 0 };
  const work = sumsByClass(input.X.columns, classes, valueOf);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: 0.99 * turn.value };
  const { counts, present, total } = classes;
  const logPrior = Float64Array.from(counts, (n) =>
    Math.log(input.params.fitPrior === false ? 1 / present.length : n / total),
  );
  return { classes, sums: turn.value, logPrior };
}

/** @throws EngineError 'column-kind' naming the first column with a number below 0 */
export function checkCounts(X: Matrix, model: string): void {
  for (const [j, x] of X.columns.entries()) {
    let at = 0;
    while (at < x.length && !(x[at]! < 0)) at += 1;
    if (at === x.length) continue;
    const column = X.names[j]!;
    throw new EngineError({
      code: 'column-kind',
      what: `“${column}” holds ${x[at]} in training row ${at + 1}, and this model counts: no number may be below 0`,
      where: { model, column },
      remedy:
        'Scale it to 0…1 with min-max scaling instead of standardising, or choose Gaussian naive Bayes.',
    });
  }
}

export function predictLinearBayes(fitted: LinearBayes, X: Matrix): Float64Array {
  const scores = fitted.weights.map((w, k) => affine(X.columns, w, fitted.intercepts[k]!, X.rows));
  return spreadOver(softmax(scores), fitted);
}

/** Weights on each class's log-odds; for two classes, of the second against the first. */
export function explainLinearBayes(
  { weights, intercepts }: LinearBayes,
  names: readonly string[],
): FittedSummary {
  const [w0, w1] = weights;
  const rows = weights.length === 2 ? [w1!.map((w, j) => w - w0![j]!)] : weights;
  return {
    coefficients: rows.map((w) => names.map((name, j) => [name, w[j]!] as const)),
    intercept: weights.length === 2 ? [intercepts[1]! - intercepts[0]!] : [...intercepts],
  };
}
