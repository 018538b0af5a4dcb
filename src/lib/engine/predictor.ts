import { EngineError } from '#lib/recipe/errors.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { matrixOf, transformSteps } from './prepare.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, ModelComputes } from './model.ts';
import type { StepComputes } from './step.ts';
import { column, type Table } from './table.ts';

export interface Computes {
  readonly steps: StepComputes;
  readonly models: ModelComputes;
}

/**
 * Predicts raw feature rows through fitted steps and model, of a run that this thread has just fitted; one that was
 * saved goes through `predictSaved`.
 * @returns regression: one value a row; classification: row-major rows × classes probabilities
 * @throws EngineError 'column-missing' when the table lacks an input column
 */
export function predictTable(run: FittedRun, table: Table, computes: Computes): Float64Array {
  const model = modelCompute(computes.models, run.model);
  return model.predict(run.modelState, matrixFor(run, table, computes));
}

/** The matrix that the run's model gets of raw feature rows. */
export function matrixFor(run: FittedRun, table: Table, computes: Computes): Matrix {
  const inputs = {
    rows: table.rows,
    columns: new Map(run.inputs.map((name) => [name, column(table, name)])),
  };
  const { takesMissing = false } = modelCompute(computes.models, run.model);
  return matrixOf(transformSteps(inputs, run.steps, computes.steps), takesMissing);
}

export function modelCompute(models: ModelComputes, id: string): AnyModelCompute {
  const found = Object.hasOwn(models, id) ? models[id] : undefined;
  if (found) return found;
  throw new EngineError({
    code: 'model-unknown',
    what: `There is no model “${id}”`,
    where: { model: id },
    remedy: `Choose one of ${Object.keys(models).join(', ')}.`,
  });
}
