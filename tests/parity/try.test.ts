import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { python } from '../golden/python.ts';
import { difference, metricsApart } from './differ.ts';
import { both } from './experiments.ts';
import { byHand } from './prepare.ts';
import { madeFiles } from './made.files.ts';
import { madeSteps } from './made.steps.ts';
import { madeTargets } from './made.targets.ts';
import { startRunner } from './theirs.ts';

it('tries', { timeout: 600000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parity-'));
  console.log(dir);
  const runner = startRunner(python!);
  const sql = await openDuckDbNode();
  let worst = 0;
  for (const [n, t] of [...madeSteps, ...madeTargets, ...madeFiles].entries()) {
    if (process.env['ONLY'] && !t.name.includes(process.env['ONLY'])) continue;
    try {
      const path = join(dir, `data-${n}.csv`);
      await writeFile(path, t.csv);
      const e = await byHand(sql, t, path);
      for (const profile of [e.profile, null]) {
      const found = await both({ ...e, profile, id: `${n}-${e.id}` }, dir, runner);
      for (const [i, { ours, theirs }] of found.entries()) {
        try {
        const th = await theirs;
        const d = difference(ours, th);
        worst = Math.max(worst, Math.min(1e-6, d.metrics), Math.min(1e-6, d.predictions));
        const bad = d.metrics > 1e-9 || d.predictions > 1e-9 || d.faults.length;
        console.log(bad ? 'BAD' : 'ok', profile ? 'p' : 'n', t.name, '|', t.models[i]![0], d.metrics, d.predictions, ...bad ? [d.faults, metricsApart(ours, th, 1e-9).slice(0, 3), th.warnings.slice(0, 3)] : []);
        } catch (e) { console.log('FAIL', n, profile ? 'p' : 'n', t.name, String((e as Error).message).trim().split('\n').slice(-3).join(' / ').slice(-500)); }
      }
      }
    } catch (e) {
      console.log('OURS', n, t.name, String((e as Error).stack).slice(0, 700));
    }
  }
  console.log('worst', worst);
  runner.close();
});
