import { EngineError, type ErrorCode } from '#lib/recipe/errors.ts';
import { isSupervised, isClassification } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { partedParams, stepsKey, withTried } from '#lib/recipe/tuneSteps.ts';
import type { Proposal, Trial } from '#lib/recipe/tuning.ts';
import { foldsOf, partsOfFold, prepareFold, scoreFold, type ReadyFold } from '../assess.ts';
import type { Fold } from '../crossValidate.ts';
import type { Progress } from '../model.ts';
import { dataAt, partsOf, type Loaded } from '../prepare.ts';
import { RandomState } from '../random.ts';
import { within, type RunDeps } from '../run.ts';
import { mean, populationDeviation } from '../stats.ts';
import type { Target } from '../target.ts';
import type { TuneFacts } from './propose.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;

/** Where the settings of one model are tried: the same folds for all of them. */
export interface Bench {
  readonly loaded: Loaded;
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly target: Target;
  readonly folds: readonly Fold[];
  /** In scikit-learn's words: StratifiedKFold(5). */
  readonly how: string;
  readonly metric: string;
  readonly facts: TuneFacts;
  readonly deps: Deps;
  /** Folds after the steps, which the model's parameters do not change; of one share of the rows, and one setting of the steps, at a time. */
  readonly kept: { of: string; folds: Map<number, ReadyFold> };
}

/** Larger folds are prepared anew for each trial. */
const keptMost = 1.5e7;

/**
 * Folds of the rows that are not for test, as the recipe splits.
 * @throws EngineError 'params-invalid' for a task without a target; of folds that the rows do not allow
 */
export function benchOf(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { nSplits, ...deps }: Deps & { readonly nSplits: number },
): Bench {
  if (recipe.task === null || !isSupervised(recipe.task)) throw noTruth();
  const { target } = partsOf(loaded, recipe);
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1 });
  const { id, better } = deps.scoring.primary(recipe.task);
  const rows = Math.min(...folds.map((f) => f.train.length));
  const kept = { of: '', folds: new Map<number, ReadyFold>() };
  const facts = { better, rows };
  return { loaded, recipe, modelKey, target, folds, how, metric: id, facts, deps, kept };
}

/**
 * Scores settings on every fold, learned steps fitted in each. Settings that the model refuses, or that these rows do
 * not allow, have no score and say why.
 * @throws EngineError from the steps, and of a model that takes no weights: no settings mend that
 */
export function* tryOut(
  bench: Bench,
  proposal: Proposal,
): Generator<Progress, Omit<Trial, 'seconds'>> {
  const { recipe, modelKey, folds } = bench;
  const tried = withTried(recipe, modelKey, proposal.params);
  const setsSteps = partedParams(proposal.params).steps.size > 0;
  const values: number[] = [];
  for (const k of folds.keys()) {
    const [from, to] = [k / folds.length, (k + 1) / folds.length];
    const middle = from + 0.2 * (to - from);
    let prepared = false;
    try {
      const ready = yield* within(from, middle, readyFold(bench, k, tried, proposal));
      prepared = true;
      const score = scoreFold(ready, tried, modelKey, bench.deps);
      const value = yield* within(middle, to, score);
      if (value !== null) values.push(value);
    } catch (error) {
      if (!(error instanceof EngineError) || beyondSettings.has(error.detail.code)) throw error;
      // Where no step is searched, what a step refuses it refuses every trial.
      if (!prepared && !setsSteps) throw error;
      return { ...proposal, ...none, seed: recipe.seed, failed: error.detail.what };
    }
    yield { share: to };
  }
  return {
    ...proposal,
    score: values.length > 0 ? mean(values) : null,
    spread: values.length > 0 ? populationDeviation(values) : 0,
    values,
    seed: recipe.seed,
  };
}

/** What other settings do not mend. */
const beyondSettings: ReadonlySet<ErrorCode> = new Set([
  'cancelled',
  'model-unknown',
  'no-rows',
  'unexpected',
  'weight-invalid',
]);

const none = { score: null, spread: 0, values: [] };

function* readyFold(
  bench: Bench,
  k: number,
  recipe: Recipe,
  { share, params }: Proposal,
): Generator<Progress, ReadyFold> {
  const { loaded, modelKey, target, deps, kept } = bench;
  const of = `${share} ${stepsKey(params)}`;
  if (kept.of !== of) {
    kept.folds.clear();
    kept.of = of;
  }
  const known = kept.folds.get(k);
  if (known) return known;
  const fold = bench.folds[k]!;
  const train = share < 1 ? someOf(bench, k, share) : fold.train;
  const data = dataAt(loaded, recipe, target, partsOfFold({ train, test: fold.test }));
  const ready = yield* prepareFold(data, recipe, modelKey, deps);
  const cells = (ready.matrices.train.columns.length + 1) * (train.length + fold.test.length);
  if (cells * bench.folds.length <= keptMost) kept.folds.set(k, ready);
  return ready;
}

/**
 * A share of a fold's training rows, in their order. A smaller share's rows are among a larger one's, and classes keep
 * their shares: each row stands at the quantile that its turn in its own class has.
 */
function someOf({ folds, target, recipe }: Bench, k: number, share: number): Int32Array {
  const { train } = folds[k]!;
  const classes = isClassification(target.task);
  const turns = new RandomState([recipe.seed, k]).permutation(train.length);
  const sizes = new Map<number, number>();
  const classAt = (i: number): number => (classes ? target.y[train[i]!]! : 0);
  for (const i of train.keys()) sizes.set(classAt(i), (sizes.get(classAt(i)) ?? 0) + 1);
  const seen = new Map<number, number>();
  const placed = Array.from(turns, (i) => {
    const turn = seen.get(classAt(i)) ?? 0;
    seen.set(classAt(i), turn + 1);
    return { i, at: turn / sizes.get(classAt(i))! };
  });
  const chosen = placed
    .filter(({ at }) => at < share)
    .map(({ i }) => i)
    .toSorted((a, b) => a - b);
  return Int32Array.from(chosen, (i) => train[i]!);
}

const noTruth = (): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'Settings are compared by how well they predict, and here there is no target',
    where: {},
    remedy: 'Choose a target first.',
  });
