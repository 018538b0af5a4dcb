import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { calledLabels } from '#lib/engine/cut.ts';
import type { Cut } from '#lib/recipe/decision.ts';
import { strangersDuckDb } from '../golden/duck.ts';
import { python, ran } from '../golden/python.ts';
import { madeRestored } from './made.restored.ts';
import { byHand } from './prepare.ts';
import { cellsOf, exported, restoredThere, spokenHere, type Asked } from './restored.ts';

/** A threshold that is kept with a run decides every label of what is exported; probabilities stay as they are. */

const chosen = { by: 'hand', on: 'validation', rows: null, how: null } as const;
const single: Cut = { version: 1, threshold: 0.31, chosen };
const under = { kind: 'range', from: null, to: 40 } as const;
const over = { kind: 'range', from: 40, to: null } as const;
const grouped: Cut = {
  ...{ version: 1, threshold: 0.5, chosen },
  groups: {
    columns: ['age', 'member'],
    of: [
      { cells: [under, { kind: 'level', level: 'yes' }], threshold: 0.2 },
      { cells: [under, { kind: 'other' }], threshold: 0.35 },
      { cells: [over, { kind: 'level', level: 'yes' }], threshold: 0.7 },
      { cells: [{ kind: 'missing' }, { kind: 'other' }], threshold: 0.85 },
    ],
  },
};

const labelsIn = (answer: string[][] | string): string[] =>
  typeof answer === 'string' ? [answer] : answer.slice(1).map(([label]) => label!);
const apart = (a: readonly string[], b: readonly string[]): number =>
  a.length === b.length ? a.filter((x, i) => x !== b[i]).length : Infinity;

it.skipIf(python === null)(
  'all that is exported calls a row by the threshold of its run',
  async () => {
    const made = madeRestored.find((m) => m.target === 'label')!;
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-cut-'));
    const path = join(dir, 'made.csv');
    await writeFile(path, made.csv);
    const sql = await openDuckDbNode();
    const experiment = await byHand(sql, { ...made, models: [['logisticRegression']] }, path);
    const asked: Asked[] = [
      ...(await exported(experiment, 'single', dir, single)),
      ...(await exported(experiment, 'grouped', dir, grouped)),
    ];
    await sql.close();
    const answers = await restoredThere(asked);
    const duck = await strangersDuckDb();
    for (const [k, own] of asked.entries()) {
      const said = Array.from(own.called!, (code) => own.classes![code]!);
      const atHalf = Array.from(
        said,
        (_, i) => own.classes![own.predicted[2 * i + 1]! > 0.5 ? 1 : 0]!,
      );
      expect(apart(said, atHalf), 'the threshold changes some labels').toBeGreaterThan(5);
      const [inferred, served, onnx] = answers[k]!;
      expect(apart(labelsIn(inferred), said), `inference.py ${own.name}`).toBe(0);
      expect(apart(labelsIn(served), said), `app.py ${own.name}`).toBe(0);
      expect(apart(labelsIn(await spokenHere(own)), said), `model.mjs ${own.name}`).toBe(0);
      if (k === 0) expect(apart(labelsIn(onnx), said), 'model.onnx').toBe(0);
      else expect(onnx).toBe('there is no model.onnx');
      if ('why' in own.sql) expect([k, own.sql.why]).toEqual([1, expect.stringContaining('group')]);
      else {
        const tables = new Map([[basename(own.data), made.csv]]);
        const [, prediction] = duck.run(own.sql.code, tables).map(([, cells]) => cells);
        expect(apart(prediction!.map(String), said), 'predict.sql').toBe(0);
      }
      const text = await readFile(join(own.dir, 'model.json'), 'utf8');
      const model = JSON.parse(text) as { version: number; run: { cut: Cut } };
      expect([model.version, model.run.cut.threshold]).toEqual([2, k === 0 ? 0.31 : 0.5]);
      for (const [file, words] of [
        ['README.md', k === 0 ? 'is above 0\\.31' : 'a threshold by age and member'],
        ['predictor.html', 'run.cut.words'],
        ['config.yaml', 'label:'],
      ] as const)
        expect(await readFile(join(own.dir, file), 'utf8'), file).toContain(words);
    }
    duck.close();
    // A model that is fitted anew is cut there too, and so are its scores.
    const [{ dir: folder, data }] = asked as [Asked];
    const { code, stderr, stdout } = await ran(
      python!,
      ['train.py', data, '--predictions', 'anew.csv'],
      { cwd: folder },
    );
    expect(code, stderr).toBe(0);
    const [, ...rows] = cellsOf(await readFile(join(folder, 'anew.csv'), 'utf8'));
    const classes = asked[0]!.classes!;
    for (const [, , label, , share] of rows)
      expect(label).toBe(classes[Number(share) > 0.31 ? 1 : 0]);
    const right = rows.filter(([, truth, label]) => truth === label).length / rows.length;
    const metrics = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
      test: { accuracy: number };
    };
    expect(metrics.test.accuracy).toBeCloseTo(right, 12);
  },
  120_000,
);

it('a row that lies at the threshold is not above it', () => {
  const run = { classes: ['no', 'yes'], cut: { version: 1, threshold: 0.3, chosen: null } };
  const said = Float64Array.of(0.7, 0.3, 0.69, 0.31);
  expect([...calledLabels(run, said, { rows: 2, columns: new Map() })]).toEqual([0, 1]);
});
