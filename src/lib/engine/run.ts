import { EngineError } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import type {
  FittedRun,
  Importance,
  Interval,
  Part,
  RunResult,
  Scores,
  TestAnswers,
} from '#lib/recipe/run.ts';
import { fitModel, fitPrepared, sayBalanceCost } from './fitting.ts';
import { chartsOf } from './charts.ts';
import { conformalOf } from './diagnosis/conformal.ts';
import { permutationImportance } from './importance.ts';
import { judgeParts } from './judge.ts';
import type { Matrix } from './matrix.ts';
import type { Crew, Progress } from './model.ts';
import {
  eachPart,
  fitSteps,
  judgedPart,
  matrixOf,
  partSizes,
  splitData,
  type FittedParts,
  type Loaded,
  type SplitData,
} from './prepare.ts';
import { modelCompute, predictTable, type Computes } from './predictor.ts';
import type { Judged, Scoring } from './scoring.ts';
import { takeColumn, takeRows, type Table } from './table.ts';

export interface RunDeps {
  readonly computes: Computes;
  readonly scoring: Scoring;
  /** Id of the model that knows only the target: always fitted beside. */
  readonly baseline: string;
  readonly log: Log;
  /** Seconds since the run began, by the caller's clock. */
  readonly seconds: () => number;
  /** A checkpoint that an earlier run of the same `runKey` gave. */
  readonly from?: unknown;
  /** Hears the name of each column of `loaded` that is copied and not read again, and at last, without one, of all. */
  readonly release?: ((name?: string) => void) | null;
  /** Looks at the training matrix before the model is fitted on it. */
  readonly beforeFit?: (chosen: RecipeModel, X: Matrix, recipe: Recipe) => void;
  /** Other threads for the model's fit. */
  readonly crew?: Crew;
  /** False where there is no time to shuffle each input; left out: it is done. */
  readonly importance?: false;
}

export interface Outcome {
  readonly result: RunResult;
  readonly fitted: FittedRun;
  /** Of all test rows; null without a target. */
  readonly answers: TestAnswers | null;
}

/**
 * One experiment: split, fit the steps and the model on training rows, judge on all parts, shuffle each input.
 * @throws EngineError from any stage, with the step, column or model at fault
 */
export function* runExperiment(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  deps: RunDeps,
): Generator<Progress, Outcome> {
  const chosen = modelOf(recipe, modelKey);
  const model = modelCompute(deps.computes.models, chosen.model);
  const data = splitData(loaded, recipe, deps.release ?? undefined);
  deps.release?.();
  sayBegin(data, chosen, deps.log);
  const prepared = yield* within(0, 0.1, fitAllSteps(data, recipe, deps));
  const matrices = eachPart((p) => matrixOf(prepared.tables[p], model.takesMissing ?? false));
  deps.beforeFit?.(chosen, matrices.train, recipe);
  const how = { model, data, recipe, chosen, deps };
  const fitted = yield* within(0.1, 0.7, fitPrepared(prepared, matrices, how));
  const judged = yield* within(0.7, 0.75, judgeParts(model, fitted, matrices, data));
  if (data.target.classes && prepared.fitting.table.rows !== matrices.train.rows)
    yield* within(0.75, 0.75, sayBalanceCost(judged, matrices, how));
  const baseline = yield* within(0.75, 0.75, baselineOf(data, matrices, recipe, deps));
  const run: FittedRun = {
    model: chosen.model,
    modelVersion: model.state.version,
    modelState: fitted,
    task: data.target.task,
    classes: data.target.classes,
    inputs: [...data.train.table.columns.keys()],
    features: matrices.train.names,
    steps: prepared.steps,
  };
  const intervals = yield* within(0.75, 0.88, intervalsOf(judged, recipe.seed, deps.scoring));
  const importance = yield* within(0.88, 1, importanceOf(run, data, recipe.seed, deps));
  const result: RunResult = {
    key: runKey(recipe, modelKey),
    modelKey,
    model: chosen.model,
    params: chosen.params,
    task: data.target.task,
    target: data.target.name,
    classes: data.target.classes,
    rows: partSizes(data),
    rowsLeftOut: data.leftOut,
    inputs: run.inputs,
    features: run.features,
    metrics: eachPart((p) => scoresOf(judged[p], deps.scoring)),
    baseline: eachPart((p) => scoresOf(baseline[p], deps.scoring)),
    notDefined: eachPart((p) => reasonsOf(judged[p], deps.scoring)),
    judged: intervals.find((i) => i.part === judgedPart(data))!,
    intervals,
    fitted: model.explain(fitted, run.features),
    charts: eachPart((p) => chartsOf(data.target, data[p], judged[p], deps.scoring)),
    ...setsOf(judged),
    importance: importance.list,
    importanceRows: importance.rows,
    seconds: deps.seconds(),
  };
  sayEnd(result, deps.log);
  const answers = { rid: data.test.rid, values: judged.test.predicted };
  return { result, fitted: run, answers };
}

