import { isNumeric, type ColumnType, type TableProfile, type Task } from '#lib/recipe/profile.ts';
import {
  activeSteps,
  targetOf,
  type Recipe,
  type RecipeModel,
  type RecipeStep,
  type Source,
  type Split,
} from '#lib/recipe/recipe.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { CleaningLowering, PyStatement } from './lowering.ts';
import { lanesOf, type Lane } from './lanes.ts';
import { sequenceOf, type SequenceStep } from './sequence.ts';
import type { Py } from './python/ir.ts';
import { modelLowering, stepLowering, type Metric, type Registry } from './registry.ts';

/** A recipe as the parts of a script, still data: what to read, clean, split, learn, score. */
export interface Plan {
  readonly name: string;
  readonly source: Source;
  /** Numeric columns with cells that are no numbers; they are read cell by cell. Known from a profile only. */
  readonly misfits: readonly string[];
  readonly cleaning: readonly CleaningStep[];
  readonly target: { readonly name: string; readonly dtype: 'int64' | 'float64' | 'str' } | null;
  readonly task: Task | null;
  /** After cleaning, in the table's order. */
  readonly features: readonly ColumnFacts[];
  readonly preparation: Preparation;
  readonly split: Split;
  readonly model: { readonly choice: RecipeModel; readonly py: Py } | null;
  readonly metrics: readonly Metric[];
  readonly seed: number;
  /** Step keys; a step's place here is the number of its mark in the code. */
  readonly keys: readonly string[];
}

export interface CleaningStep {
  readonly key: string;
  readonly statements: readonly PyStatement[];
  readonly removesRows: boolean;
}

/** Lanes side by side where each raw column has its own chain; else the recipe's steps one after another. */
export type Preparation =
  | { readonly kind: 'none' }
  | { readonly kind: 'lanes'; readonly lanes: readonly Lane[] }
  | { readonly kind: 'sequence'; readonly steps: readonly SequenceStep[] };

export interface CompileOptions {
  /** Which model the code trains; the recipe's first by default. */
  readonly modelKey?: string;
  /** Adds ranges and categories to the schema, and reads columns with misfit cells leniently. */
  readonly profile?: TableProfile;
}

export function compile(recipe: Recipe, registry: Registry, options: CompileOptions = {}): Plan {
  const { cleaning, columns } = clean(recipe, registry);
  const target = targetOf(recipe);
  const kept = new Set(
    recipe.source.columns.filter((c) => c.role !== 'feature').map((c) => c.name),
  );
  const features = columns.filter((c) => !kept.has(c.name));
  return {
    name: recipe.name,
    source: recipe.source,
    misfits: misfitsOf(recipe, options.profile),
    cleaning,
    target:
      target === null ? null : { name: target, dtype: targetDtype(columns, target, recipe.task) },
    task: recipe.task,
    features,
    preparation: prepare(recipe, registry, features),
    split: recipe.split,
    model: modelOf(recipe, registry, options.modelKey),
    metrics: registry.metrics.filter((m) => recipe.task !== null && m.tasks.includes(recipe.task)),
    seed: recipe.seed,
    keys: recipe.steps.map((s) => s.key),
  };
}

function clean(
  recipe: Recipe,
  registry: Registry,
): { readonly cleaning: readonly CleaningStep[]; readonly columns: readonly ColumnFacts[] } {
  let columns: readonly ColumnFacts[] = recipe.source.columns;
  const cleaning: CleaningStep[] = [];
  for (const step of activeSteps(recipe)) {
    const lowering = stepLowering(registry, step.step);
    if (lowering.kind !== 'cleaning') continue;
    const before = columns;
    columns = columnsAfter(lowering, before, step);
    cleaning.push({
      key: step.key,
      statements: lowering.pandas(step.columns, step.params),
      removesRows: lowering.removesRows ?? false,
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
  registry: Registry,
  features: readonly ColumnFacts[],
): Preparation {
  const learned = activeSteps(recipe).flatMap((step) => {
    const lowering = stepLowering(registry, step.step);
    return lowering.kind === 'learned' ? [{ step, lowering }] : [];
  });
  if (learned.length === 0) return { kind: 'none' };
  const lanes = lanesOf(features, learned);
  return lanes === null
    ? { kind: 'sequence', steps: sequenceOf(features, learned) }
    : { kind: 'lanes', lanes };
}

function modelOf(recipe: Recipe, registry: Registry, modelKey: string | undefined): Plan['model'] {
  const choice =
    modelKey === undefined ? recipe.models[0] : recipe.models.find((m) => m.key === modelKey);
  if (!choice || recipe.task === null) return null;
  return {
    choice,
    py: modelLowering(registry, choice.model).sklearn(choice.params, recipe.task, recipe.seed),
  };
}

/** Class labels are compared as numpy sorts them: whole numbers as numbers, everything else as in the file. */
function targetDtype(
  columns: readonly ColumnFacts[],
  target: string,
  task: Task | null,
): 'int64' | 'float64' | 'str' {
  const type: ColumnType = columns.find((c) => c.name === target)?.type ?? 'text';
  if (task === 'regression') return 'float64';
  if (type === 'integer') return 'int64';
  return isNumeric(type) ? 'float64' : 'str';
}

const misfitsOf = (recipe: Recipe, profile: TableProfile | undefined): readonly string[] => {
  const found = new Set(profile?.columns.filter((c) => c.misfits > 0).map((c) => c.name));
  return recipe.source.columns
    .filter((c) => isNumeric(c.type) && found.has(c.name))
    .map((c) => c.name);
};
