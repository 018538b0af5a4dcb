import type { AutoProposal, AutoTrial } from '#lib/recipe/automl.ts';
import { EngineError, type ErrorCode } from '#lib/recipe/errors.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { mean } from '../stats.ts';
import { foldsOf, partsOfFold } from '../assess.ts';
import type { Fold } from '../crossValidate.ts';
import { fitPrepared } from '../fitting.ts';
import { judgePart } from '../judge.ts';
import type { Progress } from '../model.ts';
import {
  dataAt,
  eachPart,
  matrixOf,
  partsOf,
  type FittedParts,
  type Loaded,
  type SplitData,
} from '../prepare.ts';
import { modelCompute } from '../predictor.ts';
import { fitAllSteps, within, type RunDeps } from '../run.ts';
import type { Target } from '../target.ts';
import { scoreOf } from './interval.ts';

export type AutoDeps = Pick<RunDeps, 'computes' | 'scoring'>;

/** A fold after the steps: the same for every model. */
interface Prepared {
  readonly data: SplitData;
  readonly prepared: FittedParts;
}

/** Where models are tried: all on the same folds of the rows that are not for test. */
export interface AutoBench {
  readonly loaded: Loaded;
  readonly recipe: Recipe;
  readonly target: Target;
  readonly folds: readonly Fold[];
  /** In scikit-learn's words: StratifiedKFold(5). */
  readonly how: string;
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** Test rows of a fold by its training rows. */
  readonly testByTrain: number;
  readonly deps: AutoDeps;
  readonly kept: Map<number, Prepared>;
}

/** Cells of all folds after the steps; larger tables are prepared anew for each trial. */
const keptMost = 3e7;

/**
 * @throws EngineError 'params-invalid' for a task without a target; of folds that the rows do not allow
 */
export function autoBench(
  loaded: Loaded,
  recipe: Recipe,
  { nSplits, ...deps }: AutoDeps & { readonly nSplits: number },
): AutoBench {
  if (recipe.task === null || !isSupervised(recipe.task)) throw noTruth();
  const { target } = partsOf(loaded, recipe);
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1 });
  const { id, better } = deps.scoring.primary(recipe.task);
  const testByTrain = mean(folds.map((f) => f.test.length / f.train.length));
  const kept = new Map<number, Prepared>();
  return { loaded, recipe, target, folds, how, metric: id, better, testByTrain, deps, kept };
}

/** What the model gets: rows of the smallest fold, columns after the steps, and the target's spread. */
export function* autoFacts(bench: AutoBench): Generator<
  Progress,
  {
    readonly rows: number;
    readonly features: number;
    readonly classes: number;
    readonly spread: number;
  }
> {
  const { prepared, data } = yield* foldAt(bench, 0);
  const { y } = data.train;
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  const spread = Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length);
  return {
    rows: Math.min(...bench.folds.map((f) => f.train.length)),
    features: prepared.tables.train.columns.size,
    classes: bench.target.classes?.length ?? 1,
    spread,
  };
}

/** A trial, and what it answers for the rows of each fold that it has not seen. */
export interface AutoTried {
  readonly trial: Omit<AutoTrial, 'seconds'>;
  /** One for each fold: a value a row, or row-major probabilities; empty where the trial has no score. */
  readonly answers: readonly Float64Array[];
}

/**
 * Scores a model with its settings on every fold, learned steps fitted in each. What the model refuses has no score and
 * says why.
 * @throws EngineError from the steps: no model mends that
 */
export function* tryAuto(bench: AutoBench, proposal: AutoProposal): Generator<Progress, AutoTried> {
  const { recipe, folds, deps } = bench;
  const answers: Float64Array[] = [];
  const values: (number | null)[] = [];
  const about = { ...proposal, seed: recipe.seed };
  for (const k of folds.keys()) {
    const [from, to] = [k / folds.length, (k + 1) / folds.length];
    const ready = yield* within(from, from + 0.2 * (to - from), foldAt(bench, k));
    try {
      const work = judgeFold(ready, proposal, bench);
      const judged = yield* within(from + 0.2 * (to - from), to, work);
      if (judged.predicted.some((x) => !Number.isFinite(x))) throw notFinite(proposal.model);
      answers.push(judged.predicted);
      values.push(judged.yTrue.length === 0 ? null : deps.scoring.score(bench.metric, judged));
    } catch (error) {
      if (!(error instanceof EngineError) || beyond.has(error.detail.code)) throw error;
      const none = { score: null, values: [], interval: null, failed: error.detail.what };
      return { trial: { ...about, ...none }, answers: [] };
    }
    yield { share: to };
  }
  return { trial: { ...about, ...scoreOf(values, bench.testByTrain) }, answers };
}

/** What another model does not mend. */
const beyond: ReadonlySet<ErrorCode> = new Set(['cancelled', 'no-rows', 'unexpected', 'usage']);

function* judgeFold(
  { data, prepared }: Prepared,
  { model: id, params }: AutoProposal,
  { recipe, deps }: AutoBench,
) {
  const model = modelCompute(deps.computes.models, id);
  const matrices = eachPart((p) => matrixOf(prepared.tables[p], model.takesMissing ?? false));
  const chosen = { key: id, model: id, version: 1, params: { ...params } };
  const how = { model, data, recipe, chosen, deps: { log: quiet } };
  const fitted = yield* within(0, 0.9, fitPrepared(prepared, matrices, how));
  const where = { data, part: 'validation' } as const;
  return yield* within(0.9, 1, judgePart(model, fitted, matrices.validation, where));
}

function* foldAt(bench: AutoBench, k: number): Generator<Progress, Prepared> {
  const known = bench.kept.get(k);
  if (known) return known;
  const { loaded, recipe, target, deps } = bench;
  const fold = bench.folds[k]!;
  const data = dataAt(loaded, recipe, target, partsOfFold(fold));
  const prepared = yield* fitAllSteps(data, recipe, { computes: deps.computes, log: quiet });
  const ready = { data, prepared };
  const rows = fold.train.length + fold.test.length;
  const cells = (prepared.tables.train.columns.size + 1) * rows;
  if (cells * bench.folds.length <= keptMost) bench.kept.set(k, ready);
  return ready;
}

const quiet = (): void => undefined;

const notFinite = (model: string): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: 'Some of its answers are not finite numbers',
    where: { model },
    remedy: 'Scale the columns, or try other settings.',
  });

const noTruth = (): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'Models are compared by how well they predict, and here there is no target',
    where: {},
    remedy: 'Choose a target first.',
  });
