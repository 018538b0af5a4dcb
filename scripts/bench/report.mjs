// docs/benchmarks.md from the figures and the machine's description.
import { cpus, release, totalmem, type } from 'node:os';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cases, equalWithin, scoreName } from './cases.mjs';
import { growth } from './growth.mjs';

/** What a reader must know of the machine; nothing that names it. */
export function machine({ chromium, python }) {
  const system = (() => {
    try {
      return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))[1];
    } catch {
      return `${type()} ${release()}`;
    }
  })();
  const pythonVersion = execFileSync(
    python,
    ['-c', 'import platform; print(platform.python_version())'],
    { encoding: 'utf8' },
  );
  return [
    `${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${system}; Chromium ${chromium}; Python ${pythonVersion.trim()}`,
  ];
}

const figure = (x) => (x === null ? 'not defined' : x.toFixed(4));
const ratioText = (x) => (x < 0.1 ? x.toFixed(3) : x < 10 ? x.toFixed(2) : x.toFixed(0));

export const equal = (entry) =>
  entry.scoreOurs !== null &&
  entry.scorePeer !== null &&
  Math.abs(entry.scoreOurs - entry.scorePeer) <= equalWithin(caseOf(entry));

/** A line for the terminal. */
export const line = (entry) =>
  `${entry.id.padEnd(28)} ${`${entry.rows.toLocaleString('en-US')} × ${entry.columns}`.padStart(14)}  ratio ${ratioText(entry.ratio).padStart(6)}  ` +
  `${scoreName(caseOf(entry))} ${figure(entry.scoreOurs)} and ${figure(entry.scorePeer)}${equal(entry) ? '' : ' (not equal: the ratio does not count)'}`;

/** Under load the same ratio was seen at 1.5 and, with a load twice as high, at 2.6: then the page says so. */
function loadWords(loads) {
  const [low, high] = [Math.min(...loads), Math.max(...loads)];
  const words = `load average ${low.toFixed(1)} to ${high.toFixed(1)} before the cases`;
  return high > cpus().length + 0.5
    ? `${words}: **the machine was busy with other work**, so single ratios may be off by a factor of two; run it again on a quiet one`
    : words;
}

/** @param loads of the machine, before each case */
export function page(entries, about, loads) {
  const grows = (entry) => entry.id.startsWith('growth.');
  const rowOf = (entry) =>
    [
      `\`${entry.id}\``,
      `${entry.rows.toLocaleString('en-US')} × ${entry.columns}`,
      equal(entry) ? `**${ratioText(entry.ratio)}**` : `(${ratioText(entry.ratio)})`,
      scoreName(caseOf(entry)),
      figure(entry.scoreOurs),
      figure(entry.scorePeer),
      `${entry.peer.replaceAll('|', '\\|')}`,
    ].join(' | ');
  const table = (some) => `| case | training rows × columns | ratio | score | ours | peer's | peer |
| --- | --- | --- | --- | --- | --- | --- |
${some.map((entry) => `| ${rowOf(entry)} |`).join('\n')}`;
  return `# Benchmarks

Made by \`npm run bench\` on ${entries[0].date}; do not edit by hand. The figures are in [benchmarks.json](benchmarks.json).

Ratio = our time / the peer's time, both on one thread (two where the case says \`workers\`) of the same machine in the same run, turn by turn, median of 3 to 15 (one turn for \`import-1m.first\` and \`import-1m.ydata\`, which take long).
Below 1 Tabwise is faster. Times themselves are not kept: they say more about a machine than about a program.

${table(entries.filter((entry) => !grows(entry)))}

A ratio in brackets does not count: the scores differ by more than 0.002 (0.005 beside LightGBM and XGBoost, 0.01 beside peers in JavaScript, on small tables), so the two did not do the same work.

## Growth with rows and columns

![Times of boosting and logistic regression on 10,000 to 1,000,000 rows and 10 to 1,000 columns](benchmarks-growth.svg)

Times in units of scikit-learn's on 10,000 × 10, both axes logarithmic; 20 trees of boosting, one thread on both sides.

${table(entries.filter(grows))}

## Memory

By \`node --expose-gc scripts/measure-memory.mjs\` on 2026-11-22, not in each run of the bench: the highest resident size of Chromium's renderer in a whole run (split, fit, scores, intervals, importance) on 1,000,000 × 50 numbers, the table itself (408 MB) and the browser's own part (130 MB) included, was 895 MB for boosting, 904 MB for a random forest of three trees, 862 MB for logistic regression; what is above 700 MB waits for the browser to look for what is not used. The heap after 200 trainings of seven models, wasm memories included, was 1.1 % above that after 28 (on 2026-11-21).

## The machine

${[...about, loadWords(loads)].map((text) => `- ${text}`).join('\n')}

Other work on the machine moves single ratios; repeat a run before you trust a change of less than a fifth.

## What is timed

- Ours: \`fit\` of the model as the page runs it, in a worker in Chromium, with its pauses for progress and cancel. The bundle is the product's own code. Starting the worker, loading data and predicting are not timed.
- scikit-learn's: \`fit\` alone, on a row-major float64 matrix, with \`OMP_NUM_THREADS=1\` and \`n_jobs=1\`.
- \`predict-forest\` is what the forests of \`forest-40k\` say of its 10,000 test rows.
- \`forest-40k.workers\` is \`forest-40k\` with \`n_jobs=2\` and two of our workers, to the second of which the table is sent within the time; the model is the same bit for bit.
- The data are random with a seed, and both sides get the same bytes: normal columns, of which seven carry straight lines, a curve, an interaction and a step. Scores are on rows that no fit saw, the mean over the turns; random models get another seed each turn.
- \`logisticRegression\` meets scikit-learn's default solver; \`logisticRegression.exported\` meets the solver and tolerance that exported code uses, which stop at the same weights as ours.
- \`randomForest.js\` and \`supportVectorMachine.js\` meet libraries in JavaScript, in a worker of the same page, on tables small enough for them.
- \`.lightgbm\` and \`.xgboost\` are the same work beside LightGBM and XGBoost, told to grow 100 trees of 31 leaves at the rate 0.1 on one thread, in a Python of their own. Their algorithms are others of the same kind, so scores within 0.005 count as equal there.
- \`csv.profile\`: from a file's bytes to types, missing values, distinct values, quantiles, histograms and duplicate rows of every column, DuckDB included, against reading and describing in pandas, which does a part of that.
- \`import-1m\` is the same on the file of the promise, 202 MB: 13 columns of numbers, five of texts with twelve levels, a day and an outcome. Ours has three threads there as in the page (reading, DuckDB, SHA-256), the peers have one; \`import-1m.first\` sets our first 100 rows against all that pandas does; \`import-1m.ydata\` meets ydata-profiling in its minimal mode, its report not drawn.
`;
}

const caseOf = (entry) => [...cases, ...growth].find((c) => c.id === entry.id);
