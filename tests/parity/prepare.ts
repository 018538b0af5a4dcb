import { openFile } from '#lib/data/formats/open.ts';
import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Recipe, RecipeStep, Source } from '#lib/recipe/recipe.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { profileOf } from '../../cli/open.ts';
import { plan, recipeFor } from '../../cli/plan.ts';
import type { Experiment } from './experiments.ts';
import type { Made, MadeStep } from './made.ts';
import type { RealTable } from './tables.ts';

/** Opens a real table and takes the suggested steps, as `tabwise train` does. */
export async function suggested(sql: Sql, table: RealTable, path: string): Promise<Experiment> {
  const { source } = await openFile(sql, await nodeFile(path), {}, { hasher: nodeHasher });
  const profile = await profileOf(sql, source);
  const { recipe } = recipeFor(source, profile, table.target);
  const start = table.split ? { ...recipe, split: table.split } : recipe;
  const taken = (await plan(sql, start, profile)).recipe;
  return {
    sql,
    recipe: table.unscaled ? withoutScaling(taken) : taken,
    models: table.models,
    profile,
    data: path,
  };
}

const withoutScaling = (recipe: Recipe): Recipe => ({
  ...recipe,
  steps: recipe.steps.filter((s) => s.step !== 'standardScale'),
});

/** Opens a file made by hand with its own recipe. */
export async function byHand(sql: Sql, made: Made, path: string): Promise<Experiment> {
  const file = await nodeFile(path);
  const opened = await openFile(sql, file, made.open ?? {}, { hasher: nodeHasher });
  const source = retyped(opened.source, made);
  const profile = await profileOf(sql, source);
  const { recipe } = recipeFor(source, profile, made.target);
  return {
    sql,
    recipe: {
      ...recipe,
      task: made.task ?? recipe.task,
      steps: made.steps.map(stepOf),
      ...(made.split && { split: made.split }),
    } satisfies Recipe,
    models: made.models,
    profile,
    data: path,
  };
}

const retyped = (source: Source, { types, roles }: Made): Source => ({
  ...source,
  columns: source.columns.map((c) => ({
    ...c,
    type: ownOf(types, c.name) ?? c.type,
    role: ownOf(roles, c.name) ?? 'feature',
  })),
});

/** A column may be called `__proto__`. */
const ownOf = <T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  of && Object.hasOwn(of, name) ? of[name] : undefined;

const stepOf = ([step, columns, params, enabled]: MadeStep, i: number): RecipeStep => ({
  key: `s${i + 1}`,
  step,
  version: stepSpecs[step].version,
  columns: [...columns],
  params: parseParams(stepSpecs[step].params, params ?? {}, step) as Record<string, unknown>,
  enabled: enabled ?? true,
});
