import { apply, type Edit } from './edits.ts';
import { reads } from './origins.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import { stepStages, type StepKind, type StepSpecs } from './step.ts';

/** Where steps stand: cleaning ones first, in SQL on all rows; then learned ones, fitted on training rows. */
export interface Groups {
  readonly cleaning: readonly RecipeStep[];
  readonly learned: readonly RecipeStep[];
}

export function groupsOf(recipe: Recipe, specs: StepSpecs): Groups {
  const isCleaning = (step: RecipeStep): boolean => kindOf(step, specs) === 'cleaning';
  return {
    cleaning: recipe.steps.filter(isCleaning),
    learned: recipe.steps.filter((step) => !isCleaning(step)),
  };
}

/** An unknown step (from a newer version) counts as learned: it never runs on all rows unasked. */
export const kindOf = (step: Pick<RecipeStep, 'step'>, specs: StepSpecs): StepKind =>
  specs[step.step]?.kind ?? 'learned';

/**
 * The index for a new step: after the last of its own stage or an earlier one; cleaning before all learned, and after
 * all that cleans where it is placed on a column that no file holds.
 */
export function placeFor(
  recipe: Recipe,
  step: Pick<RecipeStep, 'step'> & { readonly columns?: readonly string[] },
  specs: StepSpecs,
): number {
  const inFile = new Set(recipe.source.columns.map((c) => c.name));
  const onMade = step.columns?.some((name) => !inFile.has(name)) ?? false;
  const late = onMade && kindOf(step, specs) === 'cleaning';
  const rank = late ? stepStages.length - 1 : rankOf(step, specs);
  return recipe.steps.findLastIndex((other) => rankOf(other, specs) <= rank) + 1;
}

const rankOf = (step: Pick<RecipeStep, 'step'>, specs: StepSpecs): number => {
  const spec = specs[step.step];
  const stage = spec ? stepStages.indexOf(spec.stage) : stepStages.length;
  return (kindOf(step, specs) === 'cleaning' ? 0 : stepStages.length) + stage;
};

/** The edit that adds a step at its place, under a key of its own; what removes a column comes after what reads it. */
export function additionOf(recipe: Recipe, step: RecipeStep, specs: StepSpecs): Edit {
  const key = freeKey(recipe.steps, step.key);
  const index = Math.max(placeFor(recipe, step, specs), lastReader(recipe, step, specs) + 1);
  return { kind: 'addStep', index, step: { ...step, key } };
}

/** The last cleaning step that reads a column which `step` drops; −1 for none. */
function lastReader(recipe: Recipe, { step, columns }: RecipeStep, specs: StepSpecs): number {
  if (step !== 'dropColumns') return -1;
  return recipe.steps.findLastIndex(
    (s) => kindOf(s, specs) === 'cleaning' && columns.some((name) => reads(s, name)),
  );
}

/** The same for many steps, as one edit with one undo. */
export function additionsOf(recipe: Recipe, steps: readonly RecipeStep[], specs: StepSpecs): Edit {
  const edits: Edit[] = [];
  let now = recipe;
  for (const step of steps) {
    const edit = additionOf(now, step, specs);
    edits.push(edit);
    now = apply(now, edit);
  }
  return { kind: 'batch', edits };
}

/**
 * The move of a step to place `to` of its own group (cleaning or learned); null when it stands there already.
 */
export function moveWithin(recipe: Recipe, key: string, to: number, specs: StepSpecs): Edit | null {
  const step = recipe.steps.find((s) => s.key === key);
  if (!step) return null;
  const kind = kindOf(step, specs);
  const group = recipe.steps.filter((s) => kindOf(s, specs) === kind);
  const goal = Math.max(0, Math.min(to, group.length - 1));
  if (group[goal]?.key === key) return null;
  const rest = recipe.steps.filter((s) => s.key !== key);
  const others = group.filter((s) => s.key !== key);
  const next = others[goal];
  const index = next ? rest.indexOf(next) : rest.indexOf(others.at(-1)!) + 1;
  return { kind: 'moveStep', key, index };
}

/** `base`, or `base-2`, `base-3`, … where it is taken. */
export function freeKey(taken: readonly { readonly key: string }[], base: string): string {
  const keys = new Set(taken.map((entry) => entry.key));
  if (!keys.has(base)) return base;
  let n = 2;
  while (keys.has(`${base}-${n}`)) n += 1;
  return `${base}-${n}`;
}
