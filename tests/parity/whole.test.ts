import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { Sql } from '#lib/data/sql.ts';
import { python } from '../golden/python.ts';
import type { Experiment } from './experiments.ts';
import { csvOf, people } from './made.ts';
import { byHand } from './prepare.ts';
import { startLines, startRunner } from './theirs.ts';
import type { Asking } from './whole/asTrained.ts';
import { exitCodeOf, wholeRun, type Whole, type WholeMeans } from './whole/run.ts';

/** What `npm run parity` says of one recipe: it holds, and it does not where a generator is wrong. */

const numbers = ['age', 'income', 'visits'];
const made = {
  name: 'people',
  csv: csvOf(people(9, 120)),
  target: 'answer',
  roles: { label: 'ignored' },
  steps: [
    ['impute', numbers, { strategy: 'mean' }],
    ['oneHot', ['city', 'size', 'member']],
  ],
  models: [['ridge', { alpha: 0.7 }]],
} as const;
const targets = ['script', 'restore.py', 'app.py', 'model.onnx', 'model.mjs'];

/** A generator that writes another number in each kind of file. */
const wrong: ReadonlyMap<string, readonly [was: string, is: string]> = new Map([
  ['train.py', ['alpha=0.7', 'alpha=0.7001']],
  ['restore.py', ['float(state["intercept"])', 'float(state["intercept"]) + 1e-6']],
  [
    'model.mjs',
    [
      'const answer = model(run.state, x, run);',
      'const answer = [model(run.state, x, run)[0] + 1e-6];',
    ],
  ],
]);
const broken = (path: string, text: string): string => {
  const [was, is] = wrong.get(path) ?? ['', ''];
  expect(text).toContain(was);
  return text.replace(was, is);
};

describe.skipIf(python === null)('the whole parity run', () => {
  let means: WholeMeans;
  let sql: Sql;
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabwise-whole-'));
    sql = await openDuckDbNode();
    await writeFile(join(dir, 'people.csv'), made.csv);
    const asking: Asking = startLines(python!, 'whole/answers.py');
    means = { dir, sql, runner: startRunner(python!), python: asking, browser: null };
  });
  afterAll(async () => {
    means.runner.close();
    means.python.close();
    await sql.close();
  });

  const ran = (change: Partial<Experiment>): Promise<Whole> =>
    wholeRun(
      [
        {
          name: made.name,
          targets: ['script'],
          asTrained: true,
          notebook: false,
          open: async () => ({ ...(await byHand(sql, made, join(dir, 'people.csv'))), ...change }),
        },
      ],
      means,
      () => undefined,
    );

  it('ends with 0 where every target says the same, and with 1 where a generator is wrong', async () => {
    const whole = await ran({});
    expect(whole.reasons).toEqual([]);
    expect(whole.verdicts.map((v) => [v.target, v.ok])).toEqual(targets.map((t) => [t, true]));
    expect(exitCodeOf(whole)).toBe(0);
    const torn = await ran({ broken });
    expect(torn.verdicts.map((v) => [v.target, v.ok])).toEqual(
      targets.map((t) => [t, t === 'model.onnx']),
    );
    expect(exitCodeOf(torn)).toBe(1);
    expect(exitCodeOf({ ...whole, verdicts: [] })).toBe(1);
  }, 300_000);
});