export function modelOf(recipe: Recipe, modelKey: string): RecipeModel {
  const chosen = recipe.models.find((m) => m.key === modelKey);
  if (chosen) return chosen;
  throw new EngineError({
    code: 'model-unknown',
    what: `The recipe has no model “${modelKey}”`,
    where: { model: modelKey },
    remedy: 'Choose a model first.',
  });
}

export function* fitAllSteps(
  data: SplitData,
  recipe: Recipe,
  { computes, log }: Pick<RunDeps, 'computes' | 'log'>,
): Generator<Progress, FittedParts> {
  const steps = fitSteps(data, recipe, computes.steps);
  let done = 0;
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done) return next.value;
    if (typeof next.value === 'number') {
      const from = done / (done + 1);
      yield { share: from + next.value * ((done + 1) / (done + 2) - from) };
      continue;
    }
    const { step, compute, fitted, before, parts } = next.value;
    const place = { columns: step.columns, params: step.params };
    for (const event of compute.report({ table: before, ...place }, fitted, 'done')) {
      const others = (['validation', 'test'] as const)
        .filter((p) => parts[p].rows > 0)
        .map((p) => [`${p}_rows`, parts[p].rows] as const);
      log({
        ...event,
        meta: { ...event.meta, fitted_on: before.rows, ...Object.fromEntries(others) },
      });
    }
    done += 1;
    yield { share: done / (done + 1), note: `fit ${step.step}` };
  }
}

function* baselineOf(
  data: SplitData,
  matrices: Record<Part, Matrix>,
  recipe: Recipe,
  deps: RunDeps,
): Generator<Progress, Record<Part, Judged>> {
  const model = modelCompute(deps.computes.models, deps.baseline);
  const { target, train } = data;
  const fitting = { X: matrices.train, y: train.y, weight: train.weight, target };
  const fitted = yield* fitModel(model, fitting, recipe, { model: deps.baseline, params: {} });
  return yield* judgeParts(model, fitted, matrices, data);
}

/** Prediction intervals or sets; sets need probabilities. */
const setsOf = ({ validation, test }: Record<Part, Judged>): Partial<RunResult> =>
  test.decisions ? { decisions: true } : { conformal: conformalOf(validation, test) };

const scoresOf = (judged: Judged, scoring: Scoring): Scores => [...scoring.all(judged)];

/** A part without rows needs no reason for each metric. */
function reasonsOf(judged: Judged, scoring: Scoring): readonly (readonly [string, string])[] {
  if (judged.yTrue.length === 0) return [];
  return [...scoring.all(judged)].flatMap(([id, value]) => {
    const why = value === null ? scoring.why(id, judged) : null;
    return why === null ? [] : [[id, why] as const];
  });
}

function* intervalsOf(
  judged: Record<Part, Judged>,
  seed: number,
  scoring: Scoring,
): Generator<Progress, Interval[]> {
  const intervals: Interval[] = [];
  for (const [i, part] of (['train', 'validation', 'test'] as const).entries()) {
    const input = judged[part];
    const { id } = scoring.primary(input.task);
    const spread =
      input.yTrue.length === 0 || part === 'train'
        ? null
        : yield* within(i / 3, (i + 1) / 3, scoring.interval(input, seed));
    intervals.push({
      metric: id,
      part,
      value: input.yTrue.length === 0 ? null : scoring.score(id, input),
      low: spread?.low ?? null,
      high: spread?.high ?? null,
    });
  }
  return intervals;
}

