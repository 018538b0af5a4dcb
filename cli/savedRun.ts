import { readFile } from 'node:fs/promises';
import { checkRecipe } from '#lib/recipe/check.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { RunSeal, RunVersions } from '#lib/recipe/runRecord.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, RunResult } from '#lib/recipe/run.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { readBundle, type Bundle } from '#lib/storage/bundle.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { usage } from './args.ts';
import { readRun } from './runFile.ts';

/** A run as `train --save` wrote it, or one of those in a .tabwise file. */
export interface SavedRun {
  readonly recipe: Recipe;
  readonly result: RunResult;
  readonly fitted: FittedRun;
  /** null where an earlier version wrote it. */
  readonly seal: RunSeal | null;
  readonly versions: RunVersions | null;
}

/**
 * @param id of a .tabwise file's runs the one with this id, or this name; left out: the newest
 * @throws EngineError as `readRun` and `readBundle`; 'usage' where the file has no such run
 */
export async function readSavedRun(path: string, id: string | undefined): Promise<SavedRun> {
  const head = await readFile(path).catch(() => null);
  if (head?.[0] !== 0x50 || head[1] !== 0x4b) {
    if (id !== undefined)
      throw usage(`${path} is one run, so no --run can be chosen`, 'Leave it out.');
    const { record, ...run } = await readRun(path);
    // A threshold is no part of what training gave.
    const { cut: _cut, ...fitted } = run.fitted;
    return { ...run, fitted, seal: record?.seal ?? null, versions: record?.versions ?? null };
  }
  return ofBundle(await readBundle(head), path, id);
}

function ofBundle({ runs, models }: Bundle, path: string, id: string | undefined): SavedRun {
  const found = runs
    .filter((r) => id === undefined || r.taskId === id || r.said?.name === id)
    .toSorted((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1))[0];
  if (!found)
    throw usage(
      id === undefined ? `${path} has no run` : `${path} has no run “${id}”`,
      `It has ${runs.map((r) => r.said?.name ?? r.taskId).join(', ') || 'none'}.`,
    );
  const fitted = models.find((m) => m.taskId === found.taskId)?.fitted;
  if (!found.record || !fitted)
    throw new EngineError({
      code: 'recipe-invalid',
      what: 'This run was kept without its recipe or model, by an earlier version',
      where: { file: path },
      remedy: 'Open the file on the page, train again and save it.',
    });
  const recipe = checkRecipe(found.record.recipe, { steps: stepSpecs, models: modelSpecs });
  const { seal, versions } = found.record;
  return { recipe, result: found.result, fitted, seal, versions };
}
