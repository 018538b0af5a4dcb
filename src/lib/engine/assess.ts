import { isClassification } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Part } from '#lib/recipe/run.ts';
import type { Assessment, Question } from '#lib/recipe/structure.ts';
import { foldInterval } from './correctedT.ts';
import {
  groupKFold,
  kFold,
  repeatedFolds,
  stratifiedKFold,
  timeSeriesSplit,
  type Fold,
} from './crossValidate.ts';
import { groupCodes, timeOrder } from './holdOut.ts';
import { fitPrepared } from './fitting.ts';
import { judgeParts } from './judge.ts';
import type { Matrix } from './matrix.ts';
import type { Progress } from './model.ts';
import {
  dataAt,
  eachPart,
  judgedPart,
  matrixOf,
  partsOf,
  type FittedParts,
  type Loaded,
  type SplitData,
} from './prepare.ts';
import { modelCompute } from './predictor.ts';
import { RandomState } from './random.ts';
import { fitAllSteps, modelOf, within, type RunDeps } from './run.ts';
import type { Judged } from './scoring.ts';
import type { Parts } from './split.ts';
import { stratifiedGroupKFold } from './stratifiedGroups.ts';
import { mean, populationDeviation } from './stats.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;

/**
 * Fits a model as often as the question asks, each time with all learned steps on its own training rows, and scores it
 * by the primary metric.
 * @throws EngineError from any stage, and of folds that the rows do not allow
 */
export function* assess(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { question, ...deps }: Deps & { readonly question: Question },
): Generator<Progress, Assessment> {
  const { list, how } = trials(loaded, recipe, question);
  const values: number[] = [];
  const sizes: Assessment['sizes'][number][] = [];
  for (const [k, make] of list.entries()) {
    const data = make();
    const fit = scoreOnce(data, recipe, modelKey, deps);
    const value = yield* within(k / list.length, (k + 1) / list.length, fit);
    if (value !== null) {
      values.push(value);
      sizes.push({ train: data.train.y.length, judged: data[judgedPart(data)].y.length });
    }
    yield { share: (k + 1) / list.length, note: `${k + 1} of ${list.length}` };
  }
  const { id, better } = deps.scoring.primary(recipe.task ?? 'regression');
  return {
    metric: id,
    better,
    values,
    sizes,
    how,
    mean: mean(values),
    deviation: populationDeviation(values),
    ...(question.ask === 'folds' && { interval: foldInterval(values, sizes) }),
  };
}

interface Trials {
  readonly list: readonly (() => SplitData)[];
  readonly how: string;
}

function trials(loaded: Loaded, recipe: Recipe, question: Question): Trials {
  const { target, where } = partsOf(loaded, recipe);
  const own = (): SplitData => dataAt(loaded, recipe, target, where);
  switch (question.ask) {
    case 'once':
      return { list: [own], how: 'the recipe’s split' };
    case 'seeds': {
      const seeds = Array.from({ length: question.times }, (_, k) => k);
      return { list: seeds.map((s) => () => reseeded(loaded, recipe, s)), how: 'other seeds' };
    }
    case 'shuffled': {
      const rng = new RandomState(recipe.seed);
      const orders = Array.from({ length: question.times }, () =>
        rng.permutation(where.train.length),
      );
      return { list: orders.map((order) => () => shuffled(own(), order)), how: 'target shuffled' };
    }
    case 'folds': {
      const { folds, how } = foldsOf(loaded, recipe, question);
      return {
        how,
        list: folds.map((fold) => () => dataAt(loaded, recipe, target, partsOfFold(fold))),
      };
    }
  }
}

function reseeded(loaded: Loaded, recipe: Recipe, seed: number): SplitData {
  const split = 'seed' in recipe.split ? { ...recipe.split, seed } : recipe.split;
  const other = { ...recipe, split };
  const { target, where } = partsOf(loaded, other);
  return dataAt(loaded, other, target, where);
}

function shuffled(data: SplitData, order: Int32Array): SplitData {
  const { y } = data.train;
  return { ...data, train: { ...data.train, y: Float64Array.from(order, (i) => y[i]!) } };
}

/**
 * Folds over the rows that are not for test (of `trainOnly` nor for validation), as places among the rows with a target: in the order of the file, or of
 * time. Groups and blocks stay whole, classes keep their shares; scikit-learn's splitters by name.
 */
