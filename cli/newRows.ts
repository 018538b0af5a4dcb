import { clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable, type LoadedTable } from '#lib/data/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Log } from '#lib/recipe/log.ts';
import { activeSteps, type Recipe, type RecipeStep, type Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { openForRecipe, type OpenTable } from './open.ts';
import type { RunFile } from './runFile.ts';

/** A file of rows for a saved run: it needs no target. */
export const openNewRows = (
  run: RunFile,
  path: string,
  log: Log,
): Promise<OpenTable & { readonly source: Source }> =>
  openForRecipe(path, run.recipe, log, neededColumns(run));

/** The raw columns that the run takes, after the cleaning steps that work row by row. */
export async function loadNewRows(sql: Sql, source: Source, run: RunFile): Promise<LoadedTable> {
  const rowwise = stepsFor(run.recipe, new Set(source.columns.map((c) => c.name)));
  const { relation, steps } = await clean(sql, baseRelation(source), rowwise, stepComputes);
  const failed = steps.find((s) => s.problem);
  if (failed?.problem) throw new EngineError(failed.problem);
  return loadTable(sql, relation, run.fitted.inputs);
}

/** The recipe's steps as they apply to new rows: every row stays, and what need not be there is not asked for. */
const stepsFor = (recipe: Recipe, there: ReadonlySet<string>): RecipeStep[] =>
  activeSteps(recipe)
    .filter((s) => s.step !== 'dropDuplicates')
    .map((s) => ({ ...s, columns: s.columns.filter((name) => there.has(name)) }))
    .filter((s) => s.columns.length > 0);

/** Inputs of the model, and columns that the cleaning steps name; the target is not needed. */
function neededColumns({ recipe, fitted, result }: RunFile): string[] {
  const source = new Set(recipe.source.columns.map((c) => c.name));
  const cleaned = activeSteps(recipe).filter(
    (s) =>
      stepComputes[s.step as keyof typeof stepComputes]?.kind === 'cleaning' &&
      s.step !== 'dropColumns',
  );
  return [...new Set([...fitted.inputs, ...cleaned.flatMap((s) => s.columns)])].filter(
    (c) => source.has(c) && c !== result.target,
  );
}
