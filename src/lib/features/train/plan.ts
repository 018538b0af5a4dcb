import { isSupervised } from '#lib/recipe/profile.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { weightOf, type Recipe, type RecipeModel } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import { baselineId, modelSpecs } from '#lib/models/specs.ts';
import { isOpen } from '#lib/state/jobRecords.ts';
import type { Training } from '#lib/state/runs.svelte.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { duration } from '#lib/ui/format.ts';

export const specOf = (model: string): AnyModelSpec | undefined =>
  (modelSpecs as Record<string, AnyModelSpec>)[model];

/** "Random forest", and "Random forest 2" for a second one with other parameters. */
export function modelTitle(model: string, key: string): string {
  const title = specOf(model)?.title ?? model;
  const rest = key.startsWith(`${model}-`) ? key.slice(model.length + 1) : '';
  return rest ? `${title} ${rest}` : title;
}

/** Everything that can be chosen; the baseline stands by itself. */
export const choosable: readonly AnyModelSpec[] = Object.values(modelSpecs).filter(
  (spec) => spec.id !== baselineId,
);

/** Why a model does not fit the task; null when it does. */
export function whyNot(spec: AnyModelSpec, recipe: Recipe): string | null {
  const { task } = recipe;
  if (task === null) return 'Choose the target first.';
  if (spec.tasks.includes(task)) return whyNotWeighted(spec, recipe);
  if (!isSupervised(task))
    return spec.tasks.some(isSupervised) ? 'It needs a target.' : 'It looks for something else.';
  if (!spec.tasks.some(isSupervised)) return 'It looks at tables without a target.';
  return task === 'regression'
    ? 'For classes; the target is a number.'
    : 'For numbers; the target is a class.';
}

function whyNotWeighted(
  { capabilities: { weights } }: AnyModelSpec,
  recipe: Recipe,
): string | null {
  const column = weightOf(recipe);
  return column === null || weights === true ? null : `Rows count by ${column}: ${weights}.`;
}

/** Seconds on one core for the present matrix; null until its size is known. */
export function secondsFor(
  spec: AnyModelSpec,
  params: unknown,
  trace: Trace | null,
): number | null {
  if (!trace || trace.matrix.length === 0) return null;
  const size = {
    rows: trace.rows.train,
    features: trace.matrix.length,
    classes: trace.classes?.length ?? 1,
  };
  return spec.estimate(size, params).seconds;
}

export const about = (seconds: number | null): string =>
  seconds === null ? '' : seconds < 0.1 ? 'under 0.1 s' : duration(Math.round(seconds * 10) / 10);

/** Wall clock of many on `workers`: the longest, or the sum shared out. */
export const together = (seconds: readonly number[], workers: number): number =>
  Math.max(0, ...seconds, seconds.reduce((a, b) => a + b, 0) / Math.max(1, workers));

export interface Plan {
  /** Chosen models without a run of the recipe as it stands, and not training now. */
  readonly due: readonly RecipeModel[];
  /** Those whose newest run is of the recipe as it stands. */
  readonly fresh: readonly RecipeModel[];
  readonly training: readonly RecipeModel[];
}

export function planOf(
  recipe: Recipe,
  runs: readonly StoredRun[],
  trainings: readonly Training[],
): Plan {
  const busy = new Set(trainings.filter(isOpen).map((t) => t.task.recipeHash + t.modelKey));
  const done = new Set(runs.map((r) => r.result.key + r.result.modelKey));
  const training = recipe.models.filter((m) => busy.has(runKey(recipe, m.key) + m.key));
  const rest = recipe.models.filter((m) => !training.includes(m));
  const fresh = rest.filter((m) => done.has(runKey(recipe, m.key) + m.key));
  return { due: rest.filter((m) => !fresh.includes(m)), fresh, training };
}

/** The model that an ended training was of; one restored after a reload is known by its recipe or its name. */
export function modelOf(recipe: Recipe, { task, modelKey }: Training): RecipeModel | undefined {
  return (
    recipe.models.find((m) => m.key === modelKey) ??
    recipe.models.find((m) => runKey(recipe, m.key) === task.recipeHash) ??
    recipe.models.find((m) => specOf(m.model)?.title === task.title)
  );
}
