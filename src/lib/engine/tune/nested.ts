import type { Recipe, Split } from '#lib/recipe/recipe.ts';
import { ofStep, withTried } from '#lib/recipe/tuneSteps.ts';
import type { NestedStudy } from '#lib/recipe/study.ts';
import type { SearchRange, TuneAsk, TuneParams } from '#lib/recipe/tuning.ts';
import { foldsOf, partsOfFold, prepareFold, scoreFold } from '../assess.ts';
import { foldInterval } from '../correctedT.ts';
import type { Fold } from '../crossValidate.ts';
import type { Progress } from '../model.ts';
import { dataAt, partsOf, type Loaded } from '../prepare.ts';
import { within, type RunDeps } from '../run.ts';
import { mean, populationDeviation } from '../stats.ts';
import { takeRows } from '../table.ts';
import { benchOf } from './bench.ts';
import { tune } from './tune.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'> & { readonly modelKey: string };

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
  { outer, ...deps }: Deps & { readonly outer: number },
): Generator<Progress, NestedStudy> {
  const { folds, how } = foldsOf(loaded, recipe, { nSplits: outer, nRepeats: 1 });
  const found: Found[] = [];
  const chosen: TuneParams[] = [];
  for (const [k, fold] of folds.entries()) {
    const [from, to] = [k / folds.length, (k + 1) / folds.length];
    const one = yield* within(from, to, outerFold(loaded, recipe, { ask, fold, deps }));
    if (one) chosen.push(one.params);
    if (one && one.value !== null)
      found.push({
        value: one.value,
        inner: one.inner,
        size: { train: fold.train.length, judged: fold.test.length },
      });
    yield { share: to, note: `outer fold ${k + 1} of ${folds.length}` };
  }
  const { id, better } = deps.scoring.primary(recipe.task ?? 'regression');
  const [values, inner] = [found.map((f) => f.value), found.map((f) => f.inner)];
  return {
    kind: 'nested',
    metric: id,
    better,
    how,
    score: values.length > 0 ? mean(values) : null,
    spread: values.length > 0 ? populationDeviation(values) : 0,
    interval: foldInterval(
      values,
      found.map((f) => f.size),
    ),
    values,
    inner: { score: inner.length > 0 ? mean(inner) : null, values: inner },
    chosen,
  };
}

interface Found {
  readonly value: number;
  readonly inner: number;
  readonly size: { readonly train: number; readonly judged: number };
}

/** Searches on the training rows of a fold, and scores the best settings on its other rows; null where none has a score. */
function* outerFold(
  loaded: Loaded,
  recipe: Recipe,
  { ask, fold, deps }: { readonly ask: TuneAsk; readonly fold: Fold; readonly deps: Deps },
): Generator<Progress, { params: TuneParams; inner: number; value: number | null } | null> {
  const { modelKey } = deps;
  const { target } = partsOf(loaded, recipe);
  const rows = fold.train.toSorted().map((i) => target.kept[i]!);
  const own = { table: takeRows(loaded.table, rows), rid: rows.map((i) => loaded.rid[i]!) };
  const inside = { ...recipe, split: allForTraining(recipe.split) };
  const bench = benchOf(own, inside, modelKey, { nSplits: ask.nSplits, ...deps });
  const search = tune(bench, unfound(ask), { seconds: () => 0, onTrial: () => undefined });
  const { best } = yield* within(0, 0.9, search);
  if (!best || best.score === null) return null;
  const tuned = withTried(recipe, modelKey, best.params);
  const data = dataAt(loaded, recipe, target, partsOfFold(fold));
  const ready = yield* within(0.9, 0.92, prepareFold(data, tuned, modelKey, deps));
  const value = yield* within(0.92, 1, scoreFold(ready, tuned, modelKey, deps));
  return { params: best.params, inner: best.score, value };
}

/**
 * The ask as it was before any row was looked at: what the recipe is set to may have been found on all of them, those of
 * the outer folds too. Searched names begin with their defaults, those of steps, whose values an ask takes from the
 * recipe, in the middle of what is searched; names that are not searched are a choice, and stay.
 */
function unfound(ask: TuneAsk): TuneAsk {
  const ofSteps = ask.space.filter((range) => ofStep(range.name) !== null);
  const middles = Object.fromEntries(ofSteps.map((range) => [range.name, middleOf(range)]));
  const start = ask.start
    .filter((one) => one.origin !== 'current')
    .map((one) => ({ ...one, params: { ...one.params, ...middles } }));
  const names = new Set(ask.space.map((range) => range.name));
  const searched = Object.entries(start[0]?.params ?? {}).filter(([name]) => names.has(name));
  return { ...ask, start, fixed: { ...ask.fixed, ...Object.fromEntries(searched) } };
}

/** A setting that no row has had a say in. */
function middleOf(range: SearchRange): unknown {
  if (range.kind === 'choice') return range.values.includes(true) ? true : range.values[0];
  const { min, max, log, whole } = range;
  const middle = log ? Math.sqrt(min * max) : (min + max) / 2;
  return whole ? Math.round(middle) : middle;
}

/** The rows that are left are all for the search; those of a test part are not among them. */
const allForTraining = (split: Split): Split =>
  split.method === 'column' ? split : { ...split, test: 0, validation: 0 };
