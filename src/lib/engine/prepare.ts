import { EngineError } from '#lib/recipe/errors.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { parts, type FittedStep, type Part } from '#lib/recipe/run.ts';
import { holdOut } from './holdOut.ts';
import type { Matrix } from './matrix.ts';
import { rebalanced, splitRows, stillTrain, trainRows, trainTarget, type Parts } from './split.ts';
import type { AnyStepCompute, BalancingCompute, LearnedCompute, StepComputes } from './step.ts';
import { column, takeRows, type Table, type TrainTable, type TrainTarget } from './table.ts';
import { readTarget, type Target } from './target.ts';
import { checkSome, readWeights } from './weights.ts';

/** The table after the cleaning steps. `rid[i]` is the 0-based row of the file that row i came from, the first of several. */
export interface Loaded {
  readonly table: Table;
  readonly rid: Int32Array;
}

/** One part of the split: raw feature columns, target, and where each row came from. */
export interface PartData<T extends Table = Table> {
  readonly table: T;
  /** Empty without a target. */
  readonly y: Float64Array;
  /** How much each row counts; null where all count the same. */
  readonly weight: Float64Array | null;
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

/** The rows with a target, and which of these (by their place among them) each part has. */
export function partsOf(
  { table }: Loaded,
  recipe: Recipe,
): { readonly target: Target; readonly where: Parts } {
  const target = readTarget(table, recipe);
  const classes = target.classes;
  const strata = classes ? Int32Array.from(target.y) : null;
  const { split } = recipe;
  if (split.method !== 'random' && split.method !== 'column')
    return { target, where: holdOut(split, table, target.kept) };
  const where = splitRows({
    split,
    nSamples: target.kept.length,
    strata,
    ...(classes && { classes }),
    parts: split.method === 'column' ? textsOf(table, split.column, target.kept) : null,
  });
  return { target, where };
}

/** Training rows of the loaded table, ascending, and their target. */
export function trainingRows(
  loaded: Loaded,
  recipe: Recipe,
): { readonly target: Target; readonly rows: Int32Array; readonly y: Float64Array } {
  const { target, where } = partsOf(loaded, recipe);
  const index = where.train.toSorted();
  return {
    target,
    rows: index.map((i) => target.kept[i]!),
    y: Float64Array.from(index, (i) => target.y[i]!),
  };
}

/** Splits the cleaned table as the recipe says, with only the feature columns. */
export function splitData(loaded: Loaded, recipe: Recipe): SplitData {
  const { target, where } = partsOf(loaded, recipe);
  return dataAt(loaded, recipe, target, where);
}

/** The same for parts that were made elsewhere. */
export function dataAt(
  { table, rid }: Loaded,
  recipe: Recipe,
  target: Target,
  where: Parts,
): SplitData {
  const features = featureTable(table, recipe);
  const weight = readWeights(table, recipe, target.kept);
  const rowsAt = (index: Int32Array): Int32Array => index.map((i) => target.kept[i]!);
  const part = <T extends Table>(
    index: Int32Array,
    take: (features: Table, rows: Int32Array) => T,
  ): PartData<T> => {
    const rows = rowsAt(index);
    return {
      table: take(features, rows),
      y: target.y.length > 0 ? Float64Array.from(index, (i) => target.y[i]!) : target.y,
      weight: weight && Float64Array.from(index, (i) => weight[i]!),
      rid: rows.map((i) => rid[i]!),
    };
  };
  const train = part(where.train, trainRows);
  checkSome(train.weight, recipe);
  return {
    target,
    train,
    validation: part(where.validation, takeRows),
    test: part(where.test, takeRows),
    leftOut: table.rows - target.kept.length + where.left.length,
  };
}

/** What fitting the steps gives. */
export interface FittedParts {
  readonly steps: readonly FittedStep[];
  /** Each part as the steps transform it for a prediction. */
  readonly tables: Readonly<Record<Part, Table>>;
  /** What the model is fitted on: `tables.train` itself, unless a step fits on other cells or other rows. */
  readonly fitting: Fitting;
}

export interface Fitting {
  readonly table: TrainTable;
  readonly target: TrainTarget | null;
}

export interface StepMoment {
  readonly step: RecipeStep;
  readonly compute: Pick<LearnedCompute<unknown, unknown>, 'report'>;
  readonly fitted: unknown;
  /** What the step was fitted on, and what later steps are. */
  readonly before: TrainTable;
  readonly after: TrainTable;
  readonly parts: Readonly<Record<Part, Table>>;
}

/**
 * Fits each active learned step on training rows, in order, and carries all parts through; then balances the rows to
 * fit on. Yields after each step, and the share done within one that takes long, so that a worker can breathe, report
 * and trace.
 * @throws EngineError from any step, 'recipe-invalid' for a learned step after one that balances, 'weight-invalid' for
 * rows that are to be balanced and have weights
 */
export function* fitSteps(
  data: SplitData,
  recipe: Recipe,
  computes: StepComputes,
): Generator<StepMoment | number, FittedParts> {
  const steps: FittedStep[] = [];
  let fitting: Fitting = {
    table: data.train.table,
    target: trainTarget(data.train.table, data.target, data.train.y),
  };
  let parts: Record<Part, Table> = {
    train: data.train.table,
    validation: data.validation.table,
    test: data.test.table,
  };
  let balanced: RecipeStep | null = null;
  for (const step of learnedSteps(recipe, computes)) {
    const compute = known(computes, step) as Learning;
    const place = { columns: step.columns, params: step.params };
    const { table: before, target } = fitting;
    const input = { table: before, target, seed: recipe.seed, ...place };
    const moment = { step, compute, before, parts };
    if (compute.kind === 'balancing') {
      if (data.train.weight) throw weighedTwice(step);
      balanced = step;
      const { table, y, state } = compute.resample(input);
      fitting = rebalanced(before, target!, { table, y });
      yield { ...moment, fitted: state, after: fitting.table };
      continue;
    }
    if (balanced) throw afterBalancing(step, balanced);
    const fitted = compute.fitting ? yield* compute.fitting(input) : compute.fit(input);
    const through = (table: Table): Table => compute.transform({ table, ...place }, fitted);
    const after = compute.fitTransform?.(input, fitted) ?? through(before);
    fitting = { table: stillTrain(before, after), target };
    parts = {
      train: parts.train === before && !compute.fitTransform ? after : through(parts.train),
      validation: through(parts.validation),
      test: through(parts.test),
    };
    steps.push({
      ...place,
      key: step.key,
      step: step.step,
      version: compute.state.version,
      state: fitted,
    });
    yield { ...moment, fitted, after: fitting.table };
  }
  return { steps, tables: parts, fitting };
}

type Learning = LearnedCompute<unknown, unknown> | BalancingCompute<unknown, unknown>;

const weighedTwice = (step: RecipeStep): EngineError =>
  new EngineError({
    code: 'weight-invalid',
    what: 'A column says how much each row counts, and balancing makes rows that have no such count',
    where: { step: step.key },
    remedy: 'Leave the balancing step out, or give the column of weights another role.',
  });

const afterBalancing = (step: RecipeStep, balanced: RecipeStep): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: `“${step.step}” comes after “${balanced.step}” and would learn from rows that were made up or left out`,
    where: { step: step.key },
    remedy: 'Move the balancing step to the end.',
  });

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