const importanceRowsAtMost = 2000;
const importanceRepeats = 5;

/**
 * Permutation importance of the raw inputs, as scikit-learn's `permutation_importance(pipeline, X, y)` has it: each
 * column is shuffled before the steps. The shuffled thing is the row numbers of each column, so that text columns
 * are moved as easily as numbers.
 */
function* importanceOf(
  run: FittedRun,
  data: SplitData,
  seed: number,
  deps: RunDeps,
): Generator<Progress, { list: readonly Importance[]; rows: number }> {
  if (deps.importance === false) return { list: [], rows: 0 };
  const part = data[judgedPart(data)];
  const every = Math.max(1, Math.ceil(part.y.length / importanceRowsAtMost));
  const rows = Int32Array.from({ length: Math.ceil(part.y.length / every) }, (_, i) => i * every);
  const table = takeRows(part.table, rows);
  const positions = Float64Array.from(rows.keys());
  const nClasses = run.classes?.length ?? 1;
  const weight = part.weight && Float64Array.from(rows, (i) => part.weight![i]!);
  const { id, better } = deps.scoring.primary(run.task);
  const model = modelCompute(deps.computes.models, run.model);
  const decisions = model.decides?.(run.modelState) ?? false;
  const list = yield* permutationImportance({
    X: { rows: rows.length, names: run.inputs, columns: run.inputs.map(() => positions) },
    y: Float64Array.from(rows, (i) => part.y[i]!),
    predict: (X) => predictTable(run, gathered(table, X, positions), deps.computes),
    score: (yTrue, predicted) =>
      deps.scoring.score(id, { task: run.task, nClasses, yTrue, predicted, weight, decisions }),
    better,
    repeats: importanceRepeats,
    seed,
  });
  return { list: [...list].sort((a, b) => b.mean - a.mean), rows: rows.length };
}

/** @param still positions of columns whose rows stay where they are: those are not copied */
function gathered(table: Table, { names, columns }: Matrix, still: Float64Array): Table {
  const moved = names.map((name, j) => {
    const own = table.columns.get(name)!;
    return [
      name,
      columns[j] === still ? own : takeColumn(own, Int32Array.from(columns[j]!)),
    ] as const;
  });
  return { rows: table.rows, columns: new Map(moved) };
}

/** Maps a piece's own 0 to 1 into a stretch of the whole. */
export function* within<T>(
  from: number,
  to: number,
  work: Generator<Progress, T>,
): Generator<Progress, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield { ...turn.value, share: from + (to - from) * turn.value.share };
  }
}

function sayBegin(data: SplitData, chosen: RecipeModel, log: Log): void {
  const { train, validation, test } = partSizes(data);
  const rows = [
    `${train} train`,
    ...(validation ? [`${validation} validation`] : []),
    ...(test ? [`${test} test`] : []),
  ];
  log({
    level: 'INFO',
    source: `train.${chosen.model}`,
    message: `Started on ${rows.join(', ')} rows, target '${data.target.name}'`,
    meta: { model: chosen.model, train, validation, test },
  });
  if (data.leftOut > 0)
    log({
      level: 'WARNING',
      source: 'split.rows',
      message: `Left out ${data.leftOut} rows without a target or a part`,
      meta: { rows_affected: data.leftOut, col: data.target.name },
    });
}

function sayEnd({ model, judged, seconds, baseline }: RunResult, log: Log): void {
  const lead = baseline[judged.part].find(([id]) => id === judged.metric)?.[1];
  const value = judged.value === null ? 'not defined' : judged.value.toFixed(3);
  const interval =
    judged.low === null || judged.high === null
      ? ''
      : ` (95 % ${judged.low.toFixed(3)} to ${judged.high.toFixed(3)})`;
  log({
    level: 'SUCCESS',
    source: `train.${model}`,
    message: `${judged.part} ${judged.metric} ${value}${interval}, baseline ${lead == null ? 'not defined' : lead.toFixed(3)}, ${seconds.toFixed(1)} s`,
    meta: {
      metric: judged.metric,
      part: judged.part,
      value: judged.value,
      low: judged.low,
      high: judged.high,
      seconds,
    },
  });
}
