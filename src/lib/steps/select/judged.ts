import { EngineError } from '#lib/recipe/errors.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { FitInput } from '#lib/engine/step.ts';
import type { TrainTarget } from '#lib/engine/table.ts';
import { lassoCompute } from '#lib/models/lasso/compute.ts';
import { linearRegressionCompute } from '#lib/models/linearRegression/compute.ts';
import { logisticRegressionCompute } from '#lib/models/logisticRegression/compute.ts';
import { randomForestCompute } from '#lib/models/randomForest/compute.ts';
import { finiteNumbers } from '../finite.ts';
import { targetOf } from '../target.ts';
import { judgingModel, type Judging } from './estimators.ts';
import type { EstimatorSettings } from './params.ts';

const models = {
  lasso: lassoCompute,
  linearRegression: linearRegressionCompute,
  logisticRegression: logisticRegressionCompute,
  randomForest: randomForestCompute,
} as const;

/** Training rows as a model takes them. */
export interface Judged {
  readonly columns: readonly Float64Array[];
  readonly names: readonly string[];
  readonly target: TrainTarget;
  readonly judging: Judging;
  readonly seed: number;
}

/** A model fitted on some of the columns. */
export interface JudgedModel {
  /** One list for each class that has weights of its own: a weight, or an importance, for each column. */
  readonly weights: readonly Float64Array[];
  /** As the model's: values, or row-major probabilities. */
  predict(columns: readonly Float64Array[]): Float64Array;
}

/**
 * The numbers and the target that a model judges by.
 * @throws EngineError 'no-rows' where all rows have one class, so that no column can tell them apart, and what
 * `targetOf` and `finiteNumbers` throw
 */
export function judgedRows(input: FitInput<EstimatorSettings>, id: string): Judged {
  const target = targetOf(input, id);
  const columns = finiteNumbers(input.table, input.columns, id);
  if (target.classes !== null && target.y.every((code) => code === target.y[0]))
    throw new EngineError({
      code: 'no-rows',
      what: `All ${target.y.length} training rows are of one class, and no column can tell of that`,
      where: { step: id, column: input.columns[0]! },
      remedy: 'Give training a larger share of the split, or stratify it.',
    });
  return {
    columns,
    names: input.columns,
    target,
    judging: judgingModel(input.params, target.task),
    seed: input.seed,
  };
}

/** Fits the model on those of the columns; yields the share done. */
export function* fitJudge(
  { columns, names, target, judging, seed }: Judged,
  places: readonly number[],
): Generator<number, JudgedModel> {
  const X = {
    rows: target.y.length,
    names: places.map((j) => names[j]!),
    columns: places.map((j) => columns[j]!),
  };
  const { task, y, classes } = target;
  const input = { X, y, task, nClasses: classes?.length ?? 1, params: judging.params, seed };
  const model = models[judging.model] as (typeof models)['lasso'];
  const fitted = yield* shares(model.fit(input as Parameters<typeof model.fit>[0]));
  const { coefficients, importances } = model.explain(fitted, X.names);
  const weights = importances ? [importances] : coefficients!;
  return {
    weights: weights.map((list) => Float64Array.from(list, ([, w]) => w)),
    predict: (cells) =>
      model.predict(fitted, { rows: cells[0]?.length ?? 0, names: X.names, columns: cells }),
  };
}

/** Passes over the cells that a fit takes, as a rough figure: a forest's are its trees, a linear model's its steps. */
export const costOf = (
  { estimator, nEstimators = 100 }: EstimatorSettings,
  target: TrainTarget | null,
): number => (estimator === 'forest' ? nEstimators / 2 : 5 * (target?.classes?.length ?? 1));

function* shares<T>(work: Generator<Progress, T>): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield turn.value.share;
  }
}
