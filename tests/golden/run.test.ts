import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColumnProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { project, type ProjectOptions } from '#lib/codegen/targets/project.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { python, ran, runScript, tool } from './python.ts';
import { profileOf, recipeOf, recipes } from './recipes.ts';
import { registry } from './registry.ts';
import { tableOf } from '#lib/engine/table.ts';
import { RandomState } from '#lib/engine/random.ts';
import { apply } from '#lib/recipe/edits.ts';
import { loadedOf, train } from '../unit/engine.support.ts';

type Scores = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'tabwise-run-'));

const projectFiles = (recipe: Recipe, options?: ProjectOptions): Map<string, string> =>
  new Map(
    [...project(recipe, registry, options)].map(([path, text]) => [path.split('/')[1]!, text]),
  );

async function run(recipe: Recipe, csv: string, args: readonly string[] = []): Promise<Scores> {
  const files = new Map([['train.py', script(recipe, registry).code]]);
  return (await runScript(await scratch(), csv, files, args)).result as Scores;
}

/** Two groups of rows that a model can tell apart, with holes. */
const people = ['sex,age,bought']
  .concat(
    Array.from(
      { length: 60 },
      (_, i) =>
        `${i % 3 ? 'male' : 'female'},${i % 7 ? 20 + ((i * 37) % 50) : ''},${(i * 5) % 7 > 2 ? 'yes' : 'no'}`,
    ),
  )
  .join('\n');

