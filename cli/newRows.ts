import { clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { loadTable, type LoadedTable } from '#lib/data/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Relation, StepComputes } from '#lib/engine/step.ts';
import { columnsNamed } from '#lib/recipe/params.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { AnyStepSpec, StepSpecs } from '#lib/recipe/step.ts';
import {
  activeSteps,
  targetOf,
  type Recipe,
  type RecipeStep,
  type Source,
} from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
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
export async function loadNewRows(
  sql: Sql,
  source: Source,
  run: RunFile,
  log: Log,
): Promise<LoadedTable> {
  const start = withTarget(baseRelation(source), run.recipe);
  const rowwise = stepsFor(run.recipe, new Set(start.columns.map((c) => c.name)), log);
  const { relation, steps } = await clean(sql, start, rowwise, ofNewRows);
  const failed = steps.find((s) => s.problem);
  if (failed?.problem) throw new EngineError(failed.problem);
  // What has no past in this file is told: those rows come out otherwise than in the middle of a series.
  for (const { events } of steps.filter((s) => s.step === 'pastRows'))
    for (const event of events) log({ ...event, level: 'WARNING' });
  // So are rows that found no match, for they miss columns, or are left out.
  for (const { events } of steps.filter(reads)) for (const event of events) log(event);
  return loadTable(sql, relation, run.fitted.inputs);
}

/**
 * The recipe's steps as they apply to new rows: what only chooses or orders the rows to learn from is passed over, which
 * is said, and what need not be there is not asked for.
 */
const stepsFor = (recipe: Recipe, there: ReadonlySet<string>, log: Log): RecipeStep[] =>
  activeSteps(recipe).flatMap((step) => {
    const spec = specOf(step);
    if (spec?.sparesNewRows !== undefined) {
      log({
        level: 'INFO',
        source: 'predict.steps',
        message: `Passed over '${spec.title}': ${spec.sparesNewRows}`,
        meta: { step: step.key },
      });
      return [];
    }
    // What a join matches is paired with columns of the other table: none may be missing.
    if (reads(step)) return [step];
    const columns = step.columns.filter((name) => there.has(name));
    return step.columns.length > 0 && columns.length === 0 ? [] : [{ ...step, columns }];
  });

/** The steps as they apply to new rows: what adds rows to learn from adds none to these. */
const ofNewRows: StepComputes = Object.fromEntries(
  Object.entries(stepComputes as StepComputes).map(([id, compute]) => [
    id,
    (compute.kind === 'cleaning' ? compute.newRows : undefined) ?? compute,
  ]),
);

/** Whether it reads a second table. */
const reads = ({ step }: Pick<RecipeStep, 'step'>): boolean => {
  const compute = (stepComputes as StepComputes)[step];
  return compute?.kind === 'cleaning' && compute.second !== undefined;
};

const specOf = ({ step }: RecipeStep): AnyStepSpec | undefined => (stepSpecs as StepSpecs)[step];

/** What is to be predicted is missing in every row of a file that lacks it, as in the exported code. */
function withTarget(relation: Relation, recipe: Recipe): Relation {
  const name = targetOf(recipe);
  const known = recipe.source.columns.find((c) => c.name === name);
  if (!known || relation.columns.some((c) => c.name === name)) return relation;
  const id = `c${relation.columns.length}`;
  const type = isNumeric(known.type) ? 'DOUBLE' : 'VARCHAR';
  return {
    from: `(SELECT *, CAST(NULL AS ${type}) AS ${id} FROM ${relation.from})`,
    columns: [...relation.columns, { id, name: known.name, type: known.type }],
  };
}

/** Inputs of the model, and columns that the cleaning steps name; the target is not needed. */
function neededColumns({ recipe, fitted, result }: RunFile): string[] {
  const source = new Set(recipe.source.columns.map((c) => c.name));
  const cleaned = activeSteps(recipe).filter(
    (s) =>
      stepComputes[s.step as keyof typeof stepComputes]?.kind === 'cleaning' &&
      s.step !== 'dropColumns' &&
      specOf(s)?.sparesNewRows === undefined,
  );
  const namedBy = (s: RecipeStep): string[] => [
    ...s.columns,
    ...columnsNamed(specOf(s)!.params, s.params),
  ];
  // Answers that are known by then are read too by a step that reads the rows before.
  const past = new Set(cleaned.filter((s) => s.step === 'pastRows').flatMap(namedBy));
  return [...new Set([...fitted.inputs, ...cleaned.flatMap(namedBy)])].filter(
    (c) => source.has(c) && (c !== result.target || past.has(c)),
  );
}
