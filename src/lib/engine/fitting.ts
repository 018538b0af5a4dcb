import { EngineError } from '#lib/recipe/errors.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type { Part } from '#lib/recipe/run.ts';
import { balanceCost } from './balanceCost.ts';
import { judgeParts } from './judge.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Progress } from './model.ts';
import { judgedPart, matrixOf, type FittedParts, type SplitData } from './prepare.ts';
import type { Judged } from './scoring.ts';

/** What a fit of the chosen model needs beside its rows. */
interface Chosen {
  readonly model: AnyModelCompute;
  readonly data: SplitData;
  readonly recipe: Recipe;
  readonly chosen: RecipeModel;
  readonly deps: { readonly from?: unknown; readonly log: Log };
}

/** Fits the chosen model on the training rows as the steps leave them for a fit. */
export function* fitPrepared(
  { fitting, tables }: FittedParts,
  matrices: Readonly<Record<Part, Matrix>>,
  { model, data, recipe, chosen, deps }: Chosen,
): Generator<Progress, unknown> {
  const X =
    fitting.table === tables.train
      ? matrices.train
      : matrixOf(fitting.table, model.takesMissing ?? false);
  const rows = { X, y: fitting.target?.y ?? data.train.y, target: data.target };
  return yield* fitModel(model, rows, recipe, { ...chosen, from: deps.from });
}

/** Fits the model once more on the rows as they were, so that what balancing costs is measured and not guessed. */
export function* sayBalanceCost(
  judged: Readonly<Record<Part, Judged>>,
  matrices: Readonly<Record<Part, Matrix>>,
  { model, data, recipe, chosen, deps }: Chosen,
): Generator<Progress, void> {
  const { target, train } = data;
  const rows = { X: matrices.train, y: train.y, target };
  const fitted = yield* fitModel(model, rows, recipe, chosen);
  const plain = yield* judgeParts(model, fitted, matrices, data);
  const part = judgedPart(data);
  const event = balanceCost(chosen.model, part, target.classes, {
    balanced: judged[part],
    plain: plain[part],
  });
  if (event) deps.log(event);
}

export interface ModelFitting {
  readonly X: Matrix;
  readonly y: Float64Array;
  readonly target: SplitData['target'];
}

/** @throws EngineError 'no-rows' where none is left to train on */
export function* fitModel(
  model: AnyModelCompute,
  { X, y, target }: ModelFitting,
  { seed }: Pick<Recipe, 'seed'>,
  { params, from }: Pick<RecipeModel, 'params'> & { readonly from?: unknown },
): Generator<Progress, unknown> {
  if (X.rows === 0)
    throw new EngineError({
      code: 'no-rows',
      what: 'No row is left to train on',
      where: {},
      remedy: 'Give the training part a larger share.',
    });
  const { task, classes } = target;
  return yield* model.fit({
    X,
    y,
    task,
    nClasses: classes?.length ?? 1,
    params,
    seed,
    ...(from !== undefined && { from }),
  });
}
