import { readFile } from 'node:fs/promises';
import { EngineError } from '#lib/recipe/errors.ts';
import { checkRecipe } from '#lib/recipe/check.ts';
import type { CrossValidated } from '#lib/recipe/folds.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { versionsOf, type RunRecord } from '#lib/recipe/runRecord.ts';
import type { FittedRun, RunResult, TestAnswers } from '#lib/recipe/run.ts';
import { checkFitted } from '#lib/engine/fitted.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { sealOf } from '#lib/workers/seal.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { writeOut } from './output.ts';

/** What `train --save` and `run` write and `predict` reads: the recipe, the scores and the fitted model. */
export interface RunFile {
  readonly format: 'tabwise-run';
  readonly version: 1;
  readonly recipe: Recipe;
  readonly result: RunResult;
  readonly fitted: FittedRun;
  /** With what it was made and what a repeat must give; absent in files of before. */
  readonly record?: Omit<RunRecord, 'recipe'>;
  /** Its scores over folds, where --folds asked for them. */
  readonly folded?: CrossValidated;
}

export const runtime = `Node ${process.versions.node.split('.')[0]}`;

interface SomeOutcome {
  readonly result: RunResult;
  readonly fitted: FittedRun;
  readonly answers?: TestAnswers | null;
  readonly folded?: CrossValidated | null;
}

export async function writeRun(
  path: string,
  recipe: Recipe,
  { result, fitted, answers = null, folded }: SomeOutcome,
): Promise<void> {
  const versions = versionsOf(recipe, result.modelKey, fitted, runtime);
  const record = { versions, seal: await sealOf(fitted, answers) };
  const said = { recipe, result, fitted, record, ...(folded && { folded }) };
  const file: RunFile = { format: 'tabwise-run', version: 1, ...said };
  await writeOut(path, encode(file));
}

/** @throws EngineError 'file-missing', 'recipe-invalid', 'recipe-newer', 'model-older' or 'model-damaged' */
export async function readRun(path: string): Promise<RunFile> {
  const value = await readText(path, 'a run that train --save wrote', decode);
  const isRun = (v: unknown): v is RunFile =>
    isObject(v) && v['format'] === 'tabwise-run' && isObject(v['result']) && isObject(v['fitted']);
  if (isObject(value) && typeof value['version'] === 'number' && value['version'] > 1)
    throw new EngineError({
      code: 'recipe-newer',
      what: `The run has format ${value['version']}, and this version of Tabwise reads 1`,
      where: { file: path },
      remedy: 'Update Tabwise, then try again.',
    });
  if (isRun(value)) {
    checkFitted(value.fitted, { steps: stepComputes, models: modelComputes });
    return { ...value, recipe: checked(readRecipe(value.recipe)) };
  }
  throw new EngineError({
    code: 'recipe-invalid',
    what: 'This is not a Tabwise run',
    where: { file: path },
    remedy: 'Give a file that train --save or run wrote.',
  });
}

/** @throws EngineError 'file-missing', 'recipe-invalid', 'recipe-newer' or 'params-invalid' */
export const readRecipeFile = async (path: string): Promise<Recipe> =>
  checked(readRecipe(await readText(path, 'a recipe.json', JSON.parse)));

/**
 * Either of the two: a recipe, or a run with the recipe that it is of.
 * @throws EngineError as `readRun` and `readRecipeFile`
 */
export async function readRecipeOrRun(
  path: string,
): Promise<{ readonly recipe: Recipe; readonly run: RunFile | null }> {
  const value = await readText(path, 'a recipe.json or a run', JSON.parse);
  if (!isObject(value) || value['format'] !== 'tabwise-run')
    return { recipe: await readRecipeFile(path), run: null };
  const run = await readRun(path);
  return { recipe: run.recipe, run };
}

const checked = (recipe: Recipe): Recipe =>
  checkRecipe(recipe, { steps: stepSpecs, models: modelSpecs });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

async function readText(
  path: string,
  what: string,
  parse: (text: string) => unknown,
): Promise<unknown> {
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
    return parse(text);
  } catch {
    throw new EngineError({
      code: 'recipe-invalid',
      what: 'The file is not JSON',
      where: { file: path },
      remedy: `Give ${what}.`,
    });
  }
}
