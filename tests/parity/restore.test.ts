import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { modelRestorings } from '#lib/models/restoring.ts';
import { singleTolerance } from '#lib/recipe/leaving.ts';
import { stepRestorings } from '#lib/steps/restoring.ts';
import { strangersDuckDb } from '../golden/duck.ts';
import { python, ran, tool } from '../golden/python.ts';
import { madeRestored } from './made.restored.ts';
import { explainedApart } from './explained.ts';
import { byHand } from './prepare.ts';
import {
  differenceFrom,
  queried,
  exported,
  restoredThere,
  spokenHere,
  type Asked,
  type There,
} from './restored.ts';

/** restore.py gives the browser's own model back: every model and learned step that it knows, through inference.py. */

const tolerance = 1e-9;
const rules = 'E,F,I,B,UP,S,SIM,C4';
const asked: Asked[] = [];
let answers: There[] = [];

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
  }, 300_000);

  it.each([
    ['inference.py predicts', 0],
    ['app.py answers', 1],
  ] as const)('%s what the browser predicts', (_, by) => {
    const apart = asked.flatMap((own, k) => {
      const found = differenceFrom(own, answers[k]![by]);
      return typeof found === 'string' || found > tolerance ? [`${own.name}: ${found}`] : [];
    });
    expect(apart.join('\n')).toBe('');
  });

  it('answers the same in JavaScript, but for what has none', async () => {
    const apart: string[] = [];
    const none: string[] = [];
    for (const own of asked) {
      const found = differenceFrom(own, await spokenHere(own));
      if (typeof found === 'string') none.push(own.name.replace(/ \{.*/, ''));
      else if (found > tolerance) apart.push(`${own.name}: ${found}`);
    }
    expect(apart.join('\n')).toBe('');
    const unsaid = ['gaussianMixture', 'birch', 'meanShift', ...Array(3).fill('gaussianMixture')];
    expect(none).toEqual(unsaid.map((model) => `groups: ${model}`));
  });

  it('answers the same through ONNX, but for what has none', () => {
    const none: string[] = [];
    const apart = asked.flatMap((own, k) => {
      const found = differenceFrom(own, answers[k]![2]);
      if (found === 'there is no model.onnx') none.push(own.name.replace(/ \{.*/, ''));
      else if (typeof found === 'string' || found > tolerance) return [`${own.name}: ${found}`];
      return [];
    });
    expect(apart.join('\n')).toBe('');
    expect(new Set(none)).toEqual(
      new Set([
        'values: adaBoost',
        ...['values', 'two classes', 'three classes'].map((name) => `${name}: kNeighbors`),
        ...['values', 'two classes', 'three classes'].map((name) => `${name}: baseline`),
        ...['two', 'three'].map((name) => `${name} classes: quadraticDiscriminantAnalysis`),
        'codes of classes: categoricalNB',
        ...['gaussianMixture', 'birch', 'meanShift'].map((model) => `groups: ${model}`),
        'hashes, words, quantiles: ridge',
      ]),
    );
  });

  it('answers the same as one query of DuckDB, but for what has none', async () => {
    const duck = await strangersDuckDb();
    const none = new Set<string>();
    const apart: string[] = [];
    for (const own of asked) {
      if ('why' in own.sql) {
        expect(own.sql.why).toMatch(/: .*\.$/);
        none.add(/: (\w+)/.exec(own.name)![1]!);
        continue;
      }
      const csv = await readFile(own.data, 'utf8');
      const found = differenceFrom(
        own,
        queried(own, duck.run(own.sql.code, new Map([[basename(own.data), csv]]))),
      );
      if (typeof found === 'string' || found > tolerance) apart.push(`${own.name}: ${found}`);
    }
    duck.close();
    expect(apart.join('\n')).toBe('');
    expect([...none].sort()).toEqual([
      ...['adaBoost', 'baseline', 'bernoulliNB', 'birch', 'categoricalNB', 'explainableBoosting'],
      ...['gaussianMixture', 'gaussianNB', 'kMeans', 'kNeighbors', 'meanShift', 'miniBatchKMeans'],
      ...['multilayerPerceptron', 'perceptron', 'quadraticDiscriminantAnalysis'],
      // Of steps that it does not say.
      ...['ridge', 'sgdClassifier'],
    ]);
  });

  it('answers nearly the same in single precision, and says where it is not near', () => {
    const far: string[] = [];
    const apart = asked.flatMap((own, k) => {
      const found = differenceFrom(own, answers[k]![4]);
      if (own.single === null)
        return found === 'there is no model.onnx' ? [] : [`${own.name}: ${found}`];
      if ('not_measured' in own.single) return [];
      const said = own.single.largest_difference!;
      if (said > singleTolerance) far.push(own.name);
      const near = typeof found === 'number' && found <= Math.max(singleTolerance, 2 * said);
      return near ? [] : [`${own.name}: ${found} ${said}`];
    });
    expect(apart.join('\n')).toBe('');
    expect(far.map((name) => name.replace(/ \{.*/, ''))).toEqual([
      ...['values', 'two classes', 'three classes'].map((t) => `${t}: randomForest`),
      'gaps: explainableBoosting',
    ]);
  });

  it('explains through app.py as the page does, where that is exact', () => {
    const unexplained = new Set<string>();
    const apart = asked.flatMap(({ name, explained }, k) => {
      if (explained === null) return (unexplained.add(/: (\w+)/.exec(name)![1]!), []);
      const found = explainedApart(explained, answers[k]![3]);
      return typeof found === 'string' || found > 1e-9 ? [`${name}: ${found}`] : [];
    });
    expect(apart.join('\n')).toBe('');
    expect([...unexplained].sort()).toEqual([
      ...['adaBoost', 'baseline', 'bernoulliNB', 'birch', 'categoricalNB', 'explainableBoosting'],
      ...['gaussianMixture', 'gaussianNB', 'kMeans', 'kNeighbors', 'meanShift', 'miniBatchKMeans'],
      ...['multilayerPerceptron', 'quadraticDiscriminantAnalysis'],
    ]);
  });

  it('says that it is not of the browser once a digit of model.json is another', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-restore-'));
    const from = asked[0]!.dir;
    await cp(from, dir, { recursive: true });
    const text = await readFile(join(dir, 'model.json'), 'utf8');
    await rm(join(dir, 'model.pkl'));
    await writeFile(join(dir, 'model.json'), text.replace(/(\d)(\d),/, '$2$1,'));
    const { code, stderr } = await ran(python!, ['restore.py'], { cwd: dir });
    expect([code, stderr]).toEqual([
      1,
      'model.json was changed after it was written: its checksum is not right\n',
    ]);
    expect(existsSync(join(dir, 'model.pkl'))).toBe(false);
  });

  it.skipIf(['black', 'ruff', 'mypy'].some((name) => tool(name) === null))(
    'is written as black formats it, with nothing to say for ruff and mypy',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-restore-'));
      // Each restore.py has a preprocessing.py of its own; this one has every name.
      const all =
        'from typing import Any\n\n\ndef __getattr__(name: str) -> Any:\n    raise AttributeError(name)\n';
      for (const name of ['preprocessing', 'inference', 'explain'])
        await writeFile(join(dir, `${name}.py`), all);
      const known = new Set<string>();
      const shapes = new Set<string>();
      for (const [k, { dir: from }] of asked.entries()) {
        for (const file of ['app.py', 'explain.py'].filter((f) => existsSync(join(from, f)))) {
          const text = await readFile(join(from, file), 'utf8');
          const shape = file === 'app.py' ? `explains: ${text.includes('Explanation')}` : text;
          if (!shapes.has(shape)) await writeFile(join(dir, `${k}_${file}`), text);
          shapes.add(shape);
        }
        const text = await readFile(join(from, 'restore.py'), 'utf8');
        const functions = [...text.matchAll(/^def (\w+)/gm)].map((m) => m[1]!);
        if (functions.every((name) => known.has(name))) continue;
        for (const name of functions) known.add(name);
        await writeFile(join(dir, `restore${k}.py`), text);
      }
      const said = await Promise.all([
        ran(tool('black')!, ['--check', '-q', '--diff', '.'], { cwd: dir }),
        ran(tool('ruff')!, ['check', '-q', '--select', rules, '.'], { cwd: dir }),
        ran(tool('mypy')!, ['--ignore-missing-imports', '--follow-imports=skip', '.'], {
          cwd: dir,
        }),
      ]);
      for (const { code, stdout } of said) expect(code, stdout).toBe(0);
    },
    120_000,
  );

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
