import * as v from 'valibot';
import { tasks } from './profile.ts';
import { sourceSchema } from './source.ts';
import { recipeVersion } from './version.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const key = v.pipe(v.string(), v.minLength(1));

const stepSchema = v.strictObject({
  key,
  step: v.string(),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  columns: v.array(v.string()),
  params: v.record(v.string(), v.unknown()),
  enabled: v.boolean(),
});

const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295));

const splitSchema = v.variant('method', [
  v.strictObject({
    method: v.literal('random'),
    validation: share,
    test: share,
    stratify: v.boolean(),
    seed,
  }),
  /** Rows that belong together (a customer's, a patient's) go to one part, all of them. */
  v.strictObject({
    method: v.literal('group'),
    column: v.string(),
    validation: share,
    test: share,
    seed,
  }),
  /** The latest rows are for test, those before for validation; `gap` rows before each part are left out. */
  v.strictObject({
    method: v.literal('time'),
    column: v.string(),
    validation: share,
    test: share,
    gap: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  /** Squares of a map go to one part, all of their rows; `size` in the units of the two columns. */
  v.strictObject({
    method: v.literal('block'),
    columns: v.tuple([v.string(), v.string()]),
    size: v.pipe(v.number(), v.gtValue(0)),
    validation: share,
    test: share,
    seed,
  }),
  /** A split made elsewhere: the column holds train, validation and test. */
  v.strictObject({ method: v.literal('column'), column: v.string() }),
]);

const modelSchema = v.strictObject({
  key,
  model: v.string(),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  params: v.record(v.string(), v.unknown()),
});

/** The whole experiment as one document; everything else is a function of it (docs/architecture.md). */
export const recipeSchema = v.strictObject({
  format: v.literal('tabwise-recipe'),
  version: v.literal(recipeVersion),
  name: v.string(),
  source: sourceSchema,
  task: v.nullable(v.picklist(tasks)),
  steps: v.array(stepSchema),
  split: splitSchema,
  models: v.array(modelSchema),
  /** Seeds everything random but the split: bootstraps, permutations. */
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295)),
  /** Columns by whose groups training rows are weighed, so that groups and classes are independent (Kamiran and Calders 2012). */
  reweigh: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(2))),
  /** Warnings that somebody answered with "use it all the same": what was found, and what was said against it. */
  overrides: v.optional(v.array(v.strictObject({ finding: v.string(), why: v.string() }))),
});

export type Recipe = v.InferOutput<typeof recipeSchema>;
export type { Source, SourceColumn } from './source.ts';
export type RecipeStep = v.InferOutput<typeof stepSchema>;
export type RecipeModel = v.InferOutput<typeof modelSchema>;
export type Split = v.InferOutput<typeof splitSchema>;

export const targetOf = (recipe: Recipe): string | null =>
  recipe.source.columns.find((c) => c.role === 'target')?.name ?? null;

/** The column that says how much each row counts; null where all count the same. */
export const weightOf = (recipe: Recipe): string | null =>
  recipe.source.columns.find((c) => c.role === 'weight')?.name ?? null;

/** Steps that are switched on; the same list for the same steps, so that what is known of it is found again. */
export function activeSteps({ steps }: Recipe): readonly RecipeStep[] {
  const on = switchedOn.get(steps) ?? steps.filter((s) => s.enabled);
  switchedOn.set(steps, on);
  return on;
}
const switchedOn = new WeakMap<readonly RecipeStep[], readonly RecipeStep[]>();
