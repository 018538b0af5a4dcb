import * as v from 'valibot';
import { modelStages } from '#lib/recipe/registry.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { recipeVersion } from '#lib/recipe/recipe.ts';
import type { StoredRun } from './schema.ts';

const text = v.string();
const pair = v.tuple([text, text]);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * Enough of a run to be shown and found again; the checksum vouches for the rest. What a model holds is checked by
 * whoever predicts with it (`engine/fitted.ts`), so that a project opens also where one of its models is too old.
 */
export const runSchema = v.looseObject({
  projectId: text,
  taskId: text,
  finishedAt: text,
  result: v.looseObject({ key: text, modelKey: text, model: text }),
  record: v.optional(
    v.looseObject({
      recipe: v.looseObject({}),
      versions: v.looseObject({
        tabwise: text,
        runtime: text,
        recipe: v.number(),
        parts: v.array(pair),
      }),
      seal: v.looseObject({ fitted: text, answers: v.nullable(text) }),
    }),
  ),
  said: v.optional(
    v.looseObject({
      name: v.optional(text),
      tags: v.optional(v.array(text)),
      notes: v.optional(text),
      star: v.optional(v.boolean()),
    }),
  ),
  folded: v.optional(
    v.looseObject({
      nSplits: whole,
      nRepeats: whole,
      answer: v.looseObject({
        metric: text,
        how: text,
        values: v.array(v.number()),
        mean: v.number(),
        deviation: v.number(),
      }),
    }),
  ),
  again: v.optional(
    v.looseObject({
      at: text,
      same: v.boolean(),
      compared: whole,
      differing: whole,
      differences: v.array(v.looseObject({ what: text, from: text, to: text })),
      unrecorded: v.array(text),
      versions: v.array(v.tuple([text, text, text])),
      fitted: v.nullable(v.boolean()),
      answers: v.nullable(v.boolean()),
    }),
  ),
});

/** Names that runs are registered under, as a file has them. */
export const registrySchema = v.array(
  v.object({
    name: v.pipe(text, v.minLength(1)),
    last: whole,
    versions: v.array(
      v.object({
        version: whole,
        taskId: text,
        stage: v.picklist(modelStages),
        changes: v.array(v.object({ stage: v.picklist(modelStages), at: text, note: text })),
      }),
    ),
  }),
);

/** A run with its recipe in today's format. @throws EngineError 'recipe-invalid' or 'recipe-newer' */
export const withRecipeOf = (run: StoredRun): StoredRun =>
  run.record ? { ...run, record: { ...run.record, recipe: readRecipe(run.record.recipe) } } : run;

/** The same of a run that this device keeps; one whose recipe this version cannot read is shown without it. */
export function keptRun(run: StoredRun): StoredRun {
  if (!run.record || run.record.recipe.version === recipeVersion) return run;
  try {
    return withRecipeOf(run);
  } catch {
    const { record: _, ...rest } = run;
    return rest;
  }
}
