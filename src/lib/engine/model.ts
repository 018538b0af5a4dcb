import type { GenericSchema } from 'valibot';
import type { FittedSummary } from '#lib/recipe/run.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Matrix } from './matrix.ts';

export interface FitInput<Params> {
  readonly X: Matrix;
  /** Class codes 0…nClasses−1, or the regression values; length X.rows, no NaN. */
  readonly y: Float64Array;
  readonly task: Task;
  /** 1 for regression. */
  readonly nClasses: number;
  readonly params: Params;
  readonly seed: number;
}

/** Share done, 0 to 1, never falling, and a word for the console now and then ("tree 12 of 100"). */
export interface Progress {
  readonly share: number;
  readonly note?: string;
  /** What must be over before the next turn (a graphics processor's work); a run without pauses refuses it. */
  readonly wait?: Promise<unknown>;
}

/**
 * The behaviour of a model. `fit` is a generator that yields at least every 20 ms or so of work, so that a
 * worker can report progress and stop between yields. Fitted state is structured-cloneable (typed arrays allowed).
 */
export interface ModelCompute<Params, Fitted> {
  fit(input: FitInput<Params>): Generator<Progress, Fitted>;
  /** Regression: length X.rows. Classification: row-major X.rows × nClasses probabilities, rows sum to 1. */
  predict(fitted: Fitted, X: Matrix): Float64Array;
  /** What a person may read off: coefficients and intercept, or impurity importances, by feature name. */
  explain(fitted: Fitted, names: readonly string[]): FittedSummary;
}

export function defineModelCompute<S extends { readonly params: GenericSchema }>() {
  return <Fitted>(compute: ModelCompute<ParamsOf<S>, Fitted>): ModelCompute<ParamsOf<S>, Fitted> =>
    compute;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyModelCompute = ModelCompute<any, any>;
export type ModelComputes = Readonly<Record<string, AnyModelCompute>>;

export type { FittedSummary };
