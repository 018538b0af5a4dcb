// `npm run oracle`: writes tests/oracle/*/answers.json anew with the pinned Python.
// With --check it writes nothing, compares (numbers to 1e-8) and ends with 1 where an answer is another one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preparePython } from './python.mjs';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const oracle = join(root, 'tests/oracle');
const checks = process.argv.includes('--check');
// Where a solver stops depends on the BLAS of the machine: 2e-9 was seen between two; the models promise 1e-6.
const tolerance = 1e-8;

const { python, why } = preparePython({ quiet: checks });
if (!python) {
  console.error(`The oracle needs Python: ${why}.`);
  process.exit(1);
}

if (!checks) await writeQuestions();
const folders = (await readdir(oracle)).filter((f) => existsSync(join(oracle, f, 'generate.py')));
const scratch = await mkdtemp(join(tmpdir(), 'tabwise-oracle-'));
const differing = (await Promise.all(folders.map(answer))).flat();
await rm(scratch, { recursive: true });
for (const line of differing.slice(0, 20)) console.error(line);
if (differing.length > 0) console.error(`${differing.length} answers differ: run npm run oracle.`);
else console.log(`${folders.join(', ')}: ${checks ? 'as committed' : 'written'}`);
process.exit(differing.length > 0 ? 1 : 0);

/** tests/oracle/steps/cases.json: every step with every example, as the lowerings print it now. */
async function writeQuestions() {
  const { question } = await import('../tests/oracle/steps/cases.ts');
  const { fresh } = await import('../tests/oracle/steps/tables.ts');
  await writeFile(join(oracle, 'steps/cases.json'), question(fresh));
}

/** Runs a copy of the folder's generate.py, which writes answers.json beside itself. */
async function answer(folder) {
  const committed = join(oracle, folder, 'answers.json');
  const copy = join(scratch, folder);
  await cp(join(oracle, folder), copy, { recursive: true });
  const code = await run(python, [join(copy, 'generate.py')]);
  if (code !== 0) return [`${folder}/generate.py ended with ${code}`];
  const written = join(copy, 'answers.json');
  if (!checks) {
    await copyFile(written, committed);
    return [];
  }
  const [then, now] = await Promise.all(
    [committed, written].map(async (path) => JSON.parse(await readFile(path, 'utf8'))),
  );
  return differences(then, now, relative(root, committed));
}

function run(command, args) {
  return new Promise((done) => {
    // One thread: pools that wait for each other on a busy machine took minutes instead of seconds.
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', () => done(1));
    child.on('close', done);
  });
}

/** Places where two JSON values are not the same. */
function differences(then, now, place) {
  if (typeof then === 'number' && typeof now === 'number')
    return Math.abs(then - now) <= tolerance * Math.max(1, Math.abs(then))
      ? []
      : [`${place}: ${then} is committed, ${now} is said today`];
  const nested = (x) => typeof x === 'object' && x !== null;
  if (!nested(then) || !nested(now))
    return then === now
      ? []
      : [`${place}: ${brief(then)} is committed, ${brief(now)} is said today`];
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].flatMap((key) => differences(then[key], now[key], `${place} ${key}`));
}

function brief(x) {
  return String(JSON.stringify(x)).slice(0, 80);
}
