import { EngineError } from '#lib/recipe/errors.ts';
import { activeSteps, targetOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { isClassification, type Task } from '#lib/recipe/profile.ts';
import { parts, type FittedStep, type Part } from '#lib/recipe/run.ts';
import type { Matrix } from './matrix.ts';
import { splitRows, stillTrain, trainRows } from './split.ts';
import type { AnyStepCompute, LearnedCompute, StepComputes } from './step.ts';
import { column, missingIn, takeRows, type Column, type Table, type TrainTable } from './table.ts';

/** The table after the cleaning steps. `rid[i]` is the 0-based row of the file that row i came from. */
export interface Loaded {
  readonly table: Table;
  readonly rid: Int32Array;
}

export interface Target {
  readonly name: string;
  readonly task: Task;
  /** Sorted as numpy sorts them; null for regression. */
  readonly classes: readonly string[] | null;
  /** Class code or value for each kept row. */
  readonly y: Float64Array;
  /** Rows of the loaded table that have a target, ascending. */
  readonly kept: Int32Array;
}

/** One part of the split: raw feature columns, target, and where each row came from. */
export interface PartData<T extends Table = Table> {
  readonly table: T;
  readonly y: Float64Array;
  readonly rid: Int32Array;
}

export interface SplitData {
  readonly target: Target;
  readonly train: PartData<TrainTable>;
  readonly validation: PartData;
  readonly test: PartData;
  /** Rows without a target, and rows that the split column puts nowhere. */
  readonly leftOut: number;
}

/** Splits the cleaned table as the recipe says, with only the feature columns. */
export function splitData({ table, rid }: Loaded, recipe: Recipe): SplitData {
  const target = readTarget(table, recipe);
  const classes = target.classes;
  const strata = classes ? Int32Array.from(target.y) : null;
  const where = splitRows({
    split: recipe.split,
    nSamples: target.kept.length,
    strata,
    ...(classes && { classes }),
    parts:
      recipe.split.method === 'column' ? textsOf(table, recipe.split.column, target.kept) : null,
  });
  const features = featureTable(table, recipe);
  const rowsAt = (index: Int32Array): Int32Array => index.map((i) => target.kept[i]!);
  const part = (index: Int32Array): PartData => {
    const rows = rowsAt(index);
    return {
      table: takeRows(features, rows),
      y: Float64Array.from(index, (i) => target.y[i]!),
      rid: rows.map((i) => rid[i]!),
    };
  };
  const train = part(where.train);
  return {
    target,
    train: { ...train, table: trainRows(features, rowsAt(where.train)) },
    validation: part(where.validation),
    test: part(where.test),
    leftOut: table.rows - target.kept.length + where.left.length,
  };
}

/** The target's values with the rows that have one. Throws when there is none, or nothing to learn. */
export function readTarget(table: Table, recipe: Recipe): Target {
  const name = targetOf(recipe);
  if (name === null || recipe.task === null)
    throw new EngineError({
      code: 'target-missing',
      what: 'No column is chosen as the target',
      where: {},
      remedy: 'Choose what to predict on the data page.',
    });
  const found = column(table, name);
  const kept = presentRows(found);
  if (kept.length === 0)
    throw new EngineError({
      code: table.rows === 0 ? 'no-rows' : 'target-missing',
      what:
        table.rows === 0
          ? 'The table has no rows'
          : `All ${table.rows} values of the target are missing`,
      where: { column: name },
      remedy:
        table.rows === 0
          ? 'Open a file with rows, or undo the step that removed them.'
          : 'Choose another target.',
    });
  if (recipe.task === 'regression')
    return { name, task: recipe.task, classes: null, kept, y: targetValues(found, kept, name) };
  const { classes, y } = targetClasses(found, kept);
  checkClasses(classes, recipe.task, name);
  return { name, task: recipe.task, classes, kept, y };
}

/** Fits each active learned step on training rows, in order, and carries all parts through. */
export interface FittedParts {
  readonly steps: readonly FittedStep[];
  readonly tables: Readonly<Record<Part, Table>>;
}

export interface StepMoment {
  readonly step: RecipeStep;
  readonly compute: LearnedCompute<unknown, unknown>;
  readonly fitted: unknown;
  readonly before: TrainTable;
  readonly after: TrainTable;
  readonly parts: Readonly<Record<Part, Table>>;
}

/** Yields after each step, so that a worker can breathe, report and trace. */
export function* fitSteps(
  data: SplitData,
  recipe: Recipe,
  computes: StepComputes,
): Generator<StepMoment, FittedParts> {
  const steps: FittedStep[] = [];
  let train = data.train.table;
  let others = { validation: data.validation.table, test: data.test.table };
  for (const step of learnedSteps(recipe, computes)) {
    const compute = learned(computes, step);
    const where = { columns: step.columns, params: step.params };
    const fitted = compute.fit({ table: train, ...where });
    const before = train;
    const parts = { train: before as Table, ...others };
    train = stillTrain(before, compute.transform({ table: before, ...where }, fitted));
    others = {
      validation: compute.transform({ table: others.validation, ...where }, fitted),
      test: compute.transform({ table: others.test, ...where }, fitted),
    };
    steps.push({
      key: step.key,
      step: step.step,
      columns: step.columns,
      params: step.params,
      state: fitted,
    });
    yield { step, compute, fitted, before, after: train, parts };
  }
  return { steps, tables: { train, ...others } };
}

/** A new table through steps that were fitted before. */
export function transformSteps(
  table: Table,
  steps: readonly FittedStep[],
  computes: StepComputes,
): Table {
  return steps.reduce((now, { step, columns, params, state }) => {
    const compute = computes[step] as LearnedCompute<unknown, unknown>;
    return compute.transform({ table: now, columns, params }, state);
  }, table);
}

export const learnedSteps = (recipe: Recipe, computes: StepComputes): readonly RecipeStep[] =>
  activeSteps(recipe).filter((s) => known(computes, s).kind === 'learned');

function known(computes: StepComputes, step: RecipeStep): AnyStepCompute {
  const compute = Object.hasOwn(computes, step.step) ? computes[step.step] : undefined;
  if (compute) return compute;
  throw new EngineError({
    code: 'step-unknown',
    what: `This version of Tabwise has no step “${step.step}”`,
    where: { step: step.key },
    remedy: 'Update Tabwise, or remove the step.',
  });
}

const learned = (computes: StepComputes, step: RecipeStep): LearnedCompute<unknown, unknown> =>
  known(computes, step) as LearnedCompute<unknown, unknown>;

/** The feature columns, in the file's order; columns that a cleaning step added are features too. */
export function featureTable(table: Table, recipe: Recipe): Table {
  const kept = new Set(
    recipe.source.columns.filter((c) => c.role !== 'feature').map((c) => c.name),
  );
  return {
    rows: table.rows,
    columns: new Map([...table.columns].filter(([name]) => !kept.has(name))),
  };
}

/**
 * The matrix that the model gets.
 * @throws EngineError 'column-kind' for text left unencoded, 'not-finite' for missing values where the model takes none
 */
export function matrixOf(table: Table, takesMissing: boolean): Matrix {
  if (table.columns.size === 0)
    throw new EngineError({
      code: 'no-features',
      what: 'No feature column is left',
      where: {},
      remedy: 'Give at least one column the role feature, or turn off the step that dropped it.',
    });
  const columns: Float64Array[] = [];
  for (const [name, c] of table.columns) {
    if (c.kind === 'category')
      throw new EngineError({
        code: 'column-kind',
        what: `“${name}” holds text, and the model takes numbers`,
        where: { column: name },
        remedy: 'Encode it (one-hot or ordinal), or drop it; suggested steps do this.',
      });
    const missing = takesMissing ? 0 : missingIn(c);
    if (missing > 0)
      throw new EngineError({
        code: 'not-finite',
        what: `“${name}” has ${missing} missing values, and the model takes none`,
        where: { column: name },
        remedy: 'Impute it, or drop it; suggested steps do this.',
      });
    columns.push(c.values);
  }
  return { rows: table.rows, names: [...table.columns.keys()], columns };
}

export const partSizes = (data: SplitData): Record<Part, number> => ({
  train: data.train.y.length,
  validation: data.validation.y.length,
  test: data.test.y.length,
});

export const eachPart = <T>(make: (part: Part) => T): Record<Part, T> =>
  Object.fromEntries(parts.map((p) => [p, make(p)])) as Record<Part, T>;

function presentRows(c: Column): Int32Array {
  const rows: number[] = [];
  if (c.kind === 'number') c.values.forEach((x, i) => Number.isNaN(x) || rows.push(i));
  else c.codes.forEach((code, i) => code < 0 || rows.push(i));
  return Int32Array.from(rows);
}

function targetValues(c: Column, kept: Int32Array, name: string): Float64Array {
  if (c.kind === 'number') return Float64Array.from(kept, (i) => c.values[i]!);
  throw new EngineError({
    code: 'column-kind',
    what: `The target holds text such as “${c.levels[0] ?? ''}”, and regression predicts numbers`,
    where: { column: name },
    remedy: 'Set the task to classification, or cast the target to a number.',
  });
}

function targetClasses(c: Column, kept: Int32Array): { classes: string[]; y: Float64Array } {
  if (c.kind === 'number') {
    const values = [...new Set(Array.from(kept, (i) => c.values[i]!))].sort((a, b) => a - b);
    const code = new Map(values.map((x, k) => [x, k]));
    return {
      classes: values.map(String),
      y: Float64Array.from(kept, (i) => code.get(c.values[i]!)!),
    };
  }
  const present = [...new Set(Array.from(kept, (i) => c.codes[i]!))]
    .map((k) => [c.levels[k]!, k] as const)
    .sort(([a], [b]) => byCodePoint(a, b));
  const code = new Map(present.map(([, k], rank) => [k, rank]));
  return {
    classes: present.map(([text]) => text),
    y: Float64Array.from(kept, (i) => code.get(c.codes[i]!)!),
  };
}

/** As Python compares str: by code point, where JavaScript's own order is by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

const maxClasses = 200;

function checkClasses(classes: readonly string[], task: Task, name: string): void {
  if (!isClassification(task)) return;
  const fail = (what: string, remedy: string): never => {
    throw new EngineError({
      code: classes.length < 2 ? 'one-class' : 'params-invalid',
      what,
      where: { column: name },
      remedy,
    });
  };
  if (classes.length < 2)
    fail(
      `The target has one class, “${classes[0] ?? ''}”, so there is nothing to tell apart`,
      'Choose another target, or bring rows of another class.',
    );
  if (task === 'binary' && classes.length > 2)
    fail(
      `The target has ${classes.length} classes, and a binary task has 2`,
      'Set the task to multiclass.',
    );
  if (classes.length > maxClasses)
    fail(
      `The target has ${classes.length} classes, more than ${maxClasses}`,
      'Set the task to regression, or choose another target.',
    );
}

function textsOf(table: Table, name: string, rows: Int32Array): (string | null)[] {
  const c = column(table, name);
  if (c.kind === 'number')
    return Array.from(rows, (i) => (Number.isNaN(c.values[i]!) ? null : String(c.values[i]!)));
  return Array.from(rows, (i) => (c.codes[i]! < 0 ? null : c.levels[c.codes[i]!]!));
}
