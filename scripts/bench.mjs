// `npm run bench`: our engine in Chromium beside scikit-learn and others, turn by turn. Prints ratios, never times;
// writes docs/benchmarks.json and docs/benchmarks.md. `-- --only randomForest` runs some cases and writes nothing.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { cases, threadsOf } from './bench/cases.mjs';
import { writeCsv, writeMatrix, writeMixed } from './bench/data.mjs';
import { growing, growth } from './bench/growth.mjs';
import { openHost } from './bench/host.mjs';
import { openPeer, openYdata } from './bench/peer.mjs';
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
const about = machine({ chromium: host.version, python });
const before = loadavg()[0];
const entries = [];
/** Seconds, only as long as the plot of growth needs them. */
const seconds = new Map();
const begun = performance.now();

try {
  for (const one of [...cases, ...growth].filter((c) => c.id.includes(only))) {
    const entry = await compare(one);
    entries.push(entry);
    console.log(line(entry));
  }
  console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
  if (!only) await write();
} finally {
  peer.close();
  ydata.close();
  await host.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(one) {
  const { ours, theirs } = one.kind === 'csv' ? await csvSides(one) : await modelSides(one);
  const times = { ours: [], theirs: [] };
  const scores = { ours: [], theirs: [] };
  let [a, b, peerName] = [null, null, null];
  for (let turn = 0; turn < one.repeats; turn += 1) {
    [a, b] = [await ours(turn), await theirs(turn)];
    times.ours.push(a.seconds);
    times.theirs.push(b.seconds);
    scores.ours.push(a.score);
    scores.theirs.push(b.score);
    peerName ??= b.peer;
  }
  seconds.set(one.id, { ours: median(times.ours), peer: median(times.theirs) });
  const ratio = Number((median(times.ours) / median(times.theirs)).toPrecision(3));
  const { id, rows, columns } = one;
  return {
    id,
    rows,
    columns,
    threads: threadsOf(one),
    ratio,
    scoreOurs: mean(scores.ours),
    scorePeer: mean(scores.theirs),
    peer: peerName,
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
  await peer.ask('load', join(folder, file), one);
  const act = one.act ?? 'fit';
  return {
    ours: async (seed) => {
      if (threadsOf(one) > 1) await host.helpers(threadsOf(one) - 1);
      return host.ask(act, { ...one, seed });
    },
    theirs: (seed) => peer.ask(act, { ...one, seed }),
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
const grown = () =>
  growing.map(({ model }) => {
    const own = growth.filter((one) => one.model === model);
    const unit = seconds.get(own[0].id).peer;
    const points = own.map(({ id, rows, columns }) => {
      const { ours, peer } = seconds.get(id);
      return { rows, columns, ours: ours / unit, peer: peer / unit };
    });
    return { model, points };
  });

async function write() {
  const at = (name) => new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(at('benchmarks-growth.svg'), plot(grown()));
  writeFileSync(at('benchmarks.json'), `${JSON.stringify(entries, null, 2)}\n`);
  const options = await resolveConfig(at('benchmarks.md'));
  writeFileSync(
    at('benchmarks.md'),
    await format(page(entries, about, { before, after: loadavg()[0] }), {
      ...options,
      parser: 'markdown',
    }),
  );
  console.log('Wrote docs/benchmarks.json and docs/benchmarks.md');
}
