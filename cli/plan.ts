import { eventsOf, clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Sql } from '#lib/data/sql.ts';
import { driveSync } from '#lib/engine/drive.ts';
import type { CleaningCompute } from '#lib/engine/step.ts';
import { previewCandidates } from '#lib/engine/suggest.ts';
import { previewText } from '#lib/recipe/log.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { TableProfile, Task, UnsupervisedTask } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep, type Source } from '#lib/recipe/recipe.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { taskOf } from '#lib/recipe/target.ts';
import { newRecipe } from '#lib/recipe/newRecipe.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { madeColumns } from '#lib/data/madeColumns.ts';
import { candidatesFor, takenUnasked } from '#lib/steps/candidates.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

/** A recipe for this target, nothing done yet. @throws EngineError 'column-missing', 'target-missing' or 'one-class' */
export function recipeFor(
  source: Source,
  profile: TableProfile,
  target: string,
): { recipe: Recipe; task: Task } {
  const column = profile.columns.find((c) => c.name === target);
  if (!column)
    throw new EngineError({
      code: 'column-missing',
      what: `There is no column “${target}”; the file has ${profile.columns
        .slice(0, 12)
        .map((c) => c.name)
        .join(', ')}`,
      where: { column: target },
      remedy: 'Give --target one of these names, exactly as in the file.',
    });
  const found = taskOf(column);
  if (!found && profile.rows === 0)
    throw new EngineError({
      code: 'no-rows',
      what: 'The file has a header and no rows',
      where: {},
      remedy: 'Give a file with rows.',
    });
  if (!found)
    throw new EngineError({
      code: column.distinct === 0 ? 'target-missing' : 'one-class',
      what:
        column.distinct === 0
          ? `All ${profile.rows} values of the target are missing`
          : 'The target has one value, so there is nothing to tell apart',
      where: { column: target },
      remedy: 'Choose another target.',
    });
  const proposal = { column: target, task: found.task, confidence: 1, reason: found.reason };
  return { recipe: newRecipe('tabwise', source, proposal), task: found.task };
}

/** A recipe without a target: all rows are for training, nothing done yet. @throws EngineError 'no-rows' */
export function recipeWithout(
  source: Source,
  profile: TableProfile,
  task: UnsupervisedTask,
): Recipe {
  if (profile.rows > 0) return { ...newRecipe('tabwise', source, undefined), task };
  throw new EngineError({
    code: 'no-rows',
    what: 'The file has a header and no rows',
    where: {},
    remedy: 'Give a file with rows.',
  });
}

export interface Plan {
  readonly suggestions: readonly {
    readonly suggestion: Suggestion;
    readonly step: RecipeStep;
    readonly taken: boolean;
  }[];
  /** The recipe with every suggestion that is taken unasked. */
  readonly recipe: Recipe;
}

/**
 * Suggests cleaning steps, takes the sure ones, does so once more for the columns that these made, then suggests learned
 * steps for the table they leave; each with its dry run.
 */
export async function plan(sql: Sql, recipe: Recipe, profile: TableProfile): Promise<Plan> {
  const planned: Planned = { suggestions: [], recipe };
  await planCleaning(sql, planned, profile);
  const first = planned.suggestions.length;
  if (first > 0) await planCleaning(sql, planned, await profileAfter(sql, planned.recipe, profile));
  const learned = candidatesFor(
    planned.recipe,
    await profileAfter(sql, planned.recipe, profile),
    modelSpecs,
  ).filter((c) => !isCleaning(c.step));
  const { relation } = await cleanedBy(sql, planned.recipe);
  const table = await loadTable(sql, relation);
  const previews = driveSync(previewCandidates(table, planned.recipe, learned, stepComputes));
  for (const suggestion of previews)
    add(planned, suggestion, learned.find((c) => c.draft.id === suggestion.id)!.step);
  return planned;
}

interface Planned {
  readonly suggestions: Plan['suggestions'][number][];
  recipe: Recipe;
}

/** What is likely is taken, and what comes next is tried on what it leaves. */
function add(planned: Planned, suggestion: Suggestion, step: RecipeStep): void {
  const taken = suggestion.confidence >= takenUnasked;
  planned.suggestions.push({ suggestion, step, taken });
  if (!taken) return;
  planned.recipe = { ...planned.recipe, steps: [...planned.recipe.steps, step] };
}

async function planCleaning(sql: Sql, planned: Planned, profile: TableProfile): Promise<void> {
  const known = new Set(planned.suggestions.map(({ suggestion }) => suggestion.id));
  const found = candidatesFor(planned.recipe, profile, modelSpecs).filter(
    ({ step, draft }) => isCleaning(step) && !known.has(draft.id),
  );
  for (const { draft, step } of found) {
    const { relation } = await cleanedBy(sql, planned.recipe);
    const input = { relation, columns: step.columns, params: step.params };
    const compute = stepComputes[
      step.step as keyof typeof stepComputes
    ] as CleaningCompute<unknown>;
    const events = await eventsOf(sql, input, compute, 'would');
    add(planned, { ...draft, console_preview: events.map(previewText) }, step);
  }
}

const isCleaning = (step: RecipeStep): boolean =>
  stepSpecs[step.step as keyof typeof stepSpecs].kind === 'cleaning';

const cleanedBy = (sql: Sql, recipe: Recipe) =>
  clean(sql, baseRelation(recipe.source), activeSteps(recipe), stepComputes);

/** Casts change types, and with them what the learned rules see: then the cleaned table is profiled anew. */
async function profileAfter(
  sql: Sql,
  recipe: Recipe,
  profile: TableProfile,
): Promise<TableProfile> {
  const { relation } = await cleanedBy(sql, recipe);
  if (!recipe.steps.some((s) => s.step === 'cast')) {
    const made = await madeColumns(sql, relation, recipe.source);
    return { ...profile, columns: [...profile.columns, ...made] };
  }
  const { profileTable } = await import('#lib/data/profile.ts');
  return profileTable(sql, relation, recipe.source);
}
