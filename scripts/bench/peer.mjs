// Talks with the Python sides: one request, one answer.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One thread for every library that has a pool of its own. */
const oneThread = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  ARROW_NUM_THREADS: '1',
};

/** scikit-learn and pandas. */
export const openPeer = (python) => open(python, 'peer.py');

/** ydata-profiling, which wants an older pandas. */
export const openYdata = (base) =>
  apart(base, 'ydata', ['ydata-profiling==4.18.4', 'setuptools==80.9.0'], 'ydata.py');

/** LightGBM and XGBoost, which the product's own Python does not have. */
export const openBoosting = (base) =>
  apart(
    base,
    'boosting',
    ['lightgbm==4.7.0', 'xgboost-cpu==3.2.0', 'scikit-learn==1.9.1', 'pandas==3.1.1'],
    'peer.py',
  );

/** A peer with a Python of its own under .cache, made when first asked. */
function apart(base, name, packages, script) {
  let started = null;
  return {
    ask: (...message) =>
      (started ??= open(pythonApart(base, name, packages), script)).ask(...message),
    close: () => started?.close(),
  };
}

function pythonApart(base, name, packages) {
  const venv = fileURLToPath(new URL(`../../.cache/${name}`, import.meta.url));
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const done = join(venv, 'done');
  if (existsSync(done) && readFileSync(done, 'utf8') === packages.join(' ')) return python;
  execFileSync(base, ['-m', 'venv', venv]);
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  writeFileSync(done, packages.join(' '));
  return python;
}

function open(python, name) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(python, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...oneThread, TQDM_DISABLE: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(...message) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The Python side ended; its message stands above.');
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}
