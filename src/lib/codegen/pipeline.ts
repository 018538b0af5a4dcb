import type { Cut } from '#lib/recipe/decision.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { FoldsAsked } from '#lib/recipe/folds.ts';
import {
  isClassification,
  isNumeric,
  isSupervised,
  type ColumnType,
  type TableProfile,
  type Task,
} from '#lib/recipe/profile.ts';
import {
  activeSteps,
  targetOf,
  weightOf,
  type Recipe,
  type RecipeModel,
  type RecipeStep,
  type Source,
  type Split,
} from '#lib/recipe/recipe.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { CleaningLowering, LearnedLowering, PlacedLowering, PyStatement } from './lowering.ts';
import { lanesOf, type Lane, type LearnedStep } from './lanes.ts';
import { downscalings } from './oversized.ts';
import { resampled } from './resampled.ts';
import { sequenceOf, type SequenceStep } from './sequence.ts';
import type { Py } from './python/ir.ts';
import { modelLowering, stepLowering, type Metric, type Registry } from './registry.ts';

/** A recipe as the parts of a script, still data: what to read, clean, split, learn, score. */
export interface Plan {
  readonly name: string;
  readonly source: Source;
  /** Numeric columns with cells that are no numbers, from a profile; null without one, when any may have some. */
  readonly misfits: readonly string[] | null;
  readonly cleaning: readonly CleaningStep[];
  readonly target: {
    readonly name: string;
    readonly dtype: 'int64' | 'float64' | 'str';
    /** Classes that are numbers, perhaps not whole ones, which scikit-learn refuses. */
    readonly fractions: boolean;
  } | null;
  /** The column that says how much each row counts. */
  readonly weight: string | null;
  /** Columns by whose groups training rows are weighed for the fit; none: they are not. */
  readonly reweigh: readonly string[];
  readonly task: Task | null;
  /** After cleaning, in the table's order. */
  readonly features: readonly ColumnFacts[];
  readonly preparation: Preparation;
  readonly split: Split;
  /** Of a run that was cross-validated; null: it was not. */
  readonly folds: FoldsAsked | null;
  readonly model: {
    readonly choice: RecipeModel;
    readonly py: Py;
    /** Whether it has answers for rows that it was not fitted on. */
    readonly newRows: boolean;
    /** Whether it says decision values of classes, and has no `predict_proba`. */
    readonly decides: boolean;
  } | null;
  readonly metrics: readonly Metric[];
  /** Where labels are cut, and the label above it; null: at 0.5, or the most probable class. */
  readonly called: Called | null;
  readonly seed: number;
  /** Step keys; a step's place here is the number of its mark in the code. */
  readonly keys: readonly string[];
}

export interface Called {
  readonly cut: Cut;
  readonly label: string;
}

export interface CleaningStep {
  readonly key: string;
  readonly statements: readonly PyStatement[];
  /** In their place for rows to predict, where it does less to them; calls no function that they do not. */
  readonly ofNewRows: readonly PyStatement[] | null;
  readonly removesRows: boolean;
  readonly makesRows: boolean;
  /** It may add rows of a second table. */
  readonly addsRows: boolean;
  /** Columns that it needs of rows to predict, be they features or not. */
  readonly reads: readonly string[];
}

/** Lanes side by side where each raw column has its own chain; else the recipe's steps one after another. */
export type Preparation =
  | { readonly kind: 'none' }
  | { readonly kind: 'lanes'; readonly lanes: readonly Lane[] }
  | { readonly kind: 'sequence'; readonly steps: readonly SequenceStep[] };

export interface CompileOptions {
  /** Which model the code trains; the recipe's first by default. */
  readonly modelKey?: string;
  /** Adds ranges and categories to the schema, and tells in which columns every cell is a number. */
  readonly profile?: TableProfile;
  /** What a person kept with the run that the code is of. */
  readonly called?: Called;
  /** The code also makes these folds and scores them. */
  readonly folds?: FoldsAsked;
}

