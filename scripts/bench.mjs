// `npm run bench`: our engine in Chromium beside scikit-learn and others, turn by turn. Prints ratios, never times;
// writes docs/benchmarks.json and docs/benchmarks.md. Each case is kept as it is done: a run that was cut off goes on where
// it was, `-- --again` measures all anew. `-- --only randomForest` runs some cases, keeps and writes nothing.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { cases, threadsOf } from './bench/cases.mjs';
import { writeCsv, writeMatrix, writeMixed } from './bench/data.mjs';
import { growing, growth } from './bench/growth.mjs';
import { openHost } from './bench/host.mjs';
import { openKept } from './bench/kept.mjs';
import { openBoosting, openPeer, openYdata } from './bench/peer.mjs';
import { plot } from './bench/plot.mjs';
import { line, machine, page } from './bench/report.mjs';
import { chromiumPath } from './browser.mjs';
import { preparePython } from './python.mjs';

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : '';
const { python, why } = preparePython({ quiet: true });
if (!python || !chromiumPath()) {
  console.error(
    python
      ? 'No Chromium was found; run `npx playwright install chromium`.'
      : `No Python to compare with: ${why}.`,
  );
  process.exit(1);
}

/** null where a score is not defined. */
const mean = (xs) => (xs.includes(null) ? null : xs.reduce((sum, x) => sum + x, 0) / xs.length);
const median = (xs) => xs.toSorted((a, b) => a - b)[(xs.length - 1) / 2];
const date = new Date().toISOString().slice(0, 10);
const versionOf = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
const folder = mkdtempSync(join(tmpdir(), 'tabwise-bench-'));
const host = await openHost(folder);
const peer = openPeer(python);
const ydata = openYdata(python);
const boosting = openBoosting(python);
const about = machine({ chromium: host.version, python });
const peerPrograms = ['peer.py', 'ydata.py'].map((name) =>
  readFileSync(new URL(`./bench/${name}`, import.meta.url)),
);
const kept = openKept([readFileSync(join(folder, 'worker.js')), ...peerPrograms, ...about]);
if (process.argv.includes('--again')) kept.end();
const entries = [];
/** The load of the machine before each case. */
const loads = [];
/** Seconds, only as long as the plot of growth needs them. */
const seconds = new Map();
const begun = performance.now();
const predictions = new Map(
  cases.flatMap((one) => (one.predictionsOf ? [[one.predictionsOf, one]] : [])),
);
const measured = (one) => !one.predictionsOf;
const wanted = (one) => one.id.includes(only) || predictions.get(one.id)?.id.includes(only);

try {
  for (const one of [...cases, ...growth].filter(measured).filter(wanted)) {
    const known = only ? null : kept.of(one);
    const result = known ?? (await compare(one));
    if (!only && !known) kept.put(one, result);
    entries.push(...result.entries);
    loads.push(result.load);
    seconds.set(one.id, result.seconds);
    for (const entry of result.entries) console.log(`${line(entry)}${known ? ' (kept)' : ''}`);
  }
  console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
  if (!only) await write();
} finally {
  peer.close();
  ydata.close();
  boosting.close();
  await host.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A case's entry, and that of its predictions where those are a case of their own. */
async function compare(one) {
  const load = loadavg()[0];
  const { ours, theirs } = one.kind === 'csv' ? await csvSides(one) : await modelSides(one);
  const turns = [];
  for (let turn = 0; turn < one.repeats; turn += 1)
    turns.push({ ours: await ours(turn), peer: await theirs(turn) });
  const took = medians(turns, 'seconds');
  const entries = [entryOf(one, turns, took)];
  const predicting = predictions.get(one.id);
  if (predicting) {
    const entry = entryOf(predicting, turns, medians(turns, 'predicting'));
    entries.push({ ...entry, peer: `${entry.peer}.predict_proba` });
  }
  return { entries, seconds: took, load };
}

function medians(turns, field) {
  return {
    ours: median(turns.map((turn) => turn.ours[field])),
    peer: median(turns.map((turn) => turn.peer[field])),
  };
}

function entryOf(one, turns, took) {
  const { id, rows, columns } = one;
  return {
    id,
    rows,
    columns,
    threads: threadsOf(one),
    ratio: Number((took.ours / took.peer).toPrecision(3)),
    scoreOurs: mean(turns.map((turn) => turn.ours.score)),
    scorePeer: mean(turns.map((turn) => turn.peer.score)),
    peer: turns[0].peer.peer,
    date,
  };
}

async function modelSides(one) {
  const file = `${one.id}.bin`;
  writeMatrix(join(folder, file), one);
  await host.ask('load', `/${file}`, one);
  if (one.peerInBrowser) {
    const name = `${one.peerInBrowser} ${versionOf(one.peerInBrowser)}, in a worker of the same page`;
    await host.askPeer('load', `/${file}`, one);
    return {
      ours: (seed) => host.ask('fit', { ...one, seed }),
      theirs: async (seed) => ({
        ...(await host.askPeer('fitPeer', { ...one, seed })),
        peer: name,
      }),
    };
  }
  const other = one.python === 'boosting' ? boosting : peer;
  await other.ask('load', join(folder, file), one);
  const act = one.act ?? 'fit';
  return {
    ours: async (seed) => {
      if (threadsOf(one) > 1) await host.helpers(threadsOf(one) - 1);
      return host.ask(act, { ...one, seed });
    },
    theirs: (seed) => other.ask(act, { ...one, seed }),
  };
}

async function csvSides(one) {
  const file = `${one.mixed ? 'mixed-' : ''}${one.rows}x${one.columns}.csv`;
  const path = join(folder, file);
  if (!existsSync(path))
    await (one.mixed ? writeMixed(path, { rows: one.rows, ...one.mixed }) : writeCsv(path, one));
  const other = one.python === 'ydata' ? ydata : peer;
  await host.ask('loadCsv', `/${file}`);
  await other.ask('loadCsv', path);
  const read = one.python === 'ydata' ? 'profileCsv' : 'readCsv';
  return { ours: () => host.ask(one.act ?? 'readCsv'), theirs: () => other.ask(read) };
}

/** Times of the plot, in units of the peer's on the first shape. */
function grown() {
  return growing.map(({ model }) => {
    const own = growth.filter((one) => one.model === model);
    const unit = seconds.get(own[0].id).peer;
    const points = own.map(({ id, rows, columns }) => {
      const { ours, peer } = seconds.get(id);
      return { rows, columns, ours: ours / unit, peer: peer / unit };
    });
    return { model, points };
  });
}

async function write() {
  const at = (name) => new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(at('benchmarks-growth.svg'), plot(grown()));
  writeFileSync(at('benchmarks.json'), `${JSON.stringify(entries, null, 2)}\n`);
  const options = await resolveConfig(at('benchmarks.md'));
  writeFileSync(
    at('benchmarks.md'),
    await format(page(entries, about, loads), {
      ...options,
      parser: 'markdown',
    }),
  );
  kept.end();
  console.log('Wrote docs/benchmarks.json and docs/benchmarks.md');
}
