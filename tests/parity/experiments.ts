import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { script } from '#lib/codegen/targets/script.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { projectFiles } from '#lib/workers/projectZip.ts';
import { registry } from '#lib/workers/registry.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadCleaned } from '../../cli/open.ts';
import { train, type Ours } from './ours.ts';
import type { Model } from './tables.ts';
import type { Runner, Theirs } from './theirs.ts';

/**
 * What is exported: the script of the code panel; the same as it stands before the profile is there; or the project,
 * with predictions by its inference.py.
 */
export type Target = 'script' | 'script without profile' | 'project';

export interface Experiment {
  readonly sql: Sql;
  /** Without models. */
  readonly recipe: Recipe;
  readonly models: readonly Model[];
  readonly profile: TableProfile;
  readonly data: string;
  /** Changes what is exported, as a generator that is wrong would. */
  readonly broken?: (path: string, text: string) => string;
}

/** One model, trained here and by one kind of export. */
export interface Pair {
  /** Of the recipe's models. */
  readonly key: string;
  readonly model: ModelId;
  readonly target: Target;
  readonly ours: Ours;
  readonly theirs: Promise<Theirs>;
}

/** Each model is trained here while Python trains it by the exported code. */
export async function pairs(
  experiment: Experiment,
  targets: readonly Target[],
  dir: string,
  runner: Runner,
): Promise<Pair[]> {
  const models = experiment.models.map(entryOf);
  const whole = { ...experiment, recipe: { ...experiment.recipe, models } };
  const asked: (Pick<Pair, 'target' | 'theirs'> & { readonly key: string })[] = [];
  for (const { key } of models)
    for (const target of targets)
      asked.push({ key, target, ...(await exported(whole, key, { target, dir, runner })) });
  const log = (): undefined => undefined;
  const loaded = await loadCleaned(experiment.sql, whole.recipe, log);
  const found: Pair[] = [];
  for (const { key, model } of models) {
    const ours = await train(loaded, whole.recipe, key, log);
    for (const { target, theirs } of asked.filter((a) => a.key === key))
      found.push({ key, model: model as ModelId, target, ours, theirs });
  }
  return found;
}

/** Wrapped, so that awaiting the writing does not await the running. */
async function exported(
  { recipe, profile, data, broken = (_, text) => text }: Experiment,
  key: string,
  { target, dir, runner }: { target: Target; dir: string; runner: Runner },
): Promise<{ theirs: Promise<Theirs> }> {
  const number = String(runner.jobs());
  const folder = join(dir, number);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of filesOf(recipe, key, profile, target))
    await writeFile(join(folder, path.split('/').at(-1)!), broken(path, text));
  const { split, source } = recipe;
  const predicts = split.method === 'column' || split.test > 0;
  const whole = source.rejectedRows.length === 0 && !source.irregular;
  const infers = target === 'project' && predicts && whole;
  return { theirs: runner.run({ id: number, dir: folder, data, predicts, infers }) };
}

function filesOf(
  recipe: Recipe,
  modelKey: string,
  profile: TableProfile,
  target: Target,
): Iterable<readonly [string, string]> {
  if (target === 'project') return projectFiles(recipe, modelKey, { profile, scores: null });
  const known = target === 'script' ? { modelKey, profile } : { modelKey };
  return [['train.py', script(recipe, registry, known).code]];
}

/** A model of a recipe, its parameters written out. */
export const entryOf = ([id, params]: Model, k: number): RecipeModel => {
  const spec = modelSpecs[id];
  const given = parseParams(spec.params, params ?? {}, id) as Record<string, unknown>;
  return { ...modelEntry(spec), key: `m${k + 1}`, params: given };
};
