// What training takes of memory, and whether it comes back. Figures for docs and closing notes, not a test:
//   node --expose-gc scripts/measure-memory.mjs [large | cycles | workers …]
// large: whole runs on 1,000,000 x 50, each in a Chromium of its own: the highest resident size of its renderer.
// cycles: 200 trainings of all kinds of kernels: the heap, wasm memories included, by Node, which runs the same V8.
// workers: 200 times a worker in Chromium, a training and its end: the resident size of the renderer.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHost } from './bench/host.mjs';

const entry = fileURLToPath(new URL('bench/memory.ts', import.meta.url));
const asked = process.argv.slice(2);
const wanted = asked.length > 0 ? asked : ['large', 'cycles', 'workers'];

const kinds = [
  { model: 'histGradientBoosting', params: { maxIter: 10 } },
  { model: 'randomForest', params: { nEstimators: 5 } },
  { model: 'logisticRegression', params: {} },
  { model: 'kNeighbors', params: {} },
  { model: 'supportVectorMachine', params: {} },
  { model: 'multilayerPerceptron', params: { maxIter: 5 } },
];

const statusOf = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8');
const numberIn = (status, field) =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);

/** Whether a process descends from this one: other browsers on the machine are not ours. */
function isOurs(pid) {
  for (let at = pid; at > 1; at = numberIn(statusOf(at), 'PPid'))
    if (at === process.pid) return true;
  return false;
}

/** Of the largest renderer, in MB, now ('VmRSS') or at its highest ('VmHWM'); Linux only. */
function resident(field) {
  const sizes = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (!line.includes('--type=renderer') || !isOurs(Number(pid))) return [];
        return [numberIn(statusOf(pid), field)];
      } catch {
        return [];
      }
    });
  return Math.max(...sizes) / 1e3;
}

async function hosted(work) {
  const folder = mkdtempSync(join(tmpdir(), 'tabwise-memory-'));
  const host = await openHost(folder, { entry });
  try {
    await work(host);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function large() {
  const table = { rows: 1_000_000, columns: 50 };
  for (const kind of [
    { model: 'histGradientBoosting', params: { maxIter: 20 } },
    { model: 'randomForest', params: { nEstimators: 3, maxDepth: 12 } },
    { model: 'logisticRegression', params: {} },
  ])
    await hosted(async (host) => {
      const value = await host.ask({ ...kind, ...table });
      const { model } = kind;
      console.log(
        `${model}, 1,000,000 x 50: at most ${resident('VmHWM').toFixed(0)} MB (score ${value.toFixed(3)})`,
      );
    });
}

const turns = 200;
/** After which every kind has been compiled and has its warm memory. */
const settled = 28;
const small = { rows: 3200, columns: 6 };
const percent = (before, after) => `${(100 * (after / before - 1)).toFixed(1)} % more`;

/** In MB: JavaScript, buffers and wasm memories that are still reached. */
async function heap() {
  if (!globalThis.gc) throw new Error('Start it with node --expose-gc.');
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

async function cycles() {
  const { trainMade } = await import('./bench/trainMade.ts');
  let before = 0;
  for (let turn = 1; turn <= turns; turn += 1) {
    await trainMade({ ...kinds[turn % kinds.length], ...small });
    if (turn === settled) before = await heap();
  }
  const after = await heap();
  console.log(
    `${turns} trainings: ${before.toFixed(1)} MB after ${settled}, ${after.toFixed(1)} MB at the end: ${percent(before, after)}`,
  );
}

async function workers() {
  await hosted(async (host) => {
    let before = 0;
    for (let turn = 1; turn <= turns; turn += 1) {
      await host.ask({ ...kinds[turn % kinds.length], ...small });
      await host.restart();
      if (turn === settled) before = resident('VmRSS');
    }
    const after = resident('VmRSS');
    console.log(
      `${turns} workers: ${before.toFixed(0)} MB after ${settled}, ${after.toFixed(0)} MB at the end: ${percent(before, after)}`,
    );
  });
}

const acts = { large, cycles, workers };
for (const name of wanted) await acts[name]();
// The engine's message channel would keep Node waiting.
process.exit();
