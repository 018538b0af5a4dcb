import JSZip from 'jszip';
import { cutWords } from '#lib/recipe/cutWords.ts';
import { cutOf, decides } from '#lib/recipe/decision.ts';
import { shortHash } from '#lib/recipe/hash.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import { registeredAs } from '#lib/recipe/registry.ts';
import { parts } from '#lib/recipe/run.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { targetOf } from '#lib/recipe/recipe.ts';
import { hexId, metaOf, named, runStatus, valued, yaml } from './mlflowForm.ts';
import { searchFiles } from './mlflowSearches.ts';
import type { StoredRun, StoredSearch } from './schema.ts';

/** A run as it goes into the folder. */
export interface MlflowRun {
  readonly run: StoredRun;
  /** What the list calls it. */
  readonly name: string;
  readonly recipe: Recipe | null;
  /** Path under `artifacts/` → content: train.py, model.json and what else the project export has. */
  readonly artifacts: ReadonlyMap<string, string | Uint8Array>;
}

export interface MlflowExperiment {
  /** Decides the experiment's id: the same project is the same experiment. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly runs: readonly MlflowRun[];
  readonly registered: readonly RegisteredModel[];
  /** Searches with their trials, each a run with a run of its own for each trial inside it; left out: none. */
  readonly searches?: readonly StoredSearch[];
}

/**
 * The files of an MLflow tracking store, as its FileStore keeps them (mlflow.org, "Backend stores", and
 * mlflow/store/tracking/file_store.py): `mlruns/<experiment>/meta.yaml`, and for each run `meta.yaml`, `params/`,
 * `metrics/` (lines of time in milliseconds, value, step), `tags/` and `artifacts/`.
 *
 * Addresses of artifacts are relative, so `mlflow ui` is to be started in the folder that holds `mlruns`.
 */
export function mlflowFiles(
  experiment: MlflowExperiment,
): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const id = experimentId(experiment.id);
  const home = `mlruns/${id}`;
  const made = Date.parse(experiment.createdAt);
  const ends = experiment.runs.map(({ run }) => Date.parse(run.finishedAt));
  files.set(
    `${home}/meta.yaml`,
    yaml({
      artifact_location: home,
      creation_time: made,
      experiment_id: id,
      last_update_time: Math.max(made, ...ends),
      lifecycle_stage: 'active',
      name: experiment.name,
    }),
  );
  for (const one of experiment.runs) {
    const own = runId(one.run);
    const folder = `${home}/${own}`;
    files.set(`${folder}/meta.yaml`, runMeta(one, id, `${folder}/artifacts`));
    for (const [name, value] of paramsOf(one)) files.set(`${folder}/params/${name}`, value);
    for (const [name, lines] of metricsOf(one.run)) files.set(`${folder}/metrics/${name}`, lines);
    for (const [name, value] of tagsOf(one, experiment.registered))
      files.set(`${folder}/tags/${name}`, value);
    for (const [path, content] of artifactsOf(one))
      files.set(`${folder}/artifacts/${path}`, content);
  }
  for (const search of experiment.searches ?? [])
    for (const [path, content] of searchFiles(search, { experiment: id, home }))
      files.set(path, content);
  return files;
}

