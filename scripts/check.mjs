// `npm run check`: format, lint, layers, dead code, types. All at once, each reported by name; fails when one fails.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { buildKernels } from './kernels.mjs';

const checks = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types of the pure layers', 'tsc', ['-p', 'tsconfig.engine.json']],
  ['layers', 'depcruise', ['src', 'cli', '--config', '.dependency-cruiser.cjs']],
  ['dead code', 'knip', []],
  ['types', 'svelte-check', ['--threshold', 'warning', '--fail-on-warnings', '--output', 'human']],
  ['lint', 'eslint', ['.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint/']],
];

const run = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (d) => (output += d));
    child.stderr.on('data', (d) => (output += d));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });

const start = performance.now();
await buildKernels();
const synced = await run('svelte-kit', ['sync']);
if (synced.code !== 0) {
  console.error(synced.output);
  process.exit(1);
}

let passed = 0;
let failed = 0;
const queue = [...checks];
async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, command, args] = next;
    const began = performance.now();
    const { code, output } = await run(command, args);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (code === 0) passed += 1;
    else failed += 1;
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
    if (code !== 0) console.log(output.trim());
  }
}
await Promise.all([worker(), worker()]);
console.log(`check took ${((performance.now() - start) / 1000).toFixed(1)} s`);
console.log(`check: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
