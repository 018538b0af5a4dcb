import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { script } from '#lib/codegen/targets/script.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { registry } from '#lib/workers/registry.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadCleaned } from '../../cli/open.ts';
import { train, type Ours } from './ours.ts';
import type { Model } from './tables.ts';
import type { Runner, Theirs } from './theirs.ts';

export interface Experiment {
  readonly id: string;
  readonly sql: Sql;
  /** Without models. */
  readonly recipe: Recipe;
  readonly models: readonly Model[];
  /** Null: the code is written without one, as where the app has not profiled yet. */
  readonly profile: TableProfile | null;
  readonly data: string;
  readonly log: Log;
}

export interface Both {
  readonly ours: Ours;
  readonly theirs: Promise<Theirs>;
}

/** Each model trained here while Python trains it by the exported script. */
export async function both(experiment: Experiment, dir: string, runner: Runner): Promise<Both[]> {
  const models = experiment.models.map(entryOf);
  const recipe = { ...experiment.recipe, models };
  const { profile } = experiment;
  const asked: Promise<Theirs>[] = [];
  for (const { key } of models) {
    const id = `${experiment.id} ${key}`;
    const folder = join(dir, id.replace(/\W+/g, '-'));
    await mkdir(folder, { recursive: true });
    const { code } = script(recipe, registry, { modelKey: key, ...(profile && { profile }) });
    await writeFile(join(folder, 'train.py'), code);
    asked.push(
      runner.run({ id, dir: folder, script: join(folder, 'train.py'), data: experiment.data }),
    );
  }
  const loaded = await loadCleaned(experiment.sql, recipe, experiment.log);
  return models.map(({ key }, i) => ({
    ours: train(loaded, recipe, key, experiment.log),
    theirs: asked[i]!,
  }));
}

const entryOf = ([id, params]: Model, k: number): RecipeModel => {
  const spec = modelSpecs[id];
  const given = parseParams(spec.params, params ?? {}, id) as Record<string, unknown>;
  return { ...modelEntry(spec), key: `m${k + 1}`, params: given };
};
