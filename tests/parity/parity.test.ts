import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { metricSpecs } from '#lib/metrics/specs.ts';
import { scoreAll } from '#lib/metrics/scores.ts';
import { python } from '../golden/python.ts';
import { groups } from './cases.ts';
import { pairs, type Pair } from './experiments.ts';
import { haveShared } from './tables.ts';
import { startRunner } from './theirs.ts';
import { judge } from './verdict.ts';

/** Files that no step has seen: the engine and the exported code, row by row and metric by metric. */

const all = groups.flatMap(([, cases]) => cases);
const trained = new Map(all.map((c) => [c, Promise.withResolvers<Pair[]>()]));

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
    afterAll(() => runner?.close());

    describe.each(groups.filter(([, cases]) => cases.length > 0))('%s', (_, cases) => {
      it.each(cases.map((c) => [c.name, c] as const))('%s', async (name, c) => {
        for (const pair of await trained.get(c)!.promise) {
          const { verdict, reasons } = await judge(name, pair);
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
