import { countsCaution, countsWords } from '#lib/recipe/groupCounts.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import {
  type FittedRun,
  type FittedSummary,
  type Part,
  type PartCharts,
  type PartScores,
  type RowMap,
  type RunResult,
  type Scores,
  type Unsupervised,
} from '#lib/recipe/run.ts';
import { thin } from './evaluate.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Description, FitInput, Progress } from './model.ts';
import {
  eachPart,
  matrixOf,
  partSizes,
  splitData,
  type Loaded,
  type SplitData,
} from './prepare.ts';
import { modelCompute } from './predictor.ts';
import { principalComponents, projected } from './principal.ts';
import { fitAllSteps, modelOf, within, type Outcome, type RunDeps } from './run.ts';
import type { Judged } from './scoring.ts';
import { takeRows, type Table } from './table.ts';
import { groupProfiles } from './diagnosis/profiles.ts';
import { checkWeights } from './weights.ts';
import { groupCountsOf } from './groupCounts.ts';
import { stabilityOf, stabilityRows } from './stability.ts';

/**
 * One experiment without a target: the steps and the model are fitted on the training rows, and the model tells what
 * it says of each of them. Rows outside the training part are scored where the model answers for new rows.
 * @throws EngineError from any stage, with the step, column or model at fault
 */
export function* describeRows(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  deps: RunDeps,
): Generator<Progress, Outcome> {
  const chosen = modelOf(recipe, modelKey);
  const model = modelCompute(deps.computes.models, chosen.model);
  const data = splitData(loaded, recipe);
  checkWeights(model, data.train.weight, chosen.model);
  const rows = data.train.rid.length;
  sayBegin(chosen, rows, deps);
  const prepared = yield* within(0, 0.1, fitAllSteps(data, recipe, deps));
  const matrices = eachPart((p) => matrixOf(prepared.tables[p], false));
  deps.beforeFit?.(chosen, matrices.train, recipe);
  const input = inputOf(matrices.train, data, chosen, recipe.seed);
  const fitted = (yield* within(0.1, 0.7, model.fit(input))) as unknown;
  const said = model.describe!(fitted);
  const newRows = model.describes !== 'training';
  const metrics = yield* within(
    0.7,
    0.8,
    scored(model, fitted, said, { matrices, data, deps, recipe }),
  );
  const map = yield* within(0.8, 0.85, mapOf(said, matrices.train, data.train.rid));
  const clear = yield* within(0.85, 1, clearnessOf(model, input, deps));
  const unsupervised: Unsupervised = {
    rid: data.train.rid,
    labels: said.labels,
    scores: said.scores ?? null,
    sizes: sizesOf(said.labels),
    map,
    ...clear,
    ...(data.target.task === 'clustering' && {
      profile: groupProfiles(
        tableOfRows(loaded, data.train.rid),
        said.labels.subarray(0, profiledRows),
      ),
    }),
    newRows,
  };
  const { names } = matrices.train;
  const summary = model.explain(fitted, names);
  const run: FittedRun = {
    model: chosen.model,
    modelVersion: model.state.version,
    modelState: fitted,
    task: data.target.task,
    classes: null,
    inputs: [...data.train.table.columns.keys()],
    features: names,
    steps: prepared.steps,
  };
  const told = { recipe, chosen, data, names, metrics, summary, unsupervised, run };
  const result = resultOf(told, deps);
  sayEnd(result, unsupervised, deps);
  return { result, fitted: run, answers: null };
}

/** Whether other rows, or another number of groups, would say otherwise. */
function* clearnessOf(
  model: AnyModelCompute,
  input: FitInput<unknown>,
  { scoring }: RunDeps,
): Generator<Progress, Pick<Unsupervised, 'stability' | 'counts'>> {
  if (input.task !== 'clustering') return { stability: null };
  const few = input.X.rows <= stabilityRows;
  const stability = few ? yield* within(0, 0.7, stabilityOf(model, input)) : null;
  const counts = yield* within(0.7, 1, groupCountsOf(model, input, scoring));
  return { stability, ...(counts && { counts }) };
}

/** The columns of these rows, whatever their role; a large part is told by its first 50,000. */
function tableOfRows({ table, rid }: Loaded, rows: Int32Array): Table {
  const place = new Map(Array.from(rid, (row, i) => [row, i]));
  return takeRows(
    table,
    rows.subarray(0, profiledRows).map((row) => place.get(row)!),
  );
}
const profiledRows = 50_000;

const inputOf = (
  X: Matrix,
  { target: { task }, train: { weight } }: SplitData,
  { params }: RecipeModel,
  seed: number,
): FitInput<unknown> => ({
  X,
  y: new Float64Array(0),
  task,
  nClasses: 0,
  params,
  seed,
  ...(weight && { weight }),
});

interface Told {
  readonly recipe: Recipe;
  readonly chosen: RecipeModel;
  readonly data: SplitData;
  /** Columns of the matrix. */
  readonly names: readonly string[];
  readonly metrics: PartScores;
  readonly summary: FittedSummary;
  readonly unsupervised: Unsupervised;
  readonly run: FittedRun;
}