/** The folder as a zip, the same bytes for the same runs. */
export async function mlflowZip(experiment: MlflowExperiment): Promise<Uint8Array> {
  const zip = new JSZip();
  const date = new Date('2000-01-01T00:00:00Z');
  const files = new Map([['README.txt', readme], ...mlflowFiles(experiment)]);
  for (const [path, content] of files) zip.file(path, content, { date, createFolders: false });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

const readme = `Runs of Tabwise as an MLflow tracking folder.

Unpack, go to the folder that holds mlruns, then:

    pip install mlflow
    MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ./mlruns

In Python: mlflow.set_tracking_uri("./mlruns"), then mlflow.search_runs(search_all_experiments=True).
MLflow 3 takes a folder only with that variable set; older versions need none.
`;

/** 18 digits, as MLflow makes them. */
const experimentId = (of: string): string =>
  String((BigInt(`0x${shortHash(of)}`) % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);

/** 32 hex digits. */
const runId = ({ taskId, finishedAt }: StoredRun): string =>
  shortHash(taskId) + shortHash(`${finishedAt} ${taskId}`);

function runMeta({ run, name }: MlflowRun, experiment: string, artifacts: string): string {
  const end = Date.parse(run.finishedAt);
  const about = { id: runId(run), name, start: startOf(run), end, status: runStatus.finished };
  return metaOf(about, experiment, artifacts);
}

const startOf = ({ finishedAt, result }: StoredRun): number =>
  Date.parse(finishedAt) - Math.round(1000 * result.seconds);

function paramsOf({ run: { result }, recipe }: MlflowRun): [string, string][] {
  const found: [string, unknown][] = [
    ['model', result.model],
    ['task', result.task],
    ['target', result.target],
    ...Object.entries(result.params).map(([k, v]): [string, unknown] => [`model.${k}`, v]),
    ['rows.train', result.rows.train],
    ['rows.validation', result.rows.validation],
    ['rows.test', result.rows.test],
    ['inputs', result.inputs.length],
    ['features', result.features.length],
  ];
  if (recipe) {
    const { source, steps, split, seed } = recipe;
    const on = steps.filter((s) => s.enabled);
    found.push(
      ['data.file', source.file.name],
      ['data.sha256', source.file.sha256],
      ['seed', seed],
      ['steps', on.map((s) => s.step).join(', ')],
      ...Object.entries(split).map(([k, v]): [string, unknown] => [`split.${k}`, v]),
    );
  }
  return found.flatMap(([name, value]) => {
    const text = valued(value);
    // MLflow reads a parameter as the one line of its file.
    return text === '' ? [] : [[named(name), text.replace(/\s*\n\s*/g, ' ')] as [string, string]];
  });
}

/** `test_roc_auc`; curves of learning have a line for each pass. Scores that are not defined are left out. */
function metricsOf({ result, finishedAt }: StoredRun): [string, string][] {
  const at = Date.parse(finishedAt);
  const line = (value: number, step = 0): string => `${at} ${value} ${step}\n`;
  const found: [string, string][] = [['seconds', line(result.seconds)]];
  for (const part of parts) {
    for (const [id, value] of result.metrics[part])
      if (value !== null) found.push([`${part}_${id}`, line(value)]);
    for (const [id, value] of result.baseline[part])
      if (value !== null && id === result.judged.metric)
        found.push([`${part}_${id}_baseline`, line(value)]);
  }
  const { metric, part, low, high } = result.judged;
  if (low !== null) found.push([`${part}_${metric}_low`, line(low)]);
  if (high !== null) found.push([`${part}_${metric}_high`, line(high)]);
  const { learning } = result.fitted;
  if (learning) {
    const curve = (values: readonly number[]): string =>
      values.map((value, step) => line(value, step)).join('');
    found.push(['learning_loss', curve(learning.loss)]);
    if (learning.validation.length > 0)
      found.push(['learning_validation', curve(learning.validation)]);
  }
  return found.map(([name, lines]) => [named(name), lines]);
}

function tagsOf(
  { run, name }: MlflowRun,
  registered: readonly RegisteredModel[],
): [string, string][] {
  const { said, again } = run;
  const own = registeredAs(registered, run.taskId).map(
    ({ model, version }) => `${model.name} version ${version.version}, ${version.stage}`,
  );
  const found: [string, string | undefined][] = [
    ['mlflow.runName', name],
    ['mlflow.user', 'tabwise'],
    ['mlflow.source.name', 'tabwise'],
    ['mlflow.source.type', 'LOCAL'],
    ['mlflow.note.content', said?.notes],
    ['tabwise.recipe_key', run.result.key],
    ...recordTags(run.record),
    // A trial that was trained whole stands inside its search.
    ['mlflow.parentRunId', run.trial && hexId(run.trial.search)],
    ['tabwise.trial', run.trial && String(run.trial.number)],
    ['tabwise.starred', said?.star ? 'true' : undefined],
    ['tabwise.tags', said?.tags?.join(', ')],
    ['tabwise.threshold', thresholdOf(run)],
    ['tabwise.registered', own.join('; ')],
    ['tabwise.run_again', again && (again.same ? 'same to the last bit' : 'not the same')],
    ...(said?.tags ?? []).map((tag): [string, string] => [`tag.${tag}`, 'true']),
  ];
  return found.flatMap(([key, value]) => (value ? [[named(key), value] as [string, string]] : []));
}

/** Where labels are cut, in words; nothing where no threshold is kept. */
const thresholdOf = ({ decision, result }: StoredRun): string | undefined =>
  decides(decision) ? cutWords(cutOf(decision), result.classes?.[1] ?? '') : undefined;

const recordTags = (record: StoredRun['record']): [string, string | undefined][] =>
  record
    ? [
        ['tabwise.version', record.versions.tabwise],
        ['tabwise.runtime', record.versions.runtime],
        ['tabwise.fitted_sha256', record.seal.fitted],
        ['tabwise.test_answers_sha256', record.seal.answers ?? undefined],
      ]
    : [];

/** What the export has, the recipe, and the scores with their intervals. */
function artifactsOf({ run, recipe, artifacts }: MlflowRun): Map<string, string | Uint8Array> {
  const { metrics, baseline, intervals, judged, importance } = run.result;
  const target = recipe && targetOf(recipe);
  const scores = { target, judged, metrics, baseline, intervals, importance };
  return new Map<string, string | Uint8Array>([
    ...artifacts,
    ...(recipe ? [['recipe.json', JSON.stringify(recipe, null, 2)] as const] : []),
    ['scores.json', JSON.stringify(scores, null, 2)],
  ]);
}
