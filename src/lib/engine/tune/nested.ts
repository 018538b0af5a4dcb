import type { Recipe, Split } from '#lib/recipe/recipe.ts';
import { withTried } from '#lib/recipe/tuneSteps.ts';
import type { TuneAsk, TuneParams } from '#lib/recipe/tuning.ts';
import { foldsOf, partsOfFold, prepareFold, scoreFold } from '../assess.ts';
import type { Progress } from '../model.ts';
import { dataAt, partsOf, type Loaded } from '../prepare.ts';
import { within, type RunDeps } from '../run.ts';
import { mean, populationDeviation } from '../stats.ts';
import { takeRows } from '../table.ts';
import { benchOf } from './bench.ts';
import { tune } from './tune.ts';

/** What a search is worth, its choice included. */
export interface NestedScore {
  /** Of the outer folds: StratifiedKFold(5). */
  readonly how: string;
  /** Mean of `values`; null where no fold has one. */
  readonly score: number | null;
  readonly spread: number;
  readonly values: readonly number[];
  /** What was found on the training rows of each outer fold. */
  readonly chosen: readonly TuneParams[];
}

/**
 * Nested cross-validation (Cawley and Talbot 2010): the whole search is done anew on the training rows of each outer fold,
 * and what it finds is scored on the rows of that fold, which no trial has seen. The best score of a search is the luckiest
 * of many; this one is not.
 * @throws EngineError of `benchOf`, `tune`, and of folds that the rows do not allow
 */
export function* nestedTune(
  loaded: Loaded,
  recipe: Recipe,
  ask: TuneAsk,
  {
    modelKey,
    outer,
    ...deps
  }: Pick<RunDeps, 'computes' | 'scoring'> & { readonly modelKey: string; readonly outer: number },
): Generator<Progress, NestedScore> {
  const { target } = partsOf(loaded, recipe);
  const { folds, how } = foldsOf(loaded, recipe, { nSplits: outer, nRepeats: 1 });
  const inside = { ...recipe, split: allForTraining(recipe.split) };
  const values: number[] = [];
  const chosen: TuneParams[] = [];
  for (const [k, fold] of folds.entries()) {
    const at = (share: number): number => (k + share) / folds.length;
    const rows = fold.train.toSorted().map((i) => target.kept[i]!);
    const own = {
      table: takeRows(loaded.table, rows),
      rid: rows.map((i) => loaded.rid[i]!),
    };
    const bench = benchOf(own, inside, modelKey, { nSplits: ask.nSplits, ...deps });
    const search = tune(bench, ask, { seconds: () => 0, onTrial: () => undefined });
    const { best } = yield* within(at(0), at(0.9), search);
    if (!best) continue;
    chosen.push(best.params);
    const tuned = withTried(recipe, modelKey, best.params);
    const data = dataAt(loaded, recipe, target, partsOfFold(fold));
    const ready = yield* within(at(0.9), at(0.92), prepareFold(data, tuned, modelKey, deps));
    const value = yield* within(at(0.92), at(1), scoreFold(ready, tuned, modelKey, deps));
    if (value !== null) values.push(value);
    yield { share: at(1), note: `outer fold ${k + 1} of ${folds.length}` };
  }
  return {
    how,
    score: values.length > 0 ? mean(values) : null,
    spread: values.length > 0 ? populationDeviation(values) : 0,
    values,
    chosen,
  };
}

/** The rows that are left are all for the search; those of a test part are not among them. */
const allForTraining = (split: Split): Split =>
  split.method === 'column' ? split : { ...split, test: 0, validation: 0 };
