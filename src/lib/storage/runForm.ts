import * as v from 'valibot';
import { modelStages } from '#lib/recipe/registry.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { recipeVersion } from '#lib/recipe/version.ts';
import { decisionSchema } from './decisionForm.ts';
import { runResultSchema } from './runResult.ts';
import type { StoredRun } from './schema.ts';

const text = v.string();
const pair = v.tuple([text, text]);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const day = v.pipe(
  text,
  v.check((at) => !Number.isNaN(Date.parse(at)), 'no time'),
);
/** Lists draw each item under its own name. */
const once = <T>(items: readonly T[]): boolean => new Set(items).size === items.length;

/**
 * All that pages draw of a run. What a model holds is checked by whoever predicts with it (`engine/fitted.ts`), so that a
 * project opens also where one of its models is too old.
 */
export const runSchema = v.looseObject({
  projectId: text,
  taskId: text,
  finishedAt: day,
  result: runResultSchema,
  decision: v.optional(decisionSchema),
  trial: v.optional(v.looseObject({ search: text, number: whole })),
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
      tags: v.optional(v.pipe(v.array(text), v.check(once, 'a tag twice'))),
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
    versions: v.pipe(
      v.array(
        v.object({
          version: whole,
          taskId: text,
          stage: v.picklist(modelStages),
          changes: v.pipe(
            v.array(v.object({ stage: v.picklist(modelStages), at: text, note: text })),
            v.minLength(1),
          ),
        }),
      ),
      v.check((all) => once(all.map((x) => x.version)), 'a version twice'),
      v.check((all) => once(all.map((x) => x.taskId)), 'a run twice'),
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