/** The parts of a result that need a target are empty. */
function resultOf(
  { recipe, chosen, data, names, metrics, summary, unsupervised, run }: Told,
  { scoring, seconds }: RunDeps,
): RunResult {
  const { id } = scoring.primary(data.target.task);
  const value = metrics.train.find(([metric]) => metric === id)?.[1] ?? null;
  return {
    key: runKey(recipe, chosen.key),
    modelKey: chosen.key,
    model: chosen.model,
    params: chosen.params,
    task: data.target.task,
    target: '',
    classes: null,
    rows: partSizes(data),
    rowsLeftOut: data.leftOut,
    inputs: run.inputs,
    features: names,
    metrics,
    baseline: eachPart(() => []),
    judged: { metric: id, part: 'train', value, low: null, high: null },
    intervals: [],
    fitted: summary,
    charts: eachPart(() => noCharts),
    importance: [],
    importanceRows: 0,
    seconds: seconds(),
    unsupervised,
  };
}

const noCharts: PartCharts = { confusion: [], roc: [], precisionRecall: [], predicted: [] };

interface Scene {
  readonly matrices: Readonly<Record<Part, Matrix>>;
  readonly data: SplitData;
  readonly deps: RunDeps;
  readonly recipe: Recipe;
}

/** The metrics of labels; anomaly scores have none without a truth. */
function* scored(
  model: AnyModelCompute,
  fitted: unknown,
  said: Description,
  { matrices, data, deps, recipe }: Scene,
): Generator<Progress, PartScores> {
  const { task } = data.target;
  const none: Scores = [];
  const judged = (matrix: Matrix, predicted: Float64Array): Judged => ({
    task,
    nClasses: 0,
    yTrue: data.target.y,
    predicted,
    matrix,
    seed: recipe.seed,
  });
  const scores: Record<Part, Scores> = { train: none, validation: none, test: none };
  if (task !== 'clustering') return scores;
  scores.train = [...deps.scoring.all(judged(matrices.train, Float64Array.from(said.labels)))];
  yield { share: 0.5 };
  if (model.describes === 'training') return scores;
  for (const part of ['validation', 'test'] as const) {
    const X = matrices[part];
    if (X.rows === 0) continue;
    scores[part] = [...deps.scoring.all(judged(X, model.predict(fitted, X)))];
    yield { share: 0.75 };
  }
  return scores;
}

function sizesOf(labels: Int32Array): Unsupervised['sizes'] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, rows]) => ({ label, rows })).sort((a, b) => a.label - b.label);
}

const rowsShown = 2000;

function* mapOf(said: Description, X: Matrix, rid: Int32Array): Generator<Progress, RowMap> {
  const { axes, shares } = yield* axesOf(X);
  const [x, y] = axes;
  return {
    shares,
    points: thin(
      Array.from(rid, (row, i) => ({
        rid: row,
        x: x?.[i] ?? 0,
        y: y?.[i] ?? 0,
        label: said.labels[i]!,
        ...(said.scores && { score: said.scores[i]! }),
      })),
      rowsShown,
    ),
  };
}

function* axesOf(
  X: Matrix,
): Generator<Progress, { readonly axes: readonly Float64Array[]; readonly shares: number[] }> {
  if (X.rows < 2) return { axes: [], shares: [] };
  const work = principalComponents(X.columns, X.rows);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: Math.min(1, turn.value) };
  const { total, variances } = turn.value;
  const shares = Array.from(variances.subarray(0, 2), (v) => (total > 0 ? v / total : 0));
  return { axes: projected(X.columns, X.rows, turn.value, 2), shares };
}

function sayBegin({ model }: RecipeModel, rows: number, { log }: RunDeps): void {
  log({
    level: 'INFO',
    source: `train.${model}`,
    message: `Started on ${rows} rows, without a target`,
    meta: { model, train: rows },
  });
}

function sayEnd(
  { model, judged, seconds, task }: RunResult,
  said: Unsupervised,
  { log }: RunDeps,
): void {
  const groups = said.sizes.filter((s) => s.label >= 0).length;
  const out = said.sizes.find((s) => s.label < 0)?.rows ?? 0;
  const value = judged.value === null ? '' : `, ${judged.metric} ${judged.value.toFixed(3)}`;
  const words = {
    clustering: `${groups} groups${out > 0 ? `, ${out} rows in none` : ''}${value}`,
    anomaly: `${out} of ${said.labels.length} rows are unusual`,
  }[task as 'clustering' | 'anomaly'];
  log({
    level: 'SUCCESS',
    source: `train.${model}`,
    message: `${words}, ${seconds.toFixed(1)} s`,
    meta: { groups, out, seconds, metric: judged.metric, value: judged.value },
  });
  const told = said.counts ? countsWords(said.counts) : null;
  if (told)
    log({
      level: 'INFO',
      source: `train.${model}`,
      message: `${told}. ${countsCaution}`,
      meta: Object.fromEntries(said.counts!.tried.map((t) => [t.groups, t.silhouette])),
    });
}
