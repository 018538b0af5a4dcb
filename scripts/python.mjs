// Finds or makes the Python in which exported code and oracles run: .venv with tests/python/requirements.txt.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const venv = join(root, '.venv');
const requirements = join(root, 'tests/python/requirements.txt');
const mark = join(venv, 'requirements.done');
const windows = process.platform === 'win32';
const venvPython = join(venv, windows ? 'Scripts/python.exe' : 'bin/python');

/** Path of a Python with the pinned packages, or null with the reason why there is none. */
export function preparePython({ quiet = false } = {}) {
  if (process.env.PYTHON) return { python: process.env.PYTHON, why: null };
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(venvPython) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted)
    return { python: venvPython, why: null };
  const base = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'].find(isRecent);
  if (!base) return { python: null, why: 'no Python 3.11 or newer was found' };
  const stdio = quiet ? 'ignore' : 'inherit';
  try {
    if (!existsSync(venvPython)) execFileSync(base, ['-m', 'venv', venv], { stdio });
    execFileSync(
      venvPython,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
      { stdio },
    );
    writeFileSync(mark, wanted);
    return { python: venvPython, why: null };
  } catch (error) {
    return {
      python: null,
      why: `the pinned Python packages could not be installed (${error.message.split('\n')[0]})`,
    };
  }
}

function isRecent(command) {
  const answer = spawnSync(
    command,
    ['-c', 'import sys, venv, ensurepip; print(sys.version_info >= (3, 11))'],
    { encoding: 'utf8' },
  );
  return answer.status === 0 && answer.stdout.trim() === 'True';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { python, why } = preparePython();
  console.log(python ?? `No Python: ${why}.`);
  process.exit(python ? 0 : 1);
}
