import { confusionMatrix, predictedLabels } from '#lib/engine/evaluate.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { Task } from '#lib/recipe/profile.ts';

/** Predictions of one part and the truth. */
export interface ScoreInput {
  readonly task: Task;
  /** 1 for regression, 0 without a target. */
  readonly nClasses: number;
  /** Class codes 0 … nClasses − 1, or values; never NaN. */
  readonly yTrue: Float64Array;
  /** Regression: values. Classification: row-major probabilities (rows × nClasses). Clustering: labels. */
  readonly predicted: Float64Array;
  /** They are decision values: metrics of probabilities have no value then, those of an order do (scikit-learn's scorers). */
  readonly decisions?: boolean;
  /** How much each row counts; left out or null: all count the same. */
  readonly weight?: Float64Array | null;
  /** Tasks without a target: the matrix whose rows `predicted` labels; `yTrue` is empty then. */
  readonly matrix?: Matrix;
  /** Draws the rows of a metric that looks at a sample; 0 by default. */
  readonly seed?: number;
}

/** With what several metrics share, made when first asked for. */
export interface PreparedInput extends ScoreInput {
  /** Whether every prediction is a number, and a finite one. */
  readonly finite: boolean;
  /** Predicted class of each row. */
  readonly labels: Int32Array;
  /** Row-major (true class × predicted class). */
  readonly confusion: Float64Array;
  /** Rows, or the sum of their weights. */
  readonly total: number;
}

/** Why a metric has no value on these rows. */
export interface NotDefined {
  readonly reason: string;
}

export type Score = (input: PreparedInput) => number | NotDefined;

export const notDefined = (reason: string): NotDefined => ({ reason });

export function prepare(input: ScoreInput): PreparedInput {
  let finite: boolean | undefined;
  let labels: Int32Array | undefined;
  let confusion: Float64Array | undefined;
  const { weight = null } = input;
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : input.yTrue.length;
  return {
    ...input,
    total,
    get finite() {
      return (finite ??= input.predicted.every(Number.isFinite));
    },
    get labels() {
      return (labels ??= predictedLabels(input.predicted, input.nClasses));
    },
    get confusion() {
      return (confusion ??= confusionMatrix(input.yTrue, this.labels, input.nClasses, weight));
    },
  };
}

/** Guards a score that compares classes: on rows of one class it has no meaning. */
export const acrossClasses =
  (score: Score): Score =>
  (input) => {
    const first = input.yTrue[0];
    return input.yTrue.every((y) => y === first)
      ? notDefined('All rows here are of one class.')
      : score(input);
  };
