import type { Task } from '#lib/recipe/profile.ts';
import type { ColumnFacts, ParamsOf } from '#lib/recipe/step.ts';
import type { GenericSchema } from 'valibot';
import type { Py } from './python/ir.ts';

/** What a step's code may depend on beside its own parameters. */
export interface LoweringContext {
  readonly task: Task | null;
  readonly seed: number;
}

/** A learned step as a scikit-learn transformer over its columns. */
export interface LearnedLowering<Params> {
  readonly kind: 'learned';
  /** `columns` are those this transformer is placed on, for parameters that scikit-learn wants once a column. */
  sklearn(params: Params, columns: readonly string[], context: LoweringContext): Py;
  /** A second transformer over the same raw columns whose output is added (a missing indicator), or null. */
  sklearnBeside?(params: Params, columns: readonly string[]): Py | null;
  /** Its columns make new ones together, so they are one transformer's whatever came before; left out: no. */
  readonly together?: true;
  /** Whether its output has one size, whatever the size of the column; left out: no. */
  rescales?(params: Params): boolean;
}

/** A learned step's lowering that knows the recipe it stands in. */
export type PlacedLowering = Omit<LearnedLowering<unknown>, 'sklearn'> & {
  sklearn(params: unknown, columns: readonly string[]): Py;
};

/** A step that changes the rows of a fit: an object with `fit_resample(X, y)`, put before the model's fit. */
export interface BalancingLowering<Params> {
  readonly kind: 'balancing';
  sampler(params: Params, columns: readonly string[], context: LoweringContext): Py;
}

/** A cleaning step as pandas statements on `df`; every text goes through the printer's literal. */
export interface CleaningLowering<Params> {
  readonly kind: 'cleaning';
  /** `before` are the table's columns where the step stands; `nth`, from 1, counts the steps that add rows up to it. */
  pandas(
    columns: readonly string[],
    params: Params,
    before: readonly ColumnFacts[],
    nth?: number,
  ): readonly PyStatement[];
  /** What it does to rows that are to be predicted where that is less; null and left out: the same. */
  pandasOfNewRows?(
    columns: readonly string[],
    params: Params,
    before: readonly ColumnFacts[],
  ): readonly PyStatement[] | null;
  /** The spec's own `columnsAfter`, for steps that remove, add or retype columns; left out: unchanged. */
  columnsAfter?(
    before: readonly ColumnFacts[],
    columns: readonly string[],
    params: Params,
  ): readonly ColumnFacts[];
  /** Columns that rows to predict need for it, be they features or not; left out: those among the features. */
  reads?(columns: readonly string[], params: Params): readonly string[];
  /** True when it may remove rows or change their order; such a step is not applied to rows that are to be predicted. */
  readonly removesRows?: boolean;
  /** True when it makes rows of others; `df.index` then says of which row of the file each was made, the first of several. */
  readonly makesRows?: boolean;
  /** True when it may add rows that are none of the file's; `df.index` then names them as the app does (`addedRow`). */
  readonly addsRows?: boolean;
}

/** `df = <expr>`, or a loop over columns with `df[name] = <expr>`: text made only of `py` literals and fixed code. */
export interface PyStatement {
  readonly code: string;
  /** Module → names the statement needs. */
  readonly imports?: readonly (readonly [string, string])[];
  /** Functions that `code` calls, as fixed top-level code laid out as black does; each is printed once. */
  readonly helpers?: readonly string[];
  /** Fixed words only; never the user's text. */
  readonly comment?: string;
}

export interface ModelLowering<Params> {
  /** False where scikit-learn's estimator is only about the rows of its fit; left out: it predicts. */
  readonly newRows?: false;
  /** Whether scikit-learn's `fit` takes `sample_weight`, and the engine's too; left out: no. */
  readonly weights?: true;
  /** Whether scikit-learn's estimator says decision values of classes and has no `predict_proba`; left out: never. */
  decides?(params: Params): boolean;
  sklearn(params: Params, task: Task, seed: number): Py;
  /**
   * The root mean square of a column from which scikit-learn's solver fails, and up to which a change of scale leaves
   * the model as it is. Larger columns are brought down to it in Python; without it every size is taken as it is.
   */
  limit?(params: Params, rows: number): number | null;
}

export function defineLearnedLowering<S extends { readonly params: GenericSchema }>(
  lowering: LearnedLowering<ParamsOf<S>>,
): LearnedLowering<ParamsOf<S>> {
  return lowering;
}

export function defineBalancingLowering<S extends { readonly params: GenericSchema }>(
  lowering: BalancingLowering<ParamsOf<S>>,
): BalancingLowering<ParamsOf<S>> {
  return lowering;
}

export function defineCleaningLowering<S extends { readonly params: GenericSchema }>(
  lowering: CleaningLowering<ParamsOf<S>>,
): CleaningLowering<ParamsOf<S>> {
  return lowering;
}

export function defineModelLowering<S extends { readonly params: GenericSchema }>(
  lowering: ModelLowering<ParamsOf<S>>,
): ModelLowering<ParamsOf<S>> {
  return lowering;
}

export type AnyStepLowering =
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
  LearnedLowering<any> | BalancingLowering<any> | CleaningLowering<any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyModelLowering = ModelLowering<any>;
export type StepLowerings = Readonly<Record<string, AnyStepLowering>>;
export type ModelLowerings = Readonly<Record<string, AnyModelLowering>>;
