import { parseParams } from './params.ts';
import type { TargetProposal } from './target.ts';
import type { ModelSpecs } from './model.ts';
import type { TableProfile, Task } from './profile.ts';
import type { Recipe, RecipeModel, Source } from './recipe.ts';
import { recipeVersion } from './version.ts';

export const defaultSeed = 42;

/** The recipe a file starts with: its source, the proposed target, an honest split and the two likeliest models. */
export function newRecipe(
  name: string,
  source: Source,
  proposed: TargetProposal | undefined,
): Recipe {
  const columns = source.columns.map((c) =>
    c.name === proposed?.column ? { ...c, role: 'target' as const } : c,
  );
  return {
    format: 'tabwise-recipe',
    version: recipeVersion,
    name,
    source: { ...source, columns },
    task: proposed?.task ?? null,
    steps: [],
    split: { method: 'random', validation: 0.2, test: 0.2, stratify: true, seed: defaultSeed },
    models: [],
    seed: defaultSeed,
  };
}

/** `count` models for the task by the spec's own advice, best first. */
export function likelyModels(
  specs: ModelSpecs,
  profile: TableProfile,
  task: Task,
  count: number,
): RecipeModel[] {
  return Object.values(specs)
    .map((spec) => ({ spec, advice: spec.suggest(profile, task) }))
    .filter(({ advice }) => advice !== null)
    .sort((a, b) => b.advice!.confidence - a.advice!.confidence)
    .slice(0, count)
    .map(({ spec }) => modelEntry(spec));
}

export const modelEntry = (spec: ModelSpecs[string]): RecipeModel => ({
  key: spec.id,
  model: spec.id,
  version: spec.version,
  params: parseParams(spec.params, {}, spec.title),
});