export function foldsOf(
  loaded: Loaded,
  recipe: Recipe,
  {
    nSplits,
    nRepeats,
    trainOnly = false,
  }: { readonly nSplits: number; readonly nRepeats: number; readonly trainOnly?: boolean },
): { readonly folds: readonly Fold[]; readonly how: string } {
  const { split } = recipe;
  const { target, where } = partsOf(loaded, recipe);
  const held = trainOnly ? where.validation : [];
  const out = new Set([...where.test, ...where.left, ...held]);
  const rows = Int32Array.from(target.kept.keys()).filter((i) => !out.has(i));
  const at = (fold: Fold, by: Int32Array): Fold => ({
    train: fold.train.map((i) => by[i]!),
    test: fold.test.map((i) => by[i]!),
  });
  if (split.method === 'time') {
    const { gap } = split;
    const order = timeOrder(split.column, loaded.table, target.kept).filter((i) => !out.has(i));
    const folds = timeSeriesSplit({ nSamples: order.length, nSplits, gap });
    return {
      folds: folds.map((f) => at(f, order)),
      how: `TimeSeriesSplit(${nSplits}, gap=${gap})`,
    };
  }
  const codes = strataOf(recipe, rows, target.y);
  const seed = 'seed' in split ? split.seed : recipe.seed;
  if (split.method === 'group' || split.method === 'block') {
    const all = groupCodes(split, loaded.table, target.kept);
    const groups = rows.map((i) => all[i]!);
    const folds = codes
      ? stratifiedGroupKFold(codes, groups, nSplits, seed)
      : groupKFold(groups, nSplits, null);
    const how = `${codes ? 'StratifiedGroupKFold' : 'GroupKFold'}(${nSplits})`;
    return { folds: folds.map((f) => at(f, rows)), how };
  }
  const name = `${codes ? 'Stratified' : ''}KFold(${nSplits}${nRepeats > 1 ? `, ${nRepeats} times` : ''})`;
  const folds = plainFolds(rows.length, codes, { nSplits, nRepeats, seed });
  return {
    folds: folds.map((f) => at(f, rows)),
    how: nRepeats > 1 ? `Repeated${name}` : name,
  };
}

/** A fold's test rows judge as validation rows do; nothing stands where the test rows would. */
export const partsOfFold = ({ train, test }: Fold): Parts => ({
  train,
  validation: test,
  test: new Int32Array(0),
  left: new Int32Array(0),
});

function plainFolds(
  n: number,
  codes: Int32Array | null,
  how: { readonly nSplits: number; readonly nRepeats: number; readonly seed: number },
): Fold[] {
  if (how.nRepeats > 1) return repeatedFolds(n, codes, how);
  return codes ? stratifiedKFold(codes, how.nSplits, how.seed) : kFold(n, how.nSplits, how.seed);
}

function strataOf({ task, split }: Recipe, rows: Int32Array, y: Float64Array): Int32Array | null {
  if (task === null || !isClassification(task)) return null;
  if (split.method === 'random' && !split.stratify) return null;
  return rows.map((i) => y[i]!);
}

function* scoreOnce(
  data: SplitData,
  recipe: Recipe,
  modelKey: string,
  deps: Deps,
): Generator<Progress, number | null> {
  const ready = yield* within(0, 0.2, prepareFold(data, recipe, modelKey, deps));
  return yield* within(0.2, 1, scoreFold(ready, recipe, modelKey, deps));
}

/** One fold after the steps, ready for the model with any parameters. */
export interface ReadyFold {
  readonly data: SplitData;
  readonly prepared: FittedParts;
  readonly matrices: Readonly<Record<Part, Matrix>>;
}

/** Fits all learned steps on the training rows of `data` alone. */
export function* prepareFold(
  data: SplitData,
  recipe: Recipe,
  modelKey: string,
  { computes }: Deps,
): Generator<Progress, ReadyFold> {
  const model = modelCompute(computes.models, modelOf(recipe, modelKey).model);
  const prepared = yield* fitAllSteps(data, recipe, { computes, log: quiet });
  const matrices = eachPart((p) => matrixOf(prepared.tables[p], model.takesMissing ?? false));
  return { data, prepared, matrices };
}

/** Fits the recipe's model on a fold and judges it; null where the metric is not defined on its rows. */
export function* scoreFold(
  ready: ReadyFold,
  recipe: Recipe,
  modelKey: string,
  { computes, scoring }: Deps,
): Generator<Progress, number | null> {
  const judged = yield* judgeFold(ready, recipe, modelKey, { computes });
  return scoreOf(judged[judgedPart(ready.data)], scoring);
}

/** The primary metric; null without rows, or where it is not defined. */
export const scoreOf = (part: Judged, scoring: Deps['scoring']): number | null =>
  part.yTrue.length === 0 ? null : scoring.score(scoring.primary(part.task).id, part);

/** Fits the recipe's model on a fold, and predicts every part of it. */
export function* judgeFold(
  { data, prepared, matrices }: ReadyFold,
  recipe: Recipe,
  modelKey: string,
  { computes }: Pick<Deps, 'computes'>,
): Generator<Progress, Record<Part, Judged>> {
  const chosen = modelOf(recipe, modelKey);
  const model = modelCompute(computes.models, chosen.model);
  const how = { model, data, recipe, chosen, deps: { log: quiet } };
  const fitted = yield* within(0, 0.9, fitPrepared(prepared, matrices, how));
  return yield* within(0.9, 1, judgeParts(model, fitted, matrices, data));
}

const quiet = (): void => undefined;
