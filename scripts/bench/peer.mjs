// Talks with the Python sides: one request, one answer.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
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

/** ydata-profiling, which wants an older pandas: in a place of its own under .cache, made when first asked. */
export function openYdata(base) {
  let started = null;
  return {
    ask: (...message) => (started ??= open(ydataPython(base), 'ydata.py')).ask(...message),
    close: () => started?.close(),
  };
}

function ydataPython(base) {
  const venv = fileURLToPath(new URL('../../.cache/ydata', import.meta.url));
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(join(venv, 'done'))) return python;
  execFileSync(base, ['-m', 'venv', venv]);
  const packages = ['ydata-profiling==4.18.4', 'setuptools==80.9.0'];
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  writeFileSync(join(venv, 'done'), packages.join(' '));
  return python;
}

function open(python, name) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(python, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...oneThread },
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
