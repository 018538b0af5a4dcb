import { EngineError } from '#lib/recipe/errors.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type { Part } from '#lib/recipe/run.ts';
import { balanceCost } from './balanceCost.ts';
import { goingOn } from './fitted.ts';
import { judgeParts } from './judge.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Crew, Progress } from './model.ts';
import { judgedPart, matrixOf, type FittedParts, type SplitData } from './prepare.ts';
import type { Judged } from './scoring.ts';
import { checkWeights } from './weights.ts';

/** As they are handed on, there or not. */
interface Loose {
  readonly from?: unknown;
  readonly crew?: Crew | undefined;
}

/** What a fit of the chosen model needs beside its rows. */
interface Chosen {
  readonly model: AnyModelCompute;
  readonly data: SplitData;
  readonly recipe: Recipe;
  readonly chosen: RecipeModel;
  readonly deps: Loose & { readonly log: Log };
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
  const { weight } = data.train;
  const rows = { X, y: fitting.target?.y ?? data.train.y, weight, target: data.target };
  return yield* fitModel(model, rows, recipe, { ...chosen, from: deps.from, crew: deps.crew });
}

/** Fits the model once more on the rows as they were, so that what balancing costs is measured and not guessed. */
export function* sayBalanceCost(
  judged: Readonly<Record<Part, Judged>>,
  matrices: Readonly<Record<Part, Matrix>>,
  { model, data, recipe, chosen, deps }: Chosen,
): Generator<Progress, void> {
  // Its measure is of probabilities.
  if (judged.train.decisions) return;
  const { target, train } = data;
  const rows = { X: matrices.train, y: train.y, weight: train.weight, target };
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
  /** How much each row counts; null where all count the same. */
  readonly weight: Float64Array | null;
  readonly target: SplitData['target'];
}

/** @throws EngineError 'no-rows' where none is left to train on, 'weight-invalid' for a model that takes no weights */
export function* fitModel(
  model: AnyModelCompute,
  { X, y, weight, target }: ModelFitting,
  { seed }: Pick<Recipe, 'seed'>,
  { model: id, params, from, crew }: Pick<RecipeModel, 'model' | 'params'> & Loose,
): Generator<Progress, unknown> {
  if (X.rows === 0)
    throw new EngineError({
      code: 'no-rows',
      what: 'No row is left to train on',
      where: {},
      remedy: 'Give the training part a larger share.',
    });
  const { task, classes } = target;
  checkWeights(model, weight, id);
  const input = {
    X,
    y,
    task,
    nClasses: classes?.length ?? 1,
    params,
    seed,
    ...(weight && { weight }),
    ...(crew && { crew }),
  };
  return yield* goingOn(from, { model: id, version: model.state.version }, (state) =>
    model.fit({ ...input, ...(state !== undefined && { from: state }) }),
  );
}