/** The active steps that run on training rows: learned ones and those that balance. */
export const learnedSteps = (recipe: Recipe, computes: StepComputes): readonly RecipeStep[] =>
  activeSteps(recipe).filter((s) => known(computes, s).kind !== 'cleaning');

function known(computes: StepComputes, step: RecipeStep): AnyStepCompute {
  const compute = Object.hasOwn(computes, step.step) ? computes[step.step] : undefined;
  if (compute) return compute;
  throw unknownStep(step);
}

export const unknownStep = ({ step, key }: RecipeStep): EngineError =>
  new EngineError({
    code: 'step-unknown',
    what: `This version of Tabwise has no step “${step}”`,
    where: { step: key },
    remedy: 'Update Tabwise, or remove the step.',
  });

/**
 * The feature columns, in the file's order; columns that a cleaning step added are features too. The column that
 * splits, by its words or by its groups, is none, whatever its role; a time or a place may be one.
 */
export function featureTable(table: Table, recipe: Recipe): Table {
  const { source, split } = recipe;
  const kept = new Set(source.columns.filter((c) => c.role !== 'feature').map((c) => c.name));
  if (split.method === 'column' || split.method === 'group') kept.add(split.column);
  return {
    rows: table.rows,
    columns: new Map([...table.columns].filter(([name]) => !kept.has(name))),
  };
}

/**
 * The matrix that the model gets.
 * @param takesNone who takes no missing values, as the end of a sentence
 * @throws EngineError 'column-kind' for text left unencoded, 'not-finite' for infinite values, and for missing ones
 * where the model takes none
 */
export function matrixOf(
  table: Table,
  takesMissing: boolean,
  takesNone = 'the model takes none',
): Matrix {
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
        what: `“${name}” holds no numbers, and the model takes only those`,
        where: { column: name },
        remedy:
          'Encode it (one-hot or ordinal), take it apart if it is a date, or drop it; suggested steps do this.',
      });
    checkFinite(name, c.values, takesMissing ? null : takesNone);
    columns.push(c.values);
  }
  return { rows: table.rows, names: [...table.columns.keys()], columns };
}

function checkFinite(name: string, values: Float64Array, takesNone: string | null): void {
  let [missing, infinite] = [0, 0];
  for (const x of values) {
    if (Number.isNaN(x)) missing += 1;
    else if (!Number.isFinite(x)) infinite += 1;
  }
  const refused = (what: string, remedy: string): EngineError =>
    new EngineError({ code: 'not-finite', what, where: { column: name }, remedy });
  if (infinite > 0)
    throw refused(
      `“${name}” has ${infinite} infinite values, and the model takes finite ones`,
      'Drop it, or turn off the step that made its values too large.',
    );
  if (missing > 0 && takesNone !== null)
    throw refused(
      `“${name}” has ${missing} missing values, and ${takesNone}`,
      'Impute it, or drop it; suggested steps do this.',
    );
}

/** Where a model is judged: validation, so that the test rows stay unseen; test where there is no validation; else train. */
export const judgedPart = (data: SplitData): Part =>
  data.validation.y.length > 0 ? 'validation' : data.test.y.length > 0 ? 'test' : 'train';

export const partSizes = (data: SplitData): Record<Part, number> => ({
  train: data.train.rid.length,
  validation: data.validation.rid.length,
  test: data.test.rid.length,
});

export const eachPart = <T>(make: (part: Part) => T): Record<Part, T> =>
  Object.fromEntries(parts.map((p) => [p, make(p)])) as Record<Part, T>;

function textsOf(table: Table, name: string, rows: Int32Array): (string | null)[] {
  const c = column(table, name);
  if (c.kind === 'number')
    return Array.from(rows, (i) => (Number.isNaN(c.values[i]!) ? null : String(c.values[i]!)));
  return Array.from(rows, (i) => (c.codes[i]! < 0 ? null : c.levels[c.codes[i]!]!));
}