describe.skipIf(python === null)('the script', () => {
  it('prints one JSON object with the parts the split makes', async () => {
    const scores = await run(recipes.get('sequence')!, people);
    expect(Object.keys(scores)).toEqual(['train', 'test']);
  });

  it('gives the same scores by lanes as by steps in sequence', async () => {
    const lanes = recipeOf({
      columns: [
        ['sex', 'category'],
        ['age', 'number'],
        ['bought', 'category', 'target'],
      ],
      task: 'binary',
      steps: [
        ['impute', ['age'], { strategy: 'mean', indicator: true }],
        ['standardScale', ['age', 'age_missing']],
        ['oneHot', ['sex']],
      ],
      models: [['logisticRegression']],
    });
    const last = {
      ...lanes.steps[1]!,
      key: 's9',
      columns: ['sex_female', 'sex_male'],
      params: { withMean: false, withStd: false },
    };
    const sequence = { ...lanes, steps: [...lanes.steps, last] };
    expect(script(lanes, registry).code).not.toContain('OnColumns');
    expect(script(sequence, registry).code).toContain('OnColumns');
    const [a, b] = [await run(lanes, people), await run(sequence, people)];
    for (const part of Object.keys(a))
      expect(b[part]!['log_loss']).toBeCloseTo(a[part]!['log_loss']!, 9);
  });

  it('divides the rows by the split column, whatever its case and blanks', async () => {
    const csv =
      'part;grade;width;kind\ntrain;low;1;a\n Train;middle;2;b\nTRAIN;high;3;c\nVal;low;1;a\ndev;low;1;a\ntest;high;3;c\nother;low;1;a\ntest;low;;\n';
    const dir = await scratch();
    const files = new Map([['train.py', script(recipes.get('split-column')!, registry).code]]);
    const { result } = await runScript(dir, csv, files, ['--predictions', 'p.csv']);
    expect(Object.keys(result as Scores)).toEqual(['train', 'validation', 'test']);
    expect((await readFile(join(dir, 'p.csv'), 'utf8')).split('\n').slice(1, -1)).toHaveLength(1);
  });

  it('counts rows by their weight, in the fit and in every score, as the app does', async () => {
    const random = new RandomState(5);
    const rows = Array.from({ length: 120 }, () => {
      const [age, income] = [random.randint(18, 80), random.randint(0, 900) / 8];
      const bought = age + income / 2 + 30 * random.randomSample() > 75 ? 'yes' : 'no';
      return [age, income, random.randint(0, 5), bought] as const;
    });
    const names = ['age', 'income', 'people', 'bought'];
    const csv = [names, ...rows].map((cells) => cells.join(',')).join('\n');
    const recipe = recipes.get('weighted')!;
    const cells = names.map((name, j) => [name, rows.map((row) => row[j]!)] as const);
    const { result } = train(loadedOf(tableOf(cells)), recipe);
    const scores = await run(recipe, csv);
    for (const part of ['train', 'validation', 'test'] as const)
      for (const [id, value] of result.metrics[part])
        expect(scores[part]![id], `${part} ${id}`).toBeCloseTo(value!, 6);
    const [first] = result.metrics.test;
    const role = { kind: 'setRole', column: 'people', role: 'ignored' } as const;
    const even = train(loadedOf(tableOf(cells)), apply(recipe, role)).result.metrics.test;
    expect(Math.abs(even[0]![1]! - first![1]!)).toBeGreaterThan(1e-3);
    // Reweighed on top of the weights, as `reweighed` of the exported code does it.
    const kind = { kind: 'setReweigh', columns: ['people'] } as const;
    const fair = apply(apply(recipe, role), kind);
    const told = train(loadedOf(tableOf(cells)), fair).result.metrics.test;
    const said = await run(fair, csv);
    for (const [id, value] of told) expect(said['test']![id], id).toBeCloseTo(value!, 6);
    expect(told).not.toEqual(even);
    const lacks = csv.replace(/^(\d+,[\d.]+),\d+/m, '$1,-1');
    const dir = await scratch();
    const files = new Map([['train.py', script(recipe, registry).code]]);
    await expect(runScript(dir, lacks, files)).rejects.toThrow('A row has no weight');
  });

  it('counts rows by their weight also where there is no target, as the app does', async () => {
    const random = new RandomState(6);
    const names = ['age', 'income', 'people'];
    const rows = Array.from({ length: 90 }, (_, i) => [
      (i % 3) * 20 + random.randint(0, 64) / 8,
      (i % 2) * 30 + random.randint(0, 64) / 8,
      random.randint(0, 4),
    ]);
    const recipe = recipeOf({
      columns: [
        ['age', 'number'],
        ['income', 'number'],
        ['people', 'integer', 'weight'],
      ],
      task: 'clustering',
      steps: [['standardScale', ['age', 'income']]],
      models: [['dbscan', { eps: 0.3, minSamples: 9 }]],
    });
    const cells = names.map((name, j) => [name, rows.map((row) => row[j]!)] as const);
    const { result } = train(loadedOf(tableOf(cells)), recipe);
    expect(result.judged.value).not.toBeNull();
    const csv = [names, ...rows].map((row) => row.join(',')).join('\n');
    const scores = await run(recipe, csv);
    for (const [id, value] of result.metrics.train)
      expect(scores['train']![id], id).toBeCloseTo(value!, 9);
    const role = { kind: 'setRole', column: 'people', role: 'ignored' } as const;
    const even = train(loadedOf(tableOf(cells)), apply(recipe, role)).result;
    expect(even.unsupervised!.labels).not.toEqual(result.unsupervised!.labels);
  });

  it('writes test predictions by file row with every digit', async () => {
    const dir = await scratch();
    const files = new Map([['train.py', script(recipes.get('sequence')!, registry).code]]);
    await runScript(dir, people, files, ['--predictions', 'p.csv']);
    const [header, ...rows] = (await readFile(join(dir, 'p.csv'), 'utf8')).trimEnd().split('\n');
    expect(header).toBe('row,y_true,prediction,probability_0,probability_1');
    for (const row of rows) {
      const [place, y, , p0, p1] = row.split(',');
      expect(people.split('\n')[Number(place) + 1]).toMatch(new RegExp(`,${y}$`));
      expect(Number(p0) + Number(p1)).toBeCloseTo(1, 12);
    }
  });

  it('skips rows with too many cells, the first row too, and names repaired headers by position', async () => {
    const rows = ['1,2,a,3', '2,5,"b,5', '4,4,c,6', '2,5,b'];
    const clean = ['x,x,,y', ...rows, ''].join('\n');
    const dirty = [
      'x,x,,y',
      '9,9,9,9,9',
      ...rows.slice(0, 2),
      '2,3,b,4,9',
      ...rows.slice(2),
      '',
    ].join('\n');
    const repaired = recipes.get('repaired')!;
    const whole = { ...repaired, source: { ...repaired.source, rejectedRows: [] } };
    expect(await run(repaired, dirty)).toEqual(await run(whole, clean));
  });

  it('reads codes with leading zeros as text and keeps whole labels whole', async () => {
    const recipe = recipeOf({
      columns: [
        ['code', 'category'],
        ['x', 'number'],
        ['label', 'integer', 'target'],
      ],
      task: 'multiclass',
      steps: [['oneHot', ['code']]],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['decisionTree']],
    });
    const rows = Array.from({ length: 30 }, (_, i) => `00${i % 3},${i},${[2, 10, 1][i % 3]}`);
    const dir = await scratch();
    const files = projectFiles(recipe);
    await runScript(dir, ['code,x,label', ...rows].join('\n'), files);
    const seen = JSON.parse(await readFile(join(dir, 'training.json'), 'utf8')) as Record<
      string,
      { levels: string[] }
    >;
    expect(seen['code']!.levels).toEqual(['000', '001', '002']);
    const { stdout } = await ran(python!, ['inference.py', '--row', '{"code": "001", "x": 1}'], {
      cwd: dir,
    });
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      'prediction',
      'probability_1',
      'probability_2',
      'probability_10',
    ]);
  });

  it('counts cells that are no numbers as missing where the profile knows of them', async () => {
    const recipe = recipeOf({
      columns: [
        ['x', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [['impute', ['x'], { strategy: 'constant', fillValue: -1 }]],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['decisionTree']],
    });
    const misfit = { name: 'x', misfits: 2 } as ColumnProfile;
    const { code } = script(recipe, registry, {
      profile: { rows: 4, columns: [misfit], duplicateRows: 0 },
    });
    const csv = 'x,y\n1,10\nnone,20\n1_000,20\n 3 ,30\n';
    const { result } = await runScript(await scratch(), csv, new Map([['train.py', code]]));
    expect((result as Scores)['train']!['r2']).toBe(1);
  });

  it('casts, drops and keeps going where a cast empties cells', async () => {
    const recipe = recipeOf({
      columns: [
        ['x', 'category'],
        ['z', 'text'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['dropColumns', ['z']],
        ['cast', ['x'], { to: 'number' }],
        ['impute', ['x'], { strategy: 'mean' }],
      ],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['linearRegression']],
    });
    const scores = await run(recipe, 'x,z,y\n1,a,2\n2,b,4\n?,c,4\n3,d,6\n');
    expect(scores['train']!['rmse']).toBeCloseTo(0, 9);
  });
});

