import { resultAt } from '#lib/recipe/decision.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';
import type { MlflowRun } from '#lib/storage/mlflow.ts';
import type { RunRow } from './list.ts';

/** The run with the files that its own recipe and model are exported as. @param rows models may hold rows of the table */
export async function mlflowRun(
  { run: kept, name, recipe }: RunRow,
  workbench: Pick<Workbench, 'code' | 'runs'>,
  rows: boolean,
): Promise<MlflowRun> {
  const run = { ...kept, result: resultAt(kept) };
  if (!recipe) return { run, name, recipe, artifacts: new Map() };
  const fitted = (await workbench.runs.answering(run.taskId)) ?? null;
  const { files, lacks } = await workbench.code.project(recipe, run.result.modelKey, {
    ...{ profile: null, scores: run.result.metrics, fitted, rows },
  });
  const artifacts = new Map<string, string>();
  for (const [path, text] of files) artifacts.set(path.slice(path.indexOf('/') + 1), text);
  const lacking = [...lacks].map(([file, why]) => `${file}: ${why}\n`).join('');
  if (lacking) artifacts.set('not-here.txt', lacking);
  return { run, name, recipe, artifacts };
}
