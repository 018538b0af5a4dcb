// `npm test`: prepares what is needed, then checks, unit, contract, golden and end-to-end tests.
// Ends with one line over all suites: N passed, N failed. In CI nothing may be skipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { chromiumPath } from './browser.mjs';
import { preparePython } from './python.mjs';

const ci = Boolean(process.env.CI);
const totals = { passed: 0, failed: 0, skipped: 0 };
const notChecked = [];

const run = (command, args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });

const heading = (text) => console.log(`\n── ${text} ──`);

/** Counts a suite that has no counts of its own as one test. */
function countOne(code) {
  if (code === 0) totals.passed += 1;
  else totals.failed += 1;
}

async function findBrowser() {
  if (chromiumPath()) return true;
  heading('browser');
  if ((await run('npx', ['playwright', 'install', 'chromium'])) === 0 && chromiumPath())
    return true;
  const root = process.getuid?.() === 0;
  if (process.platform === 'linux' && root && spawnSync('apt-get', ['--version']).status === 0) {
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  return Boolean(chromiumPath());
}

function addVitest() {
  const file = 'test-results/unit.json';
  if (!existsSync(file)) {
    totals.failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += report.numPassedTests;
  totals.failed +=
    report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0);
  totals.skipped += report.numPendingTests + report.numTodoTests;
}

function addPlaywright() {
  const file = 'test-results/e2e.json';
  if (!existsSync(file)) {
    totals.failed += 1;
    return;
  }
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats;
  totals.passed += expected;
  totals.failed += unexpected + flaky;
  totals.skipped += skipped;
}

mkdirSync('test-results', { recursive: true });
for (const file of ['unit', 'e2e']) rmSync(`test-results/${file}.json`, { force: true });

heading('python');
const { python, why } = preparePython();
if (python) console.log(python);
else notChecked.push(`exported Python and the oracles, because ${why}`);

heading('checks');
countOne(await run('node', ['scripts/check.mjs']));

heading('unit, contract, golden, hostile');
await run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/unit.json'],
  python ? { PYTHON: python } : {},
);
addVitest();

heading('build');
const built = await run('npm', ['run', '--silent', 'build']);
countOne(built);

heading('end to end');
if (built !== 0) notChecked.push('the journey in a browser, because the build failed');
else if (!(await findBrowser()))
  notChecked.push('the journey in a browser, because no Chromium could be found or installed');
else {
  await run('playwright', ['test'], python ? { PYTHON: python } : {});
  addPlaywright();
}

for (const what of notChecked) console.log(`Not checked: ${what}.`);
if (ci && (notChecked.length > 0 || totals.skipped > 0)) {
  console.log(
    `In CI nothing may be skipped: ${totals.skipped} tests and ${notChecked.length} suites were.`,
  );
  totals.failed += totals.skipped + notChecked.length;
  totals.skipped = 0;
}
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
);
process.exit(totals.failed > 0 ? 1 : 0);