export function compile(recipe: Recipe, registry: Registry, options: CompileOptions = {}): Plan {
  const { cleaning, columns } = clean(recipe, registry);
  const target = recipe.task === null || isSupervised(recipe.task) ? targetOf(recipe) : null;
  const kept = new Set(
    recipe.source.columns.filter((c) => c.role !== 'feature').map((c) => c.name),
  );
  if (recipe.split.method === 'group') kept.add(recipe.split.column);
  const features = columns.filter((c) => !kept.has(c.name));
  return {
    name: recipe.name,
    source: recipe.source,
    misfits: misfitsOf(recipe, options.profile),
    cleaning,
    target: target === null ? null : targetFacts(columns, target, recipe.task),
    weight: target === null && !withoutTarget(recipe) ? null : weightOf(recipe),
    reweigh: target === null ? [] : reweighed(recipe, columns),
    task: recipe.task,
    features,
    preparation: prepare(recipe, features, { registry, ...options }),
    split: recipe.split,
    folds: (target !== null && recipe.models.length > 0 && options.folds) || null,
    model: modelOf(recipe, registry, options.modelKey),
    metrics: registry.metrics.filter((m) => recipe.task !== null && m.tasks.includes(recipe.task)),
    called: calledIn(options),
    seed: recipe.seed,
    keys: recipe.steps.map((s) => s.key),
  };
}

const calledIn = ({ called }: CompileOptions): Called | null => called ?? null;

/** @throws EngineError 'column-missing' where a step takes the column away */
function reweighed({ reweigh = [] }: Recipe, columns: readonly ColumnFacts[]): readonly string[] {
  const gone = reweigh.find((name) => !columns.some((c) => c.name === name));
  if (gone === undefined) return reweigh;
  throw new EngineError({
    code: 'column-missing',
    what: `Training rows are weighed by “${gone}”, which a step takes away`,
    where: { column: gone },
    remedy:
      'Leave the step out, or turn reweighing off; to keep a column from the model, ignore it.',
  });
}

/** There is a model, and nothing to predict. */
const withoutTarget = ({ task, models }: Recipe): boolean =>
  task !== null && !isSupervised(task) && models.length > 0;

function clean(
  recipe: Recipe,
  registry: Registry,
): { readonly cleaning: readonly CleaningStep[]; readonly columns: readonly ColumnFacts[] } {
  let columns: readonly ColumnFacts[] = recipe.source.columns;
  const cleaning: CleaningStep[] = [];
  let nth = 0;
  for (const step of activeSteps(recipe)) {
    const lowering = stepLowering(registry, step.step);
    if (lowering.kind !== 'cleaning') continue;
    const before = columns;
    columns = columnsAfter(lowering, before, step);
    if (lowering.addsRows) nth += 1;
    cleaning.push({
      key: step.key,
      statements: lowering.pandas(step.columns, step.params, before, nth),
      ofNewRows: lowering.pandasOfNewRows?.(step.columns, step.params, before) ?? null,
      removesRows: lowering.removesRows ?? false,
      makesRows: lowering.makesRows ?? false,
      addsRows: lowering.addsRows ?? false,
      reads: lowering.reads?.(step.columns, step.params) ?? [],
    });
  }
  return { cleaning, columns };
}

const columnsAfter = (
  lowering: CleaningLowering<unknown>,
  before: readonly ColumnFacts[],
  step: RecipeStep,
): readonly ColumnFacts[] => lowering.columnsAfter?.(before, step.columns, step.params) ?? before;

function prepare(
  recipe: Recipe,
  features: readonly ColumnFacts[],
  options: CompileOptions & { readonly registry: Registry },
): Preparation {
  const steps = learnedSteps(recipe, options.registry);
  const model = chosenModel(recipe, options.modelKey);
  const learned = [...steps, ...downscalings(features, steps, model, options)];
  if (learned.length === 0) return { kind: 'none' };
  const lanes = lanesOf(features, learned);
  return lanes === null
    ? { kind: 'sequence', steps: sequenceOf(features, learned) }
    : { kind: 'lanes', lanes };
}

