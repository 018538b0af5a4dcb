import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { Sql } from '#lib/data/sql.ts';
import { metricSpecs } from '#lib/metrics/specs.ts';
import { scoreAll } from '#lib/metrics/scores.ts';
import { python } from '../golden/python.ts';
import { pairs, type Experiment, type Pair, type Target } from './experiments.ts';
import type { Made } from './made.ts';
import { madeFiles } from './made.files.ts';
import { madeSteps } from './made.steps.ts';
import { madeTargets } from './made.targets.ts';
import { byHand, suggested } from './prepare.ts';
import { writeReport } from './report.ts';
import { haveShared, onDisk, realTables, type RealTable } from './tables.ts';
import { startRunner } from './theirs.ts';
import { judge, type Verdict } from './verdict.ts';

/** Files that no step has seen: the engine and the exported code, row by row and metric by metric. */

interface Case {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly open: (sql: Sql, dir: string) => Promise<Experiment>;
}

const realCase = (table: RealTable): Case => ({
  name: `${table.file}, ${table.target}${table.unscaled ? ', unscaled' : ''}`,
  targets: ['script'],
  open: async (sql, dir) => suggested(sql, table, await onDisk(table, dir)),
});

const madeCase =
  (targets: (index: number, made: Made) => readonly Target[]) =>
  (made: Made, index: number): Case => ({
    name: made.name,
    targets: targets(index, made),
    async open(sql, dir) {
      const path = join(dir, `${made.name.replace(/\W+/g, '-').slice(0, 60)}-${index}.csv`);
      await writeFile(path, made.csv);
      return byHand(sql, made, path);
    },
  });

/** All kinds of export where reading differs; elsewhere the script, and in turn another kind. */
const inTurn = madeCase((index) => {
  const others: readonly Target[][] = [['project'], ['script without profile'], []];
  return ['script', ...others[index % 3]!];
});
const every = madeCase((_, made) =>
  made.needsProfile ? ['script', 'project'] : ['script', 'script without profile', 'project'],
);

const groups: readonly (readonly [string, readonly Case[]])[] = [
  [
    'tables that nobody made for this, steps as suggested',
    haveShared ? realTables.map(realCase) : [],
  ],
  ['steps by hand', madeSteps.map(inTurn)],
  ['targets, casts and splits by hand', madeTargets.map(inTurn)],
  ['files by hand', madeFiles.map(every)],
];
const all = groups.flatMap(([, cases]) => cases);
const trained = new Map(all.map((c) => [c, Promise.withResolvers<Pair[]>()]));
const verdicts: Verdict[] = [];

describe.skipIf(python === null)(
  'exported code says what the browser says',
  { timeout: 300_000 },
  () => {
    const runner = python === null ? null : startRunner(python);
    beforeAll(async () => {
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-parity-'));
      const sql = await openDuckDbNode();
      void (async () => {
        for (const [c, { promise, resolve, reject }] of trained) {
          promise.catch(() => undefined);
          await c
            .open(sql, dir)
            .then((experiment) => pairs(experiment, c.targets, dir, runner!))
            .then(resolve, reject);
        }
      })();
    });
    afterAll(async () => {
      runner?.close();
      if (process.env['UPDATE']) await writeReport(verdicts);
    });

    describe.each(groups.filter(([, cases]) => cases.length > 0))('%s', (_, cases) => {
      it.each(cases.map((c) => [c.name, c] as const))('%s', async (name, c) => {
        for (const pair of await trained.get(c)!.promise) {
          const { verdict, reasons } = await judge(name, pair);
          verdicts.push(verdict);
          expect.soft(verdict.ok, [pair.model, pair.target, ...reasons].join('\n')).toBe(true);
        }
      });
    });
  },
);

it.runIf(process.env['CI'])('has the shared tables in continuous integration', () =>
  expect(haveShared).toBe(true),
);

it('says of each metric in Python where it is not defined', () => {
  const rows = 4;
  for (const task of ['binary', 'multiclass', 'regression'] as const) {
    // Of three classes the top three are all of them.
    const nClasses = task === 'regression' ? 1 : task === 'binary' ? 2 : 4;
    const predicted = Float64Array.from({ length: rows * nClasses }, (_, i) =>
      task === 'regression' ? i + 1 : 1 / nClasses,
    );
    const found = scoreAll({ task, nClasses, yTrue: new Float64Array(rows).fill(1), predicted });
    for (const { id, tasks, sklearn } of metricSpecs)
      if (tasks.includes(task)) expect(found.get(id) === null, id).toBe(sklearn.varied);
  }
});
