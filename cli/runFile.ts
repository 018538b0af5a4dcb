import { readFile, writeFile } from 'node:fs/promises';
import { EngineError } from '#lib/recipe/errors.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, RunResult } from '#lib/recipe/run.ts';
import { decode, encode } from '#lib/storage/codec.ts';

/** What `train --save` and `run` write and `predict` reads: the recipe, the scores and the fitted model. */
export interface RunFile {
  readonly format: 'tabwise-run';
  readonly version: 1;
  readonly recipe: Recipe;
  readonly result: RunResult;
  readonly fitted: FittedRun;
}

export async function writeRun(
  path: string,
  recipe: Recipe,
  { result, fitted }: { result: RunResult; fitted: FittedRun },
): Promise<void> {
  const file: RunFile = { format: 'tabwise-run', version: 1, recipe, result, fitted };
  await writeFile(path, encode(file));
}

/** @throws EngineError 'file-missing' or 'recipe-invalid' */
export async function readRun(path: string): Promise<RunFile> {
  const value = await readJson(path, 'a run that train --save wrote');
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'format') !== 'tabwise-run')
    throw new EngineError({
      code: 'recipe-invalid',
      what: 'This is not a Tabwise run',
      where: { file: path },
      remedy: 'Give a file that train --save or run wrote.',
    });
  const run = value as RunFile;
  return { ...run, recipe: readRecipe(run.recipe) };
}

export const readRecipeFile = async (path: string): Promise<Recipe> =>
  readRecipe(await readJson(path, 'a recipe.json'));

async function readJson(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new EngineError(
      {
        code: 'file-missing',
        what: `The file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
        where: { file: path },
        remedy: `Give the path of ${what}.`,
      },
      { cause: error },
    );
  }
  try {
    return decode(text);
  } catch {
    throw new EngineError({
      code: 'recipe-invalid',
      what: 'The file is not JSON',
      where: { file: path },
      remedy: `Give ${what}.`,
    });
  }
}
