import { detailOf, EngineError } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { CurveStudy, CurveStudyPoint } from '#lib/recipe/study.ts';
import {
  foldsOf,
  judgeFold,
  partsOfFold,
  prepareFold,
  scoreOf,
  type ReadyFold,
} from '../assess.ts';
import type { Fold } from '../crossValidate.ts';
import type { Progress } from '../model.ts';
import { dataAt, partsOf, type Loaded } from '../prepare.ts';
import { RandomState } from '../random.ts';
import { within, type RunDeps } from '../run.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;

/** One fit of a curve: which point and fold it is for, and how to get there. */
interface Fit {
  readonly point: number;
  readonly ready: () => Generator<Progress, ReadyFold>;
  readonly recipe: Recipe;
}

/**
 * scikit-learn's `learning_curve(shuffle=True, random_state=recipe.seed)` on the folds of `foldsOf`: each fold's training
 * rows in a drawn order, the first so many of them fitted on, steps and all.
 * @throws EngineError of folds that the rows do not allow; a fit that fails is told of in its point
 */
export function* learningCurve(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { nSplits, shares, ...deps }: Deps & { nSplits: number; shares: readonly number[] },
): Generator<Progress, CurveStudy> {
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1 });
  const most = folds[0]!.train.length;
  const sizes = [...new Set(shares.map((s) => Math.floor(s * most)))].filter((n) => n > 0);
  const rng = new RandomState(recipe.seed);
  const shuffled: Fold[] = folds.map(({ train, test }) => {
    const order = rng.permutation(train.length);
    return { train: order.map((i) => train[i]!), test };
  });
  const { target } = partsOf(loaded, recipe);
  const fits = sizes.flatMap((size, point) =>
    shuffled.map(({ train, test }): Fit => {
      const fold = { train: train.slice(0, size), test };
      const ready = function* (): Generator<Progress, ReadyFold> {
        const data = dataAt(loaded, recipe, target, partsOfFold(fold));
        return yield* prepareFold(data, recipe, modelKey, deps);
      };
      return { point, ready, recipe };
    }),
  );
  const points = yield* scored(sizes, fits, modelKey, deps);
  return { kind: 'learning', ...primaryOf(recipe, deps), how, points };
}

/**
 * scikit-learn's `validation_curve`: the same folds for each value of one parameter of the model.
 * @throws EngineError of folds that the rows do not allow; a fit that fails is told of in its point
 */
export function* validationCurve(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  {
    nSplits,
    param,
    values,
    ...deps
  }: Deps & { nSplits: number; param: string; values: readonly unknown[] },
): Generator<Progress, CurveStudy> {
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1 });
  const { target } = partsOf(loaded, recipe);
  const kept: ReadyFold[] = [];
  const fits = values.flatMap((value, point) =>
    folds.map((fold, k): Fit => {
      const models = recipe.models.map((m) =>
        m.key === modelKey ? { ...m, params: { ...m.params, [param]: value } } : m,
      );
      const ready = function* (): Generator<Progress, ReadyFold> {
        const data = dataAt(loaded, recipe, target, partsOfFold(fold));
        return (kept[k] ??= yield* prepareFold(data, recipe, modelKey, deps));
      };
      return { point, ready, recipe: { ...recipe, models } };
    }),
  );
  const points = yield* scored(values, fits, modelKey, deps);
  return { kind: 'validation', ...primaryOf(recipe, deps), how, points };
}

const primaryOf = (recipe: Recipe, { scoring }: Deps): { metric: string } => ({
  metric: scoring.primary(recipe.task ?? 'regression').id,
});

function* scored(
  at: readonly unknown[],
  fits: readonly Fit[],
  modelKey: string,
  deps: Deps,
): Generator<Progress, CurveStudyPoint[]> {
  const train = at.map((): (number | null)[] => []);
  const held = at.map((): (number | null)[] => []);
  const failed = new Map<number, string>();
  for (const [k, { point, ready, recipe }] of fits.entries()) {
    const span = [k / fits.length, (k + 1) / fits.length] as const;
    try {
      const fold = yield* within(span[0], span[1], ready());
      const judged = yield* within(span[0], span[1], judgeFold(fold, recipe, modelKey, deps));
      train[point]!.push(scoreOf(judged.train, deps.scoring));
      held[point]!.push(scoreOf(judged.validation, deps.scoring));
    } catch (error) {
      // Few rows, or a value that the model does not take: the other points still tell something.
      if (!(error instanceof EngineError) || error.detail.code === 'cancelled') throw error;
      train[point]!.push(null);
      held[point]!.push(null);
      if (!failed.has(point)) failed.set(point, detailOf(error).what);
    }
    yield { share: span[1], note: `fit ${k + 1} of ${fits.length}` };
  }
  return at.map((value, i) => ({
    at: value,
    train: train[i]!,
    held: held[i]!,
    ...(failed.has(i) && { failed: failed.get(i)! }),
  }));
}
