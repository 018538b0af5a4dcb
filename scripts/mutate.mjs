// `node scripts/mutate.mjs [word]`: seeds one fault after another in a copy of the tree and says which test sees it.
// Ends with 1 where a fault is seen by none.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const steps = 'tests/contract/steps.test.ts';
const parity = 'tests/parity/parity.test.ts';

/** `tests` are run in order until one fails; `only` is a pattern of test names. */
const faults = [
  {
    fault: 'the standard deviation divides by n − 1',
    file: 'src/lib/steps/scale/standardScale/compute.ts',
    from: '? deviation : 1',
    to: '? deviation * Math.sqrt(n / (n - 1)) : 1',
    tests: [steps, parity],
  },
  {
    fault: 'imputing writes into the column it is given',
    file: 'src/lib/steps/impute/impute/compute.ts',
    from: "return { kind: 'number', values: values.map((x) => (Number.isNaN(x) ? fill : x)) };",
    to: "values.forEach((x, i) => { if (Number.isNaN(x)) values[i] = fill; });\n  return { kind: 'number', values };",
    tests: [steps],
  },
  {
    fault: 'a closure in the fitted state',
    file: 'src/lib/steps/scale/minMaxScale/compute.ts',
    from: 'return { scale, offset: min - low * scale, low, high };',
    to: 'return { scale, offset: min - low * scale, low, high, apply: (x: number) => x * scale } as Fitted[number];',
    tests: [steps],
  },
  {
    fault: 'steps are fitted on test rows',
    file: 'src/lib/engine/prepare.ts',
    from: 'const fitted = compute.fit({ table: train, ...where });',
    to: 'const fitted = compute.fit({ table: (others.test.rows > 0 ? others.test : train) as TrainTable, ...where });',
    tests: [parity],
  },
  {
    fault: 'steps are fitted on all rows',
    file: 'src/lib/engine/prepare.ts',
    from: 'train: { ...train, table: trainRows(features, rowsAt(where.train)) },',
    to: 'train: { ...part(Int32Array.from(target.kept.keys())), table: trainRows(features, target.kept) },',
    tests: [parity],
  },
  {
    fault: 'an unknown parameter is accepted',
    file: 'src/lib/recipe/params.ts',
    from: 'const unknown = Object.keys(value).find((name) => !Object.hasOwn(schema.entries, name));',
    to: `value = Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(schema.entries, name)));
  const unknown = undefined as string | undefined;`,
    tests: [steps, 'tests/contract/params.test.ts', 'tests/contract/models.test.ts'],
  },
  {
    fault: 'a misspelt keyword in a lowering',
    file: 'src/lib/steps/encode/oneHot/python.ts',
    from: "some('min_frequency'",
    to: "some('min_frequncy'",
    tests: [parity],
  },
  {
    fault: 'a keyword of scikit-learn with another value',
    file: 'src/lib/steps/encode/ordinal/python.ts',
    from: 'unknown_value: lit(unknownValue)',
    to: 'unknown_value: lit(unknownValue - 1)',
    tests: [parity],
  },
  {
    fault: 'test rows in another order',
    file: 'src/lib/engine/split.ts',
    from: 'test: rng.permutation(test) };',
    to: 'test: test.sort() };',
    tests: ['tests/unit/split.test.ts', parity],
  },
  {
    fault: 'the validation share is of all rows',
    file: 'src/lib/codegen/targets/data.ts',
    from: 'split.validation / (1 - split.test);',
    to: 'split.validation;',
    tests: [parity],
  },
  {
    fault: 'Python takes 1_000 for a number',
    file: 'src/lib/codegen/python/helpers.ts',
    from: '([0-9]+\\\\.?[0-9]*|',
    to: '([0-9_]+\\\\.?[0-9]*|',
    tests: ['tests/parity/reading.test.ts', parity],
  },
  {
    fault: 'markers of missing are compared as numbers',
    file: 'src/lib/codegen/python/helpers.ts',
    from: '&& /\\p{Nd}/u.test(text)',
    to: '&& false',
    tests: [parity],
  },
  {
    fault: 'a quote that never closes is read by pandas',
    file: 'src/lib/data/csv/issues.ts',
    from: "if (kind === 'open-quote') this.irregular = true;",
    to: '',
    tests: ['tests/parity/reading.test.ts'],
  },
  {
    fault: 'enormous columns stay as they are',
    file: 'src/lib/codegen/oversized.ts',
    from: 'if (Math.hypot(mean, std) <= limit) return [];',
    to: 'if (Math.hypot(mean, std) > 0) return [];',
    tests: [parity],
  },
  {
    fault: 'Python scores a part of one class',
    file: 'src/lib/metrics/specs.ts',
    from: 'varied: !anywhere.has(id)',
    to: 'varied: false',
    tests: [parity],
  },
  {
    fault: 'duplicates keep another row',
    file: 'src/lib/steps/clean/dropDuplicates/python.ts',
    from: 'keep=${printLiteral(keep)}',
    to: 'keep=${printLiteral("first")}',
    tests: [parity],
  },
];

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'tabwise-mutate-'));
const copy = join(scratch, 'main');
for (const part of [
  'src',
  'cli',
  'tests',
  'scripts',
  'package.json',
  'vitest.config.ts',
  'tsconfig.json',
  'tsconfig.engine.json',
])
  if (existsSync(join(root, part))) cpSync(join(root, part), join(copy, part), { recursive: true });
for (const part of ['node_modules', '.venv', '.svelte-kit'])
  if (existsSync(join(root, part))) symlinkSync(join(root, part), join(copy, part));
if (existsSync(join(root, '../shared')))
  symlinkSync(join(root, '../shared'), join(scratch, 'shared'));

const wanted = process.argv[2] ?? '';
const chosen = faults.filter((f) => f.fault.includes(wanted));
for (const test of new Set(chosen.flatMap((f) => f.tests)))
  if (fails(test)) throw new Error(`${test} fails without any fault`);

let survivors = 0;
for (const { fault, file, from, to, tests } of chosen) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  const places = whole.split(from).length - 1;
  if (places !== 1) throw new Error(`${file} has “${from}” ${places} times, not once`);
  writeFileSync(
    path,
    whole.replace(from, () => to),
  );
  const seen = tests.filter((test) => fails(test));
  writeFileSync(path, whole);
  if (seen.length === 0) survivors += 1;
  console.log(`${seen.length > 0 ? 'seen    ' : 'SURVIVES'} ${fault}: ${seen.join(', ')}`);
}
rmSync(scratch, { recursive: true });
process.exit(survivors > 0 ? 1 : 0);

/** One test file ends with an error. */
function fails(test) {
  const run = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--bail', '1', test], {
    cwd: copy,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
      UPDATE: '',
    },
  });
  return run.status !== 0;
}
