import { gapTakers, type ModelSpecs } from '#lib/recipe/model.ts';
import { isNumeric, type ColumnProfile, type TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { ColumnFacts, StepSpecs } from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { draftToStep } from './fromAction.ts';
import { stepSpecs } from './specs.ts';

/** A suggestion before its dry run, and the step it would become. */
export interface Candidate {
  readonly draft: SuggestionDraft;
  readonly step: RecipeStep;
}

/**
 * Drafts of every step's spec for what the recipe leaves undone, as steps ready to add; ids and keys are told apart.
 * @param profile of the file's columns; of those that cleaning steps made too, where they were looked at
 * @param models what the chosen models take: for those that take missing values nothing is filled
 */
export function candidatesFor(
  recipe: Recipe,
  profile: TableProfile,
  models: ModelSpecs,
): Candidate[] {
  const context = {
    profile: standing(recipe, profile),
    target: targetOf(recipe),
    task: recipe.task,
    takesMissing: gapTakers(recipe, models) === 'all',
  };
  const ids = new Set<string>();
  const keys = new Set(recipe.steps.map((s) => s.key));
  return Object.values(stepSpecs)
    .flatMap((spec) => spec.suggest(context))
    .map((draft) => ({ ...draft, id: free(draft.id, ids) }))
    .flatMap((draft) => {
      const step = { key: draft.id, enabled: true, ...draftToStep(draft, stepSpecs) };
      const done = treatedBy(recipe, step);
      const columns = step.columns.filter((name) => !done.has(name));
      if (step.columns.length > 0 && columns.length === 0) return [];
      if (step.columns.length === 0 && recipe.steps.some((s) => s.step === step.step)) return [];
      const key = free(step.key, keys);
      return [{ draft: { ...draft, target_columns: columns }, step: { ...step, key, columns } }];
    });
}

/** “a b” and “a-b” read alike in an id: the name, or name-2, name-3, …, taken from then on. */
function free(name: string, taken: Set<string>): string {
  let found = name;
  for (let k = 2; taken.has(found); k += 1) found = `${name}-${k}`;
  taken.add(found);
  return found;
}

/** A learned candidate is tried as if the suggested drops were taken: their columns are no features. */
export function withoutDropped(recipe: Recipe, { step }: { step: RecipeStep }): Recipe {
  if (step.step !== 'dropColumns') return recipe;
  const gone = new Set(step.columns);
  const columns = recipe.source.columns.map((c) =>
    gone.has(c.name) && c.role === 'feature' ? { ...c, role: 'ignored' as const } : c,
  );
  return { ...recipe, source: { ...recipe.source, columns } };
}

/** Columns that a step of the same stage (or the same cleaning step) already works on: they need no second. */
function treatedBy(recipe: Recipe, step: RecipeStep): ReadonlySet<string> {
  const stage = stageOf(step.step);
  const alike = recipe.steps.filter((s) =>
    stage === 'clean' || s.step === 'winsorize' // what is clipped is not scaled yet
      ? s.step === step.step
      : stageOf(s.step) === stage,
  );
  return new Set(alike.flatMap((s) => s.columns));
}

const stageOf = (id: string): string | undefined => (stepSpecs as StepSpecs)[id]?.stage;

/** The profile as steps find it: the recipe's roles hold, dropped columns are gone, and what does not fit is missing. */
function standing(recipe: Recipe, profile: TableProfile): TableProfile {
  const roles = new Map(recipe.source.columns.map((c) => [c.name, c.role]));
  const active = recipe.steps.filter((s) => s.enabled);
  const left = leftAfter(active, recipe.source.columns);
  const emptying = active
    .filter((s) => s.step === 'trimText' || s.step === 'markMissing')
    .map((step) => ({ step, on: new Set(step.columns) }));
  const columns = profile.columns
    .filter((c) => left.has(c.name))
    .map((c) => ({
      ...c,
      role: roles.get(c.name) ?? c.role,
      missing: c.missing + c.misfits + emptiedIn(c, emptying),
    }));
  const known = new Set(profile.columns.map((c) => c.name));
  const made = [...left.values()].filter(
    ({ name, type }) => !roles.has(name) && !known.has(name) && isNumeric(type),
  );
  return { ...profile, columns: [...columns, ...made.map((c) => unseen(c, profile))] };
}

/** The columns that cleaning steps leave, by name. */
const leftAfter = (
  steps: readonly RecipeStep[],
  columns: readonly ColumnFacts[],
): ReadonlyMap<string, ColumnFacts> =>
  new Map(
    steps
      .reduce(
        (now, s) =>
          (stepSpecs as StepSpecs)[s.step]?.columnsAfter?.(now, s.columns, s.params) ?? now,
        columns,
      )
      .map((c) => [c.name, c]),
  );

/** A number column that a step made: it is known to be there, to be scaled for one, and no more. */
const unseen = ({ name, type }: ColumnFacts, { rows }: TableProfile): ColumnProfile => ({
  name,
  type,
  role: 'feature',
  missing: 0,
  distinct: rows,
  misfits: 0,
  misfitSamples: [],
  numberShare: 1,
  top: [],
});

/** Cells that cleaning steps take for missing, as far as the profile has counted them. */
function emptiedIn(
  c: ColumnProfile,
  steps: readonly { readonly step: RecipeStep; readonly on: ReadonlySet<string> }[],
): number {
  const own = steps.flatMap(({ step, on }) => (on.has(c.name) ? step : []));
  const blank = own.some((s) => s.step === 'trimText') ? (c.text?.blank ?? 0) : 0;
  const marked = own.flatMap((s) =>
    s.step === 'markMissing' ? (s.params['values'] as readonly string[]) : [],
  );
  if (marked.length === 0) return blank;
  const key = (text: string): string => (isNumeric(c.type) ? String(Number(text)) : text);
  const counted = new Map(
    [...c.top, ...(c.suspects ?? [])].map(({ value, count }) => [key(value), count] as const),
  );
  const cells = [...new Set(marked.map(key))].map((text) => counted.get(text) ?? 0);
  return cells.reduce((sum, n) => sum + n, blank);
}

/** From this confidence on a suggestion is taken where it is not looked at by itself: “Add all”, and the command line's `--steps suggested`. */
export const takenUnasked = 0.6;
