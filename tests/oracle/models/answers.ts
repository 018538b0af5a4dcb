import { readFileSync } from 'node:fs';
import type { AnyModelCompute, FittedSummary } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { ModelId } from '#lib/models/specs.ts';
import * as v from 'valibot';

/** A case of answers.json here or of a folder beside (`answerFiles`), each made by the generate.py in it. */
export interface Case {
  readonly model: ModelId;
  readonly params: Readonly<Record<string, unknown>>;
  readonly table: string;
  readonly sklearn: { readonly class: string; readonly params: Readonly<Record<string, unknown>> };
  readonly coefficients?: readonly (readonly number[])[];
  readonly intercept?: readonly number[];
  /** One number a row, or one a class. */
  readonly answers?: readonly (number | readonly number[])[];
  readonly nodes?: number;
  readonly depth?: number;
  readonly feature?: readonly number[];
  readonly threshold?: readonly number[];
  readonly samples?: readonly number[];
  readonly importances?: readonly number[];
  readonly score?: number;
  /** Of Gaussian processes: logarithms of the kernels' parameters, one kernel after another. */
  readonly theta?: readonly number[];
  /** Standard deviation of the score over seeds. */
  readonly spread?: number;
  /** Of least squares, the intercept's first where there is one. */
  readonly inference?: {
    readonly degrees: number;
    readonly error: readonly number[];
    readonly t: readonly number[];
    readonly p: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
  };
  /** At four of the 40 penalties drawn: [penalty][column]. */
  readonly path?: {
    readonly alphas: readonly number[];
    readonly coefficients: readonly (readonly number[])[];
  };
  /** The least sum of losses and penalty. */
  readonly loss?: number;
  /** The spread of errors that is fitted beside. */
  readonly scale?: number;
}

export interface OracleTable {
  readonly task: Task;
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly fresh: readonly (readonly number[])[];
  readonly freshY: readonly number[];
}

interface Answers {
  readonly tables: Readonly<Record<string, OracleTable>>;
  readonly cases: readonly Case[];
}

/** Several files, so that each stays small; their tables have different names. */
export const answerFiles: readonly URL[] = [
  './answers.json',
  '../supervised/answers.json',
  '../supportVectors/answers.json',
  '../gaussianProcess/answers.json',
  '../linear/answers.json',
  '../networks/answers.json',
].map((path) => new URL(path, import.meta.url));

const all = answerFiles.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Answers);
const tables = new Map(all.flatMap((one) => Object.entries(one.tables)));

export const cases: readonly Case[] = all.flatMap((one) => one.cases);
export const tableOfCase = (c: Case): OracleTable => tables.get(c.table)!;
export const nameOf = (c: Case): string =>
  `${c.model} on ${c.table} with ${JSON.stringify(c.params)}`;

/**
 * Of support vector machines, the optimiser of scikit-learn's calibration ends at a slope of 1e-6: two of its own runs, on decisions scaled
 * differently, are as far apart. A Gaussian process takes scipy's steps, and roundings grow on the way. Huber regression's optimiser ends
 * where the loss falls by less than 2e-9 of itself.
 */
const looser: ReadonlyMap<ModelId, number> = new Map([
  ['supportVectorMachine', 1e-6],
  ['gaussianProcess', 1e-6],
  ['huberRegressor', 1e-3],
]);
export const closeness = (model: ModelId, usual: number): number => looser.get(model) ?? usual;

/** Whether scikit-learn has what these parameters ask for; otherwise the lowering refuses with a remedy. */
export function hasPython(id: ModelId, params: unknown): boolean {
  if (id !== 'multilayerPerceptron') return true;
  const { dropout = 0, classWeight, learningRate } = params as Readonly<Record<string, unknown>>;
  return dropout === 0 && classWeight !== 'balanced' && learningRate !== 'cosine';
}

export const specOf = (id: ModelId): AnyModelSpec => modelSpecs[id];
export const computeOf = (id: ModelId): AnyModelCompute => modelComputes[id];

export const classesOf = (task: Task): number =>
  task === 'regression' ? 1 : task === 'binary' ? 2 : 3;

export function matrixOf(
  columns: readonly (readonly number[])[],
  names?: readonly string[],
): Matrix {
  return {
    rows: columns[0]?.length ?? 0,
    names: names ?? columns.map((_, j) => `x${j}`),
    columns: columns.map((x) => Float64Array.from(x)),
  };
}

export interface Outcome {
  readonly fitted: unknown;
  readonly summary: FittedSummary;
  readonly answers: Float64Array;
}

export function outcomeOf(c: Case, seed = 1): Outcome {
  const table = tableOfCase(c);
  const X = matrixOf(table.X);
  const compute = computeOf(c.model);
  const fitted: unknown = driveSync(
    compute.fit({
      X,
      y: Float64Array.from(table.y),
      task: table.task,
      nClasses: classesOf(table.task),
      params: v.parse(specOf(c.model).params, c.params),
      seed,
    }),
  );
  return {
    fitted,
    summary: compute.explain(fitted, X.names),
    answers: compute.predict(fitted, matrixOf(table.fresh)),
  };
}

/** Largest difference, relative to numbers above 1. */
export function gap(ours: Iterable<number>, theirs: Iterable<number>): number {
  const a = [...ours];
  const b = [...theirs];
  if (a.length !== b.length) return Infinity;
  return Math.max(0, ...a.map((x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(b[i]!))));
}

/** The same groups, numbered in the order of their first rows. */
export function renumbered(labels: Iterable<number>): number[] {
  const numbers = new Map<number, number>();
  return Array.from(labels, (label) => {
    if (label < 0) return label;
    const known = numbers.get(label) ?? numbers.size;
    numbers.set(label, known);
    return known;
  });
}
