import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { modelRestorings } from '#lib/models/restoring.ts';
import { stepRestorings } from '#lib/steps/restoring.ts';
import { python } from '../golden/python.ts';
import { madeRestored } from './made.restored.ts';
import { byHand } from './prepare.ts';
import { differenceFrom, exported, restoredThere, type Asked } from './restored.ts';

/** restore.py gives the browser's own model back: every model and learned step that it knows, through inference.py. */

const tolerance = 1e-9;
const asked: Asked[] = [];
let answers: (string[][] | string)[] = [];

describe.skipIf(python === null)('a restored model', () => {
  beforeAll(async () => {
    const sql = await openDuckDbNode();
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-restore-'));
    for (const [k, made] of madeRestored.entries()) {
      const path = join(dir, `${k}.csv`);
      await writeFile(path, made.csv);
      asked.push(...(await exported(await byHand(sql, made, path), made.name, dir)));
    }
    await sql.close();
    answers = await restoredThere(asked);
  }, 120_000);

  it('predicts what the browser predicts', () => {
    const apart = asked.flatMap((own, k) => {
      const found = differenceFrom(own, answers[k]!);
      return typeof found === 'string' || found > tolerance ? [`${own.name}: ${found}`] : [];
    });
    expect(apart.join('\n')).toBe('');
  });

  it('is there for every model and step that has a way back', () => {
    const models = new Set(madeRestored.flatMap((m) => m.models.map(([id]) => id as string)));
    const steps = new Set(madeRestored.flatMap((m) => m.steps.map(([id]) => id as string)));
    const ways = (of: object, seen: ReadonlySet<string>): string[] =>
      Object.entries(of).flatMap(([id, way]) =>
        typeof way !== 'string' && !seen.has(id) ? [id] : [],
      );
    expect([...ways(modelRestorings, models), ...ways(stepRestorings, steps)]).toEqual([]);
  });
});
