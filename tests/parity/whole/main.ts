import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { python } from '../../golden/python.ts';
import { groups, madeCase, realCases } from '../cases.ts';
import { madeRestored } from '../made.restored.ts';
import { writeReport } from '../report.ts';
import { startLines, startRunner } from '../theirs.ts';
import type { Asking } from './asTrained.ts';
import { madeWhole } from './made.ts';
import { startBrowser } from './page.ts';
import { exitCodeOf, wholeRun, type Whole, type WholeCase } from './run.ts';

/**
 * `npm run parity`: every recipe through every target, into docs/parity.json. Ends with 1 where something does not agree.
 * `-- --only NAME` and `-- --part real|trained|more|made` run some and write nothing but found.json;
 * `-- --write FOUND…` makes the report of parts that ran one at a time.
 */

const scripted = madeCase(() => ['script']);
const silent = madeCase(() => []);
const asTrained = { asTrained: true, notebook: false };

/** Models and steps that can be restored are held to the engine as trained; retrained they are in the groups of the test. */
const restored: readonly WholeCase[] = madeRestored
  .filter(({ task }) => task === undefined || isSupervised(task))
  .map((made, i) => ({
    ...silent(made, i + 1000),
    ...asTrained,
    name: `as trained: ${made.name}`,
  }));

/** What runs, in parts that can run one at a time. */
const partsOf: Readonly<Record<string, readonly WholeCase[]>> = {
  real: realCases.map((c): WholeCase => ({
    ...c,
    targets: ['script', 'project'],
    asTrained: true,
    notebook: true,
  })),
  trained: restored,
  more: madeWhole.map((made, i): WholeCase => ({
    ...scripted(made, i + 2000),
    ...asTrained,
    name: `more: ${made.name}`,
  })),
  made: groups
    .slice(1)
    .flatMap(([, own]) => own)
    .map((c): WholeCase => ({ ...c, asTrained: false, notebook: false })),
};
const cases = Object.values(partsOf).flat();

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, part: { type: 'string' }, write: { type: 'boolean' } },
  allowPositionals: true,
});

if (values.write) {
  const found = positionals.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Whole);
  const verdicts = found.flatMap((f) => f.verdicts);
  await writeReport(
    verdicts.map((v) => ({
      ...v,
      maxPredictionDifference: v.maxPredictionDifference ?? Infinity,
      maxMetricDifference: v.maxMetricDifference ?? Infinity,
    })),
    found.flatMap((f) => f.lacks),
  );
  process.exit(exitCodeOf({ verdicts, reasons: [], lacks: [] }));
}
if (python === null) {
  process.stderr.write(
    'There is no .venv with the pinned requirements: run node scripts/python.mjs.\n',
  );
  process.exit(1);
}
const started = performance.now();
const dir = await mkdtemp(join(tmpdir(), 'tabwise-whole-'));
const sql = await openDuckDbNode();
const runner = startRunner(python);
const asking: Asking = startLines(python, 'whole/answers.py');
const browser = await startBrowser();
const part = values.part === undefined ? cases : (partsOf[values.part] ?? []);
const chosen = part.filter(({ name }) => values.only === undefined || name.includes(values.only));
const means = { dir, sql, runner, python: asking, browser };
let done = 0;
// Kept after each recipe: a run that is stopped has not run for nothing.
const kept = join(dir, 'found.json');
process.stderr.write(`What is found is kept in ${kept}\n`);
const whole = await wholeRun(chosen, means, ({ name }, found) => {
  const { verdicts } = found;
  writeFileSync(kept, JSON.stringify(found));
  done += 1;
  const seconds = Math.round((performance.now() - started) / 1000);
  const bad = verdicts.filter((v) => !v.ok).length;
  process.stderr.write(
    `${done} of ${chosen.length}, ${seconds} s, ${verdicts.length} compared, ${bad} not ok: ${name}\n`,
  );
});
await browser.close();
runner.close();
asking.close();
await sql.close();
if (chosen.length === cases.length) await writeReport(whole.verdicts, whole.lacks);
report(whole);
process.exit(exitCodeOf(whole));

function report({ verdicts, reasons }: Whole): void {
  for (const reason of reasons) process.stdout.write(`NOT OK ${reason}\n`);
  const ok = verdicts.filter((v) => v.ok).length;
  process.stdout.write(`${ok} of ${verdicts.length} agree\n`);
}
