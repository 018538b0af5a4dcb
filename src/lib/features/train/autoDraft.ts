import { apply, type Edit } from '#lib/recipe/edits.ts';
import type { AutoEntry, AutoMode, AutoScore } from '#lib/recipe/automl.ts';
import { blocking, quarantineEdit, type LeakReport } from '#lib/recipe/leakage.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import { additionsOf, freeKey } from '#lib/recipe/placing.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { learnedSteps, type Offer } from '#lib/state/pipeline.svelte.ts';
import { takenUnasked } from '#lib/steps/candidates.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { changedParams } from './changed.ts';
import { scoreText } from './board.ts';
import { specOf } from './plan.ts';

export const modeChoices: readonly { value: AutoMode; label: string; note: string }[] = [
  {
    value: 'quick',
    label: 'Quick',
    note: 'Six kinds of model as they are, a few tuned, then combined.',
  },
  {
    value: 'thorough',
    label: 'Thorough',
    note: 'Eighteen models of ten kinds; the best three kinds are tuned, the best models combined.',
  },
  {
    value: 'interpretable',
    label: 'Interpretable',
    note: 'Only models that a person can follow: linear ones, small trees, naive Bayes. None are combined.',
  },
];

export interface Preparation {
  /** What the search adds to the recipe; null where nothing is missing. */
  readonly edit: Edit | null;
  readonly recipe: Recipe;
  /** Columns that give the target away. */
  readonly leaks: readonly string[];
  /** Suggested steps. */
  readonly steps: number;
}

/** The recipe that is searched: without columns that give the target away, with the likely ones of the suggested steps. */
export function preparationOf(
  recipe: Recipe,
  report: LeakReport | null,
  offers: readonly Offer[],
): Preparation {
  const found = blocking(recipe, report);
  const features = recipe.source.columns.filter((c) => c.role === 'feature').length;
  const leaks = found.length < features ? found : [];
  const gone = new Set(leaks.map((l) => l.column));
  const out: Edit[] = leaks.length > 0 ? [quarantineEdit(recipe, leaks, learnedSteps)] : [];
  const without = out.reduce(apply, recipe);
  const steps = offers
    .filter((o) => o.suggestion.confidence >= takenUnasked)
    .map(({ step }) => ({ ...step, columns: step.columns.filter((c) => !gone.has(c)) }))
    .filter(({ columns, step }) => columns.length > 0 || !stepSpecs[step as StepId].needsColumns);
  const more: Edit[] = steps.length > 0 ? [additionsOf(without, steps, stepSpecs)] : [];
  const edits = [...out, ...more];
  return {
    edit: edits.length > 0 ? { kind: 'batch', edits } : null,
    recipe: more.reduce(apply, without),
    leaks: [...gone],
    steps: steps.length,
  };
}

type StepId = keyof typeof stepSpecs;

/**
 * The edit that makes a found model an ordinary one of the recipe, with the steps that it was found with: one undo takes
 * all of it back.
 */
export function useEdit(
  recipe: Recipe,
  missing: Edit | null,
  { model, params }: AutoEntry,
): { readonly edit: Edit; readonly key: string } {
  const key = freeKey(recipe.models, model);
  const entry: RecipeModel = {
    ...{ key, model, version: modelSpecs[model as ModelId].version },
    params: { ...params },
  };
  const added: Edit = { kind: 'addModel', index: recipe.models.length, model: entry };
  return { key, edit: missing ? { kind: 'batch', edits: [missing, added] } : added };
}

/** "nEstimators 300", "the defaults", or an ensemble's members. */
export function entryWords({ model, params }: AutoEntry): string {
  const spec = specOf(model);
  return (spec && changedParams(spec, params)) || 'the defaults';
}

/** "0.84 to 0.91" */
export const rangeText = ({ interval }: AutoScore, metric: string): string =>
  interval ? `${scoreText(interval.low, metric)} to ${scoreText(interval.high, metric)}` : '';
