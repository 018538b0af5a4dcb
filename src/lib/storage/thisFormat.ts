import { recipeVersion } from '#lib/recipe/version.ts';
import type { StoredProject, StoredRun, StoredSearch } from './schema.ts';

/**
 * With its recipe in today's format; what the device holds stays as it is until the next save. What reads older ones is
 * loaded where there is one: the first visit has no project.
 */
export async function inThisFormat(project: StoredProject): Promise<StoredProject> {
  if (project.recipe.version === recipeVersion) return project;
  const { readRecipe } = await import('#lib/recipe/migrate.ts');
  return { ...project, recipe: readRecipe(project.recipe) };
}

/** A list also shows what this version cannot open, so that it can be deleted or downloaded by a newer one. */
export async function listed(project: StoredProject): Promise<StoredProject> {
  try {
    return await inThisFormat(project);
  } catch {
    return project;
  }
}

/** Each with its recipe in today's format. */
export async function runsInThisFormat(runs: StoredRun[]): Promise<StoredRun[]> {
  if (runs.every(({ record }) => !record || record.recipe.version === recipeVersion)) return runs;
  const { keptRun } = await import('./runForm.ts');
  return runs.map(keptRun);
}

/** The same of searches. @throws EngineError 'recipe-invalid' or 'recipe-newer' */
export async function searchesInThisFormat(searches: StoredSearch[]): Promise<StoredSearch[]> {
  if (searches.every(({ recipe }) => recipe.version === recipeVersion)) return searches;
  const { searchInThisFormat } = await import('./searchForm.ts');
  return searches.map(searchInThisFormat);
}
