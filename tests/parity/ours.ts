import { predictedLabels } from '#lib/engine/evaluate.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import { splitData, type Loaded } from '#lib/engine/prepare.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { parts, type FittedRun, type Part, type Scores } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { experiment } from '../../cli/experiment.ts';

/** What the browser's engine says of one model. */
export interface Ours {
  readonly metrics: Readonly<Record<Part, Scores>>;
  /** Part → 0-based data row of the file of each of its rows, in order. */
  readonly rows: Readonly<Record<Part, Int32Array>>;
  readonly classes: readonly string[] | null;
  /** Test rows: class code or value. */
  readonly yTrue: Float64Array;
  /** Test rows: value, or a probability for each class, row-major. */
  readonly predicted: Float64Array;
  readonly labels: Int32Array | null;
  readonly fitted: FittedRun;
}

/** Trains as `tabwise train` does, and predicts the test rows. */
export async function train(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  log: Log,
): Promise<Ours> {
  const { result, fitted } = await experiment(loaded, recipe, modelKey, log);
  const data = splitData(loaded, recipe);
  const { classes } = result;
  const predicted =
    data.test.y.length === 0
      ? new Float64Array(0)
      : predictTable(fitted, data.test.table, { steps: stepComputes, models: modelComputes });
  return {
    metrics: result.metrics,
    rows: Object.fromEntries(parts.map((p) => [p, data[p].rid])) as Record<Part, Int32Array>,
    classes,
    yTrue: data.test.y,
    predicted,
    fitted,
    labels: classes ? predictedLabels(predicted, classes.length) : null,
  };
}