const learnedSteps = (recipe: Recipe, registry: Registry): LearnedStep[] =>
  activeSteps(recipe).flatMap((step) => {
    const lowering = stepLowering(registry, step.step);
    return lowering.kind === 'learned' ? [{ step, lowering: placed(lowering, recipe) }] : [];
  });

/**
 * The learned steps one after another, as the app runs them, whatever the code of the script makes of them; `place` is
 * that among all learned steps, which a fitted run has in the same order.
 */
export const learnedInOrder = (
  recipe: Recipe,
  { features }: Plan,
  registry: Registry,
): readonly (SequenceStep & { readonly place: number })[] => {
  const learned = learnedSteps(recipe, registry);
  const places = new Map(learned.map(({ step }, i) => [step.key, i]));
  return sequenceOf(features, learned).map((s) => ({ ...s, place: places.get(s.key)! }));
};

/** A lowering that knows the recipe's task and seed. */
function placed(lowering: LearnedLowering<unknown>, { task, seed }: Recipe): PlacedLowering {
  return {
    ...lowering,
    sklearn: (params, columns) => lowering.sklearn(params, columns, { task, seed }),
  };
}

const chosenModel = (recipe: Recipe, modelKey: string | undefined): RecipeModel | undefined =>
  modelKey === undefined ? recipe.models[0] : recipe.models.find((m) => m.key === modelKey);

function modelOf(recipe: Recipe, registry: Registry, modelKey: string | undefined): Plan['model'] {
  const choice = chosenModel(recipe, modelKey);
  if (!choice || recipe.task === null) return null;
  const lowering = modelLowering(registry, choice.model);
  if ((weightOf(recipe) !== null || recipe.reweigh) && !lowering.weights)
    throw noWeights(choice.model);
  const decides = lowering.decides?.(choice.params) ?? false;
  return {
    choice,
    py: samplersOf(recipe, registry).reduceRight(
      (model, sampler) => resampled(model, sampler, decides),
      lowering.sklearn(choice.params, recipe.task, recipe.seed),
    ),
    newRows: lowering.newRows ?? true,
    decides,
  };
}

const noWeights = (model: string): EngineError =>
  new EngineError({
    code: 'weight-invalid',
    what: 'A column or reweighing says how much each row counts, and this model takes every row the same',
    where: { model },
    remedy:
      'Choose a model that takes weights, or give the column another role and turn reweighing off.',
  });

/** What the steps that balance put before the model's fit, first to last. */
const samplersOf = (recipe: Recipe, registry: Registry): Py[] =>
  activeSteps(recipe).flatMap(({ step, params, columns }) => {
    const lowering = stepLowering(registry, step);
    return lowering.kind === 'balancing' ? [lowering.sampler(params, columns, recipe)] : [];
  });

/** Class labels are compared as numpy sorts them: numbers as numbers, everything else as in the file. */
function targetFacts(
  columns: readonly ColumnFacts[],
  name: string,
  task: Task | null,
): NonNullable<Plan['target']> {
  const type: ColumnType = columns.find((c) => c.name === name)?.type ?? 'text';
  const fractions = task !== null && isClassification(task) && type === 'number';
  if (task === 'regression') return { name, dtype: 'float64', fractions };
  if (type === 'integer') return { name, dtype: 'int64', fractions };
  return { name, dtype: isNumeric(type) ? 'float64' : 'str', fractions };
}

const misfitsOf = (recipe: Recipe, profile: TableProfile | undefined): readonly string[] | null => {
  if (!profile) return null;
  const found = new Map(profile.columns.map((c) => [c.name, c.misfits]));
  return recipe.source.columns
    .filter((c) => isNumeric(c.type) && found.get(c.name) !== 0)
    .map((c) => c.name);
};
