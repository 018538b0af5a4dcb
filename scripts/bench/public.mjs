// Forests, boosting, support vectors and networks on the public tables of ../shared/data/pmlb, beside scikit-learn's on the
// same rows: writes docs/public-data.md. Two processes for about a quarter of an hour.
//   node scripts/bench/public.mjs [--only part of "model set"] [--seeds 20] [--rows 6000 --least 4500] [--from answers.jsonl]
// It prints a line for each answer; --from writes the page from such lines, the last one of each table and model counting.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { format, resolveConfig } from 'prettier';
import { driveSync } from '../../src/lib/engine/drive.ts';
import { score } from '../../src/lib/metrics/scores.ts';
import { modelComputes } from '../../src/lib/models/computes.ts';
import { modelSpecs } from '../../src/lib/models/specs.ts';
import { parseParams } from '../../src/lib/recipe/params.ts';
import { preparePython } from '../python.mjs';
import { page } from './publicPage.mjs';

const folder = fileURLToPath(new URL('../../../shared/data/pmlb/', import.meta.url));
const given = (name) =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : '';
const only = given('--only');
const { python, why } = preparePython({ quiet: true });
if (!python || !existsSync(folder)) {
  console.error(python ? `There are no tables in ${folder}.` : `No Python: ${why}.`);
  process.exit(1);
}

/** Whether columns (and a target of numbers) are scaled by the training rows; whether seeds matter. */
const models = {
  randomForest: { scaled: false, drawn: true },
  histGradientBoosting: { scaled: false, drawn: false },
  supportVectorMachine: { scaled: true, drawn: false },
  multilayerPerceptron: { scaled: true, drawn: false, params: { maxIter: 60 } },
};
const mostRows = Number(given('--rows')) || 1500;

/** The smaller the table, the more seeds: single forests on 100 rows differ by more than is asked about. */
const seedsFor = (rows) => (rows <= 150 ? 4 : rows <= 400 ? 2 : 1);

function readTable(set) {
  const [head, ...lines] = gunzipSync(readFileSync(`${folder}${set}/${set}.tsv.gz`))
    .toString()
    .trimEnd()
    .split(/\r?\n/u);
  const all = lines.map((line) => line.split('\t').map(Number));
  const rows =
    all.length > mostRows
      ? Array.from({ length: mostRows }, (_, i) => all[Math.floor((i * all.length) / mostRows)])
      : all;
  const heads = head.split('\t');
  const at = heads.indexOf('target');
  const names = heads.filter((_, j) => j !== at).sort();
  const columns = names.map((name) => rows.map((row) => row[heads.indexOf(name)]));
  return { set, names, columns, target: rows.map((row) => row[at]), rows: rows.length };
}

const isClasses = (set) =>
  /task: classification/.test(readFileSync(`${folder}${set}/metadata.yaml`, 'utf8'));

const jobs = readdirSync(folder)
  .filter((set) => existsSync(`${folder}${set}/${set}.tsv.gz`))
  .flatMap((set) => Object.keys(models).map((model) => ({ set, model })))
  .filter(({ set, model }) => `${model} ${set}`.includes(only))
  .filter(({ set }) => readTable(set).rows >= Number(given('--least')))
  .map(({ set, model }) => {
    const { rows } = readTable(set);
    return {
      set,
      model,
      path: `${folder}${set}/${set}.tsv.gz`,
      most: mostRows,
      rows,
      classes: isClasses(set),
      scaled: models[model].scaled,
      seeds: models[model].drawn ? Number(given('--seeds')) || seedsFor(rows) : 1,
      folds: rows <= 400 ? 5 : 3,
    };
  });

const mean = (x) => (x[0] === null ? null : x.reduce((sum, value) => sum + value, 0) / x.length);

