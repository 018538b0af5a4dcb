// AutoML beside scikit-learn's default random forest and histogram boosting, on the public tables of ../shared/data/pmlb and
// the same test rows (a fifth of each table, by a split column that is written for both).
//   node scripts/bench/automl.mjs [--sets iris,titanic] [--seconds 60 | --trials N] [--rows 20000] [--out answers.jsonl]
// One line for each table, then how often it was no worse than the forest and better than the boosting. Without --sets: all
// tables of at most --rows rows.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { RandomState } from '../../src/lib/engine/random.ts';
import { preparePython } from '../python.mjs';

const given = (name) =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : '';
const folder = fileURLToPath(new URL('../../../shared/data/pmlb/', import.meta.url));
const data = existsSync(folder) ? folder : '/work/shared/data/pmlb/';
const seconds = Number(given('--seconds')) || 60;
const trials = Number(given('--trials'));
const mostRows = Number(given('--rows')) || 20_000;
const { python, why } = preparePython({ quiet: true });
if (!python || !existsSync(data)) {
  console.error(python ? `There are no tables in ${data}.` : `No Python: ${why}.`);
  process.exit(1);
}
const cli = fileURLToPath(new URL('../../cli/tabwise.mjs', import.meta.url));
const peer = fileURLToPath(new URL('automl.py', import.meta.url));
const sets = given('--sets')
  ? given('--sets').split(',')
  : readdirSync(data).filter((s) => existsSync(join(data, s, `${s}.tsv.gz`)));
const scratch = mkdtempSync(join(tmpdir(), 'tabwise-automl-'));
const tally = { sets: 0, forest: 0, boosting: 0, late: 0 };

for (const set of sets) {
  const lines = gunzipSync(readFileSync(join(data, set, `${set}.tsv.gz`)))
    .toString()
    .trim()
    .split(/\r?\n/);
  if (!given('--sets') && lines.length - 1 > mostRows) continue;
  const answer = judged(set, lines);
  if (!answer) continue;
  tally.sets += 1;
  tally.forest += Number(answer.ours >= answer.forest);
  tally.boosting += Number(answer.ours > answer.boosting);
  tally.late += Number(!trials && answer.seconds > 1.1 * seconds);
  const line = JSON.stringify(answer);
  console.log(line);
  if (given('--out')) appendFileSync(given('--out'), `${line}\n`);
}
rmSync(scratch, { recursive: true });
const share = (n) => `${n} of ${tally.sets} (${Math.round((100 * n) / Math.max(1, tally.sets))} %)`;
console.log(
  `${trials ? `${trials} trials` : `${seconds} s`} each: no worse than the forest on ${share(tally.forest)}, better than the boosting on ${share(tally.boosting)}, later than 10 % over the time on ${share(tally.late)}`,
);

/** A table's scores by the metric that AutoML is judged by. */
function judged(set, lines) {
  const header = lines[0].split('\t');
  const at = header.indexOf('target');
  const targets = lines.slice(1).map((line) => line.split('\t')[at]);
  const task = kindOf(set, targets);
  const order = new RandomState(42).permutation(targets.length);
  const test = new Set(order.slice(0, Math.ceil(targets.length / 5)));
  const part = (i) => (test.has(i) ? 'test' : 'train');
  const rows = lines.slice(1).map((line, i) => `${line}\t${part(i)}`);
  const path = join(scratch, `${set}.tsv`);
  writeFileSync(path, [`${lines[0]}\t__split`, ...rows].join('\n'));
  const kind =
    task === 'classification' ? (new Set(targets).size === 2 ? 'binary' : 'multiclass') : task;
  const began = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      cli,
      'automl',
      path,
      '--target',
      'target',
      '--task',
      kind,
      '--split-column',
      '__split',
      ...(trials ? ['--trials', String(trials)] : ['--seconds', String(seconds)]),
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  const took = (performance.now() - began) / 1000;
  if (run.status !== 0) {
    console.error(
      `${set}: ${run.stderr.split('\n').find((l) => l.startsWith('ERROR')) ?? run.status}`,
    );
    return null;
  }
  const { metric, best, board, leakage } = JSON.parse(run.stdout);
  const theirs = JSON.parse(execFileSync(python, [peer, path, task], { encoding: 'utf8' }));
  return {
    set,
    rows: targets.length,
    metric,
    ours: best.metrics.test[metric],
    forest: theirs.forest[metric],
    boosting: theirs.boosting[metric],
    ...(kind === 'binary' && {
      accuracy: [best.metrics.test.accuracy, theirs.forest.accuracy, theirs.boosting.accuracy],
    }),
    model: best.model,
    tried: board.length,
    seconds: took,
    left_out: leakage?.left_out.map((l) => l.column) ?? [],
  };
}

/** As the table's own metadata says; else by its values. */
function kindOf(set, targets) {
  const path = join(data, set, 'metadata.yaml');
  const said = existsSync(path) && /^task:\s*(\w+)/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (said) return said === 'regression' ? 'regression' : 'classification';
  return new Set(targets).size > 20 ? 'regression' : 'classification';
}
