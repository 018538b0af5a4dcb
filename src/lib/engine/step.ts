import type { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { ColumnFacts, ParamsOf } from '#lib/recipe/step.ts';
import type { GenericSchema } from 'valibot';
import type { ColumnType } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/source.ts';
import { driveSync } from './drive.ts';
import type { StateOf } from './state.ts';
import type { Table, TrainTable, TrainTarget } from './table.ts';

export interface StepInput<Params, T extends Table = Table> {
  readonly table: T;
  /** The columns this step was placed on, in recipe order. */
  readonly columns: readonly string[];
  readonly params: Params;
}

/** What a fit may know: training rows, their target, and the recipe's seed for what is drawn. */
export interface FitInput<Params> extends StepInput<Params, TrainTable> {
  /** Null where the task has no target. */
  readonly target: TrainTarget | null;
  readonly seed: number;
}

/** A plain value that survives JSON and structured clone. */
export type Plain =
  null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * The behaviour of a learned step. Functions are pure: they never change their input and use no clock or
 * global randomness. `Fitted` is plain data (NaN is not plain: use null).
 */
export interface LearnedCompute<Params, Fitted> {
  readonly kind: 'learned';
  /** What a fitted state looks like: one from storage or a file is held against it before it is used. */
  readonly state: StateOf<Fitted>;
  /** Learns from training rows only. */
  fit(input: FitInput<Params>): Fitted;
  /** The same fit in turns, where it may take long: yields the share done, so that a worker can report and stop. */
  fitting?(input: FitInput<Params>): Generator<number, Fitted>;
  transform(input: StepInput<Params>, fitted: Fitted): Table;
  /**
   * scikit-learn's `fit_transform` where it is not `transform` after `fit`: what the model and later steps learn from, such
   * as training rows that are each encoded by the targets of others. The rows stay the same, in the same order.
   */
  fitTransform?(input: FitInput<Params>, fitted: Fitted): Table;
  /** What `transform` did or would do to this table, one event for each effect, counts in `meta.rows_affected`. */
  report(input: StepInput<Params>, fitted: Fitted, mood: Mood): readonly LogEvent[];
}

/**
 * The behaviour of a step that changes which rows a model is fitted on. It has no `transform`: rows that are
 * predicted cannot reach it. It runs after all learned steps.
 */
export interface BalancingCompute<Params, State> {
  readonly kind: 'balancing';
  /**
   * The rows to fit on with their targets, in order, and what the report tells of them.
   * @throws EngineError 'target-missing' for a task without classes
   */
  resample(input: FitInput<Params>): {
    readonly table: Table;
    readonly y: Float64Array;
    readonly state: State;
  };
  /** Events without `col`; `rows_affected` counts the rows added or left out. */
  report(input: StepInput<Params>, state: State, mood: Mood): readonly LogEvent[];
}

/** "Replaced 12 nulls" or "Would replace 12 nulls". */
export type Mood = 'done' | 'would';

/** A table inside DuckDB: quoted SQL that can stand after FROM, and its columns. `id` is a safe internal identifier. */
export interface Relation {
  readonly from: string;
  readonly columns: readonly RelationColumn[];
  /** The same rows with some of the columns, by id, where that is quicker to plan: of thousands each one costs. */
  readonly only?: (ids: readonly string[]) => string;
  /** The step that made it counts `rid` anew; `from` then has a column `src` too, the `rid` that each row had before. */
  readonly renumbers?: true;
  /** After such a step: SQL with `rid` and `src`, the row of the file that each row came from, the first of several; of rows that a step added, their names. */
  readonly rows?: string;
}

export interface RelationColumn {
  /** c0, c1, …: never the user's text. */
  readonly id: string;
  readonly name: string;
  readonly type: ColumnType;
}

export interface CleaningInput<Params> {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly params: Params;
  /** For a step that `draws`: the table whose column `place` holds what it drew. */
  readonly drawn?: string;
  /** For a step that reads a `second` table: that table. */
  readonly second?: Relation;
}

/** Counts by name, from running `counts` of a cleaning step. */
export type Counts = ReadonlyMap<string, number>;

/** Texts by name, from running `samples` of a cleaning step; NULLs are left out. */
export type Samples = ReadonlyMap<string, string>;

/**
 * The behaviour of a cleaning step: SQL from SQL. Every relation also carries a hidden BIGINT column `rid`, the
 * 0-based row of the file, which a step keeps. One that orders or makes rows counts it anew and says so (`renumbers`).
 */
export interface CleaningCompute<Params> {
  readonly kind: 'cleaning';
  /** The relation after the step: `from` is a parenthesised SELECT over `input.relation.from`. */
  relation(input: CleaningInput<Params>): Relation;
  /** Named SQL expressions to be evaluated in one SELECT over `input.relation.from`; each yields one number. */
  counts(input: CleaningInput<Params>): ReadonlyMap<string, string>;
  /** Named SQL expressions beside `counts`, each yielding one text or NULL: values that the report quotes. */
  samples?(input: CleaningInput<Params>): ReadonlyMap<string, string>;
  /** Places of rows, by numbers that SQL cannot draw; whoever runs the step hands it the table of them. */
  draws?(params: Params, rows: number): Int32Array;
  /**
   * The second table that it reads, from its parameters; whoever runs the step hands it over as a relation.
   * @throws EngineError 'params-invalid' where none is chosen
   */
  second?(params: Params): Source;
  /** The columns in which a row may hold what stands in others, beyond those that it was made of; left out: none. */
  readsAround?(
    columns: readonly string[],
    params: Params,
    before: readonly ColumnFacts[],
  ): readonly string[];
  /** What the engine says of a query that a person wrote, in plain words; left out: no person writes any. */
  fault?(params: Params, message: string): EngineError;
  /** Whether it makes several rows of one, which belong together; left out: no. */
  readonly multiplies?: true;
  /**
   * Whether it may add rows that no row before it was: their `src` is -1 less their row in the second table, or in what the
   * step made; left out: no. They get names of their own (`rowNames.ts`).
   */
  readonly adds?: true;
  /** The same step on rows that are to be predicted, where it does less to them; left out: it is applied as it is. */
  readonly newRows?: CleaningCompute<Params>;
  /** For each column that sums up rows or cells of another, or is looked up by it: its name, and the other's. */
  madeOf?(
    columns: readonly string[],
    params: Params,
    before: readonly ColumnFacts[],
  ): readonly { readonly name: string; readonly from: string }[];
  /** Without `samples`, the same report quotes nothing. */
  report(
    input: CleaningInput<Params>,
    counts: Counts,
    mood: Mood,
    samples?: Samples,
  ): readonly LogEvent[];
}

export type StepCompute<Params, Fitted> =
  LearnedCompute<Params, Fitted> | BalancingCompute<Params, Fitted> | CleaningCompute<Params>;

export function defineLearned<S extends { readonly params: GenericSchema }>() {
  return <Fitted>(
    compute: LearnedCompute<ParamsOf<S>, Fitted>,
  ): LearnedCompute<ParamsOf<S>, Fitted> => compute;
}

/** A fit in turns, and the same driven to its end: both ways of a learned step that may take long. */
export const inTurns = <Input, Fitted>(fitting: (input: Input) => Generator<number, Fitted>) => ({
  fitting,
  fit: (input: Input): Fitted => driveSync(fitting(input)),
});
export function defineBalancing<S extends { readonly params: GenericSchema }>() {
  return <State>(
    compute: BalancingCompute<ParamsOf<S>, State>,
  ): BalancingCompute<ParamsOf<S>, State> => compute;
}

export function defineCleaning<S extends { readonly params: GenericSchema }>() {
  return (compute: CleaningCompute<ParamsOf<S>>): CleaningCompute<ParamsOf<S>> => compute;
}

/** A step whose types are known only to itself; for registries and the runner. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyStepCompute = StepCompute<any, any>;
export type StepComputes = Readonly<Record<string, AnyStepCompute>>;