function ours(job) {
  const table = readTable(job.set);
  const levels = [...new Set(table.target)].sort((a, b) => a - b);
  const y = Float64Array.from(table.target, (value) =>
    job.classes ? levels.indexOf(value) : value,
  );
  const nClasses = job.classes ? levels.length : 1;
  const task = !job.classes ? 'regression' : nClasses === 2 ? 'binary' : 'multiclass';
  const found = Array.from({ length: job.seeds }, (_, seed) => {
    const said = new Float64Array(job.rows * nClasses);
    const sizes = Array.from({ length: job.folds }, (_, fold) =>
      learn({ job, table, y, nClasses, task, seed, fold }, said),
    );
    const given = { task, nClasses, yTrue: y, predicted: said };
    const of = (name) => score(name, given);
    const judged = job.classes
      ? { accuracy: of('accuracy'), auc: of(nClasses === 2 ? 'roc_auc' : 'roc_auc_ovr') }
      : { r2: of('r2') };
    return { nodes: mean(sizes), ...judged };
  });
  return Object.fromEntries(
    Object.keys(found[0]).map((key) => [key, mean(found.map((one) => one[key]))]),
  );
}

/** Fits on the other folds, puts what it says of this one into `said`. @returns mean nodes of a tree, or null */
function learn({ job, table, y, nClasses, task, seed, fold }, said) {
  const rows = [...y.keys()];
  const [kept, fresh] = [
    rows.filter((i) => i % job.folds !== fold),
    rows.filter((i) => i % job.folds === fold),
  ];
  const moves = table.columns.map((x) => (job.scaled ? scaleOf(kept.map((i) => x[i])) : none));
  const of = (part) => ({
    rows: part.length,
    names: table.names,
    columns: table.columns.map((x, j) => Float64Array.from(part, (i) => moved(x[i], moves[j]))),
  });
  const own = job.scaled && !job.classes ? scaleOf(kept.map((i) => y[i])) : none;
  const { model } = job;
  const compute = modelComputes[model];
  const params = parseParams(modelSpecs[model].params, models[model].params ?? {}, model);
  const fitted = driveSync(
    compute.fit({
      X: of(kept),
      y: Float64Array.from(kept, (i) => moved(y[i], own)),
      task,
      nClasses,
      params,
      seed,
    }),
  );
  const answers = compute.predict(fitted, of(fresh));
  for (const [at, i] of fresh.entries())
    for (let c = 0; c < nClasses; c += 1)
      said[i * nClasses + c] = answers[at * nClasses + c] * own.spread + own.level;
  return compute.explain(fitted, table.names).nodes ?? null;
}

const none = { level: 0, spread: 1 };
const moved = (x, { level, spread }) => (x - level) / spread;

function scaleOf(x) {
  const level = mean(x);
  const spread = Math.sqrt(mean(x.map((value) => (value - level) ** 2)));
  return { level, spread: spread > 0 ? spread : 1 };
}

async function asked() {
  const child = spawn(python, [fileURLToPath(new URL('public.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  child.stdin.end(`${JSON.stringify(jobs)}\n`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const results = [];
  for (const job of jobs) {
    let said;
    try {
      said = ours(job);
    } catch (error) {
      said = { refused: error.message.split('\n')[0] };
    }
    const theirs = JSON.parse((await lines.next()).value);
    const { set, model, rows, classes, seeds, folds } = job;
    results.push({ set, model, rows, classes, seeds, folds, ours: said, theirs });
    console.log(JSON.stringify(results.at(-1)));
  }
  return results;
}

/** The last line of each table and model. */
function kept(path) {
  const all = new Map();
  for (const text of readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const one = JSON.parse(text);
    all.set(`${one.set} ${one.model}`, one);
  }
  return [...all.values()];
}

const results = given('--from') ? kept(given('--from')) : await asked();
if (!only) {
  const at = new URL('../../docs/public-data.md', import.meta.url);
  const options = await resolveConfig(fileURLToPath(at));
  const text = page(results, { mostRows });
  writeFileSync(at, await format(text, { ...options, parser: 'markdown' }));
}
