import { EngineError } from '#lib/recipe/errors.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { parts, type FittedStep, type Part } from '#lib/recipe/run.ts';
import { holdOut } from './holdOut.ts';
import type { Matrix } from './matrix.ts';
import { splitRows, stillTrain, trainRows, type Parts } from './split.ts';
import type { AnyStepCompute, LearnedCompute, StepComputes } from './step.ts';
import { column, takeRows, type Table, type TrainTable } from './table.ts';
import { readTarget, type Target } from './target.ts';
import { checkSome, readWeights } from './weights.ts';

/** The table after the cleaning steps. `rid[i]` is the 0-based row of the file that row i came from. */
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

/** Yields after each step, and the share done within one that takes long, so that a worker can breathe, report and trace. */
export function* fitSteps(
  data: SplitData,
  recipe: Recipe,
  computes: StepComputes,
): Generator<StepMoment | number, FittedParts> {
  const steps: FittedStep[] = [];
  let train = data.train.table;
  let others = { validation: data.validation.table, test: data.test.table };
  for (const step of learnedSteps(recipe, computes)) {
    const compute = learned(computes, step);
    const where = { columns: step.columns, params: step.params };
    const input = { table: train, ...where };
    const fitted = compute.fitting ? yield* compute.fitting(input) : compute.fit(input);
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
      version: compute.state.version,
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
  throw unknownStep(step);
}

export const unknownStep = ({ step, key }: RecipeStep): EngineError =>
  new EngineError({
    code: 'step-unknown',
    what: `This version of Tabwise has no step “${step}”`,
    where: { step: key },
    remedy: 'Update Tabwise, or remove the step.',
  });

const learned = (computes: StepComputes, step: RecipeStep): LearnedCompute<unknown, unknown> =>
  known(computes, step) as LearnedCompute<unknown, unknown>;

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
        what: `“${name}” holds text, and the model takes numbers`,
        where: { column: name },
        remedy: 'Encode it (one-hot or ordinal), or drop it; suggested steps do this.',
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