describe.skipIf(python === null)('the project', () => {
  let dir = '';
  let trained: Scores = {};
  beforeAll(async () => {
    dir = await scratch();
    const base = recipes.get('titanic')!;
    const rows = Array.from(
      { length: 80 },
      (_, i) =>
        `${i},${(i * 3) % 7 > 3 ? 1 : 0},${1 + (i % 3)},n${i},${i % 2 ? 'male' : 'female'},${i % 9 ? i % 60 : ''},0,0,t${i},${i}.5,,${'SCQ'[i % 3]}`,
    );
    const csv = [base.source.columns.map((c) => c.name).join(','), ...rows].join('\n');
    const files = projectFiles(base, { profile: profileOf(base) });
    trained = (await runScript(dir, csv, files)).result as Scores;
    await writeFile(join(dir, 'titanic_train.csv'), csv);
  });
  const infer = (...args: readonly string[]): ReturnType<typeof ran> =>
    ran(python!, ['inference.py', ...args], { cwd: dir });

  it('scores as the standalone script does', async () => {
    const csv = await readFile(join(dir, 'data.csv'), 'utf8');
    expect(await run(recipes.get('titanic')!, csv)).toEqual(trained);
  });

  it('predicts every row of a file without the target, duplicates included', async () => {
    const row = '3,male,22,0,0,7.25,S';
    await writeFile(
      join(dir, 'new.csv'),
      `Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n${row}\n${row}\n`,
    );
    const { code, stdout, stderr } = await infer('new.csv');
    expect(code, stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  it('predicts one row as the file would', async () => {
    const { stdout } = await infer(
      '--row',
      '{"Pclass": 3, "Sex": "male", "Age": 22, "SibSp": 0, "Parch": 0, "Fare": 7.25, "Embarked": "S"}',
    );
    const fromFile = (await infer('new.csv')).stdout.split('\n')[1]!.split(',').map(Number);
    expect(Object.values(JSON.parse(stdout) as Record<string, number>)).toEqual(fromFile);
  });

  it('counts unseen categories and numbers out of range, and still predicts', async () => {
    const { code, stderr } = await infer(
      '--row',
      '{"Pclass": 3, "Sex": "robot", "Age": 999, "SibSp": 0, "Parch": 0, "Fare": 7, "Embarked": "S", "more": 1}',
    );
    expect(code).toBe(0);
    expect(stderr).toContain("'Sex': 1 unseen categories");
    expect(stderr).toContain("'Age': 1 numbers out of range");
    expect(stderr).toContain("ignored columns: ['more']");
  });

  it.each([
    ['a missing column', ['--row', '{"Pclass": 3}'], 'missing columns'],
    [
      'text for a number',
      ['--row', '{"Pclass": "third"}'],
      "column 'Pclass' needs a number instead of 'third'",
    ],
    ['a missing file', ['nowhere.csv'], 'nowhere.csv'],
    ['no JSON', ['--row', 'x'], 'not JSON'],
  ])('ends with 2 and says why for %s', async (_, args, reason) => {
    const { code, stderr } = await infer(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('Traceback');
  });

  it('predicts files with repaired headers, with or without the target, and refuses a row it cannot place', async () => {
    const repaired = await scratch();
    const csv = 'x,x,,y\n9,9,9,9,9\n1,2,a,3\n2,5,b,5\n2,3,b,4,9\n4,4,c,6\n2,5,b\n';
    await runScript(repaired, csv, projectFiles(recipes.get('repaired')!));
    const predict = async (text: string): Promise<readonly [number, string]> => {
      await writeFile(join(repaired, 'new.csv'), text);
      const { code, stdout, stderr } = await ran(python!, ['inference.py', 'new.csv'], {
        cwd: repaired,
      });
      return [code, code === 0 ? stdout : stderr];
    };
    const [, withTarget] = await predict('x,x,,y\n1,2,a,3\n');
    expect(withTarget.trimEnd().split('\n')).toHaveLength(2);
    expect(await predict('x,x,\n1,2,a\n')).toEqual([0, withTarget]);
    expect(await predict('x_2,x\n2,1\n')).toEqual([0, withTarget]);
    expect((await predict('x,x,,y\n1,2,a,3\n1,2,a,3,4\n'))[0]).toBe(2);
    expect((await predict('x,x,,y\n1,2,a,3,4\n'))[0]).toBe(2);
  });

  it('predicts a row and a file whose numbers and dates are written as in the training file', async () => {
    const european = await scratch();
    const recipe = recipeOf({
      columns: [
        ['price', 'number', 'feature', 'price EUR'],
        ['day', 'date'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      dialect: { delimiter: ';', skip: 1, header: 2 },
      parse: {
        price: { ...plainNumber, decimal: ',', thousands: '.', affixes: ['€'] },
        day: { as: 'date', formats: ['%d.%m.%Y'] },
      },
      steps: [['oneHot', ['day']]],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['decisionTree']],
    });
    const rows = Array.from(
      { length: 20 },
      (_, i) => `1.00${i % 10},5 €;${1 + (i % 2)}.2.2020;${i}`,
    );
    const csv = ['Report', 'price;day;y', 'EUR;;', ...rows, ''].join('\n');
    await runScript(european, csv, projectFiles(recipe));
    const ask = (...args: string[]): ReturnType<typeof ran> =>
      ran(python!, ['inference.py', ...args], { cwd: european });
    const whole = (await ask('data.csv')).stdout.trimEnd().split('\n').slice(1).map(Number);
    expect(whole).toHaveLength(20);
    const { stdout, stderr } = await ask('--row', '{"price": "1.003,5 €", "day": "2.2.2020"}');
    expect(Object.values(JSON.parse(stdout) as object), stderr).toEqual([whole[3]]);
    const { stdout: same } = await ask('--row', '{"price": 1003.5, "day": "02.02.2020"}');
    expect(same).toBe(stdout);
    const turned = ['Report', 'day;price', ';EUR', '2.2.2020;1.003,5 €', ''].join('\n');
    await writeFile(join(european, 'turned.csv'), turned);
    const byName = await ask('turned.csv');
    expect(byName.code, byName.stderr).toBe(2);
    expect(byName.stderr).toContain("missing columns: ['price']");
    const alike = ['Report', 'price;day', 'EUR;', '1.003,5 €;2.2.2020', ''].join('\n');
    await writeFile(join(european, 'alike.csv'), alike);
    expect((await ask('alike.csv')).stdout.trimEnd().split('\n').slice(1).map(Number)).toEqual([
      whole[3],
    ]);
  });

  it('takes a level of --row that is none for missing, as in a file', async () => {
    const sizes = await scratch();
    const recipe = recipeOf({
      columns: [
        ['size', 'ordinal'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      steps: [['oneHot', ['size']]],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['decisionTree']],
    });
    const { source } = recipe;
    const columns = source.columns.map((c, k) => (k === 0 ? { ...c, order: ['S', 'M'] } : c));
    const csv = 'size,y\nS,1\nM,2\nhuge,5\nS,1\nM,2\nhuge,5\n';
    await runScript(sizes, csv, projectFiles({ ...recipe, source: { ...source, columns } }));
    const predict = async (row: string): Promise<unknown> => {
      const { stdout } = await ran(python!, ['inference.py', '--row', row], { cwd: sizes });
      return JSON.parse(stdout);
    };
    expect(await predict('{"size": "M"}')).toEqual({ prediction: 2 });
    expect(await predict('{"size": "huge"}')).toEqual({ prediction: 5 });
    expect(await predict('{"size": "huge"}')).toEqual(await predict('{"size": null}'));
  });

  it.skipIf(tool('jupyter') === null)('has a notebook that runs from top to bottom', async () => {
    const { code, stderr } = await ran(tool('jupyter')!, ['execute', 'notebook.ipynb'], {
      cwd: dir,
    });
    expect(code, stderr).toBe(0);
  });
});
