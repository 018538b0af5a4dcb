import type { PreparedInput, Score } from './input.ts';

/** Metrics of predicted classes; each is a formula over the confusion matrix. */

export const accuracy: Score = (input) => {
  const { right, rows } = totals(input);
  return right / rows;
};

/** Mean recall over the classes that occur. */
export const balancedAccuracy: Score = (input) => {
  const occurring = perClass(input).filter((c) => c.actual > 0);
  return mean(occurring.map((c) => c.right / c.actual));
};

type Ratio = (c: ClassCounts) => number;

/** 0 where nothing is divided by nothing: zero_division=0. */
const ratio = (numerator: number, denominator: number): number =>
  denominator === 0 ? 0 : numerator / denominator;

export const precision: Ratio = (c) => ratio(c.right, c.predicted);
export const recall: Ratio = (c) => ratio(c.right, c.actual);
export const f1: Ratio = (c) => ratio(2 * c.right, c.actual + c.predicted);

/** Recall counts beta times as much as precision: van Rijsbergen 1979, scikit-learn's `fbeta_score`. */
export const fBeta =
  (beta: number): Ratio =>
  (c) =>
    ratio((1 + beta * beta) * c.right, beta * beta * c.actual + c.predicted);

/** Of class 1. */
export const ofPositive =
  (of: Ratio): Score =>
  (input) =>
    of(perClass(input)[1]!);

/** Over the classes that occur or are predicted, as scikit-learn does without `labels`. */
export const macro =
  (of: Ratio): Score =>
  (input) =>
    mean(present(input).map(of));

/** By the rows of each class. */
export const weighted =
  (of: Ratio): Score =>
  (input) => {
    const { rows } = totals(input);
    return total(perClass(input).map((c) => of(c) * c.actual)) / rows;
  };

/** Gorodkin's generalisation to many classes (2004); 0 when one class takes all predictions. */
export const matthews: Score = (input) => {
  const { right, rows } = totals(input);
  const classes = perClass(input);
  const dot = (a: keyof ClassCounts, b: keyof ClassCounts) =>
    total(classes.map((c) => c[a] * c[b]));
  const together = right * rows - dot('actual', 'predicted');
  const spread =
    (rows ** 2 - dot('predicted', 'predicted')) * (rows ** 2 - dot('actual', 'actual'));
  return spread === 0 ? 0 : together / Math.sqrt(spread);
};

export const cohenKappa: Score = (input) => {
  const { right, rows } = totals(input);
  const chance = total(perClass(input).map((c) => (c.actual * c.predicted) / rows));
  return 1 - (rows - right) / (rows - chance);
};

interface ClassCounts {
  /** Rows of this class that are predicted as it. */
  readonly right: number;
  readonly actual: number;
  readonly predicted: number;
}

function perClass({ confusion, nClasses }: PreparedInput): readonly ClassCounts[] {
  const at = (i: number, j: number) => confusion[i * nClasses + j]!;
  const all = Array.from({ length: nClasses }, (_, c) => c);
  return all.map((c) => ({
    right: at(c, c),
    actual: total(all.map((j) => at(c, j))),
    predicted: total(all.map((i) => at(i, c))),
  }));
}

const present = (input: PreparedInput): readonly ClassCounts[] =>
  perClass(input).filter((c) => c.actual + c.predicted > 0);

const totals = (input: PreparedInput): { readonly right: number; readonly rows: number } => ({
  right: total(perClass(input).map((c) => c.right)),
  rows: input.total,
});

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;
