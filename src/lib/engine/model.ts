import type { GenericSchema } from 'valibot';
import type { FittedSummary } from '#lib/recipe/run.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { AdditiveMargin } from './explain/additive.ts';
import type { TreeMargin } from './explain/margin.ts';
import type { Matrix } from './matrix.ts';
import type { StateOf } from './state.ts';

export interface FitInput<Params> {
  readonly X: Matrix;
  /** Class codes 0…nClasses−1, or the regression values; length X.rows, no NaN. Length 0 for a task without a target. */
  readonly y: Float64Array;
  readonly task: Task;
  /** 1 for regression, 0 without a target. */
  readonly nClasses: number;
  /** How much each row counts, 0 or more, not all 0; left out: all count 1. Only where `takesWeights`. */
  readonly weight?: Float64Array;
  readonly params: Params;
  readonly seed: number;
  /** A checkpoint that an earlier fit of just this input gave: the fit goes on there, to the same end. */
  readonly from?: unknown;
  /** Other threads that may make parts of it; the fit's end is the same with and without. */
  readonly crew?: Crew;
}

export interface Crew {
  /** Sends them the input; `taken` hears of each part that comes, between two turns of the fit. */
  start(input: FitInput<unknown>, taken: (index: number, part: unknown) => void): Hands;
}

export interface Hands {
  /** Asks those that have nothing left to do: `share` says what one of so many is to make. */
  offer(share: (hands: number) => readonly number[]): void;
  /** Nothing is wanted any more. */
  close(): void;
}

/** Share done, 0 to 1, never falling, and a word for the console now and then ("tree 12 of 100"). */
export interface Progress {
  readonly share: number;
  readonly note?: string;
  /** What `from` needs to go on here; plain data. Asked for now and then, and only before the next turn. */
  readonly checkpoint?: () => unknown;
  /** What must be over before the next turn (a graphics processor's work); a run without pauses refuses it. */
  readonly wait?: Promise<unknown>;
}

/** What a model without a target says of each row it was fitted on. */
export interface Description {
  /** Clustering: the row's group, from 0; −1 is in none. Anomaly: 0 is usual, −1 is not. */
  readonly labels: Int32Array;
  /** Anomaly: scikit-learn's decision function, below 0 for unusual rows. */
  readonly scores?: Float64Array;
}

/**
 * The behaviour of a model. `fit` is a generator that yields at least every 20 ms or so of work, so that a
 * worker can report progress and stop between yields. Fitted state is structured-cloneable (typed arrays allowed).
 */
export interface ModelCompute<Params, Fitted> {
  /** What a fitted state looks like: one from storage or a file is held against it before it is used. */
  readonly state: StateOf<Fitted>;
  /** Whether columns may hold NaN, as the spec's capabilities say; left out: they may not. */
  readonly takesMissing?: boolean;
  /** Whether rows may count differently, as the spec's capabilities say; left out: they may not. */
  readonly takesWeights?: true;
  fit(input: FitInput<Params>): Generator<Progress, Fitted>;
  /** What another thread does for a fit in parts (engine/parts.ts): makes part `index` of just this input's fit. */
  readonly parts?: (
    input: FitInput<Params>,
  ) => Generator<number, (index: number) => Generator<number, unknown>>;
  /**
   * Regression: length X.rows. Classification: row-major X.rows × nClasses probabilities, rows sum to 1; where `decides`,
   * decision values, of two classes −d and d. Clustering: the group of each row. Anomaly: its score.
   * @throws EngineError 'no-new-rows' where the model is only about the rows it was fitted on
   */
  predict(fitted: Fitted, X: Matrix): Float64Array;
  /**
   * Whether what `predict` says of classes are decision values: the class is the one with the highest, and how high it is
   * says how surely, not how often (docs/decisions/0016). Left out: they are probabilities.
   */
  readonly decides?: (fitted: Fitted) => boolean;
  /** 'training' where the model is only about the rows it was fitted on, and `predict` refuses. */
  readonly describes?: 'training';
  /** For tasks without a target, which all have it. */
  readonly describe?: (fitted: Fitted) => Description;
  /** What a person may read off: coefficients and intercept, or impurity importances, by feature name. */
  explain(fitted: Fitted, names: readonly string[]): FittedSummary;
  /** How its answer is made of a sum of trees, where it is: then Shapley values are exact. */
  readonly margin?: (
    fitted: Fitted,
    about: { readonly names: readonly string[]; readonly classified: boolean },
  ) => TreeMargin;
  /** How its answer is made of a sum of parts of one or two columns, where it is and its coefficients do not say so. */
  readonly sum?: (
    fitted: Fitted,
    about: { readonly names: readonly string[]; readonly classified: boolean },
  ) => AdditiveMargin | null;
}

export function defineModelCompute<S extends { readonly params: GenericSchema }>() {
  return <Fitted>(compute: ModelCompute<ParamsOf<S>, Fitted>): ModelCompute<ParamsOf<S>, Fitted> =>
    compute;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyModelCompute = ModelCompute<any, any>;
export type ModelComputes = Readonly<Record<string, AnyModelCompute>>;

export type { FittedSummary };
