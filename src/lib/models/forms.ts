import {
  ascending,
  classCodes,
  count,
  doubles,
  fitting,
  flag,
  list,
  number,
  oneOf,
  order,
  perClass,
  perFeature,
  record,
  unless,
  whole,
  type Form,
  type StateFacts,
} from '#lib/engine/state.ts';
import type { RowKernel, Span } from '#lib/engine/kernels/svm.ts';
import type { Layout } from './supportVectorMachine/rows.ts';

/** Forms of what several models keep. */

export const coefficients = doubles({ length: perFeature });

/** How many classes the target has; 1 where it has none. */
export const nClasses = whole({ least: perClass, most: perClass });

/** Codes of classes that occur, ascending; empty where the target has none. */
export const codesOrNone: Form<readonly number[]> = fitting(
  list(whole({ least: 0, most: ({ classes }) => classes - 1 })),
  (codes, { classified }) =>
    ascending(codes) && codes.length > 0 === classified ? null : ' does not name classes in order',
);

/** Numbers that a model which sums to a value has: fields of `LinearFitted` and `DescentFitted`. */
export const linear = { coefficients, intercept: number() };
export const descent = { ...linear, iterations: count, converged: flag };

/** One of a kind for each class that training rows held. */
export const present = { nClasses, present: classCodes };

/** For `fitting`: as many of each as classes that training rows held. */
export const eachPresent = (
  codes: readonly number[],
  ...lists: readonly ArrayLike<unknown>[]
): string | null =>
  unless([lists.every((l) => l.length === codes.length), 'its lists are not one entry a class']);

/** Rows of numbers from 0 to 1 that sum to 1, where the target has classes. */
export function shares(values: Float64Array, { classes, classified }: StateFacts): boolean {
  if (!classified) return true;
  for (let from = 0; from < values.length; from += classes) {
    let sum = 0;
    for (let at = from; at < from + classes; at += 1) {
      if (values[at]! < 0) return false;
      sum += values[at]!;
    }
    if (Math.abs(sum - 1) > 1e-6) return false;
  }
  return true;
}

export const layout = record<Layout>({ order: order(), shift: coefficients });

/** Raising to a power takes as many steps as the degree has digits in base 2. */
const steepest = 1000;

export const kernel = record<RowKernel>({
  kind: oneOf(['linear', 'poly', 'rbf', 'sigmoid']),
  gamma: number(),
  coef0: number(),
  degree: whole({ least: 0, most: steepest }),
});

export const span = record<Span>({ row: count, from: count, to: count });

/** For `fitting`: weights for each class, or of two classes the second's alone. */
export function oneVersusRest({
  present: codes,
  coefficients: weights,
  intercept,
}: {
  readonly present: readonly number[];
  readonly coefficients: readonly Float64Array[];
  readonly intercept: Float64Array;
}): string | null {
  const K = codes.length > 2 ? codes.length : 1;
  return unless([
    weights.length === K && intercept.length === K,
    'it has not one list of weights a class',
  ]);
}
