import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  columnsOf,
  file,
  json,
  peopleCsv,
  read,
  refused,
  type Scores,
  type Studied,
  type Trained,
} from './cli.support.ts';

let people: string;
beforeAll(() => {
  people = file('people.csv', peopleCsv());
});
const training = (...more: string[]): string[] => [
  'train',
  people,
  '--target',
  'survived',
  ...more,
];

describe('train, predict, run and export of one recipe', () => {
  let trained: Studied;
  beforeAll(async () => {
    trained = await json<Studied>(
      ...training(
        '--model',
        'logistic',
        '--validation',
        '0.2',
        '--save',
        at('runs/a.json'),
        '--save-recipe',
        at('recipe.json'),
        ...['--calibrate', '3', '--costs', '1,5', '--learning-curve', '2'],
        ...['--folds', '3', '--repeats', '2'],
      ),
    );
  });

  it('train answers what takes more fits, and says where it errs and how wide a set must be', () => {
    const { threshold, rows, recalibration } = trained.out_of_fold;
    expect(rows).toBe(trained.split.train);
    expect(threshold.best).toBeLessThan(0.5);
    expect(threshold.cost).toBeLessThanOrEqual(threshold.cost_at_half);
    expect(Object.keys(recalibration.parts.test)).toEqual(['none', 'platt', 'isotonic']);
    expect(trained.learning_curve.points).toHaveLength(5);
    const { values, interval, mean } = trained.folds;
    expect(values).toHaveLength(6);
    expect(interval.low).toBeLessThan(mean);
    expect(interval.high - mean).toBeCloseTo(mean - interval.low, 12);
    expect(trained.segments.rows).toBe(trained.split.validation);
    expect(trained.calibration[0]!.brier).toBeCloseTo(trained.metrics.validation['brier']!, 12);
    expect(trained.conformal.levels.map((l) => l.level)).toEqual([0.8, 0.9, 0.95]);
  });

  it('predict calls the second class above the threshold it is given', async () => {
    const answers = async (threshold: number): Promise<Map<string, string[]>> => {
      const out = at(`t${threshold}.csv`);
      await json('predict', at('runs/a.json'), people, '--out', out, '--threshold', `${threshold}`);
      return columnsOf(read(`t${threshold}.csv`));
    };
    const told = await answers(0.2);
    const above = told.get('probability_1')!.map((p) => (Number(p) > 0.2 ? '1' : '0'));
    expect(told.get('prediction')).toEqual(above);
    expect(new Set(above).size).toBe(2);
  });

  it('a threshold that is kept decides every label of the run, and can be forgotten', async () => {
    const run = at('runs/kept.json');
    const data = ['--data', people, '--folds', '3'];
    const kept = await json<{ threshold: number; label: string; metrics: Scores }>(
      ...['threshold', at('runs/a.json'), '--costs', '1,5', ...data, '--out', run],
    );
    expect(kept.threshold).toBe(trained.out_of_fold.threshold.best);
    expect(kept.label).toMatch(/least expected cost on \d+ training rows/);
    const above = (p: string): string => (Number(p) > kept.threshold ? '1' : '0');
    const said = await json('predict', run, people, '--out', at('kept.csv'));
    expect(said).toMatchObject({ threshold: kept.threshold, label: kept.label });
    const told = columnsOf(read('kept.csv'));
    expect(told.get('prediction')).toEqual(told.get('probability_1')!.map(above));
    const truth = columnsOf(peopleCsv()).get('survived')!;
    const right = told.get('prediction')!.filter((p, i) => p === truth[i]).length;
    const split = trained.split;
    const expected = (['train', 'validation', 'test'] as const).reduce(
      (n, p) => n + kept.metrics[p]['accuracy']! * split[p],
      0,
    );
    expect(right).toBeCloseTo(expected, 9);
    const fair = await json('fairness', run, people, '--by', 'sex');
    expect(fair).toMatchObject({ threshold: kept.threshold });
    const whole = await json<{ scores: Scores; verified: { ok: boolean }[]; files: string[] }>(
      ...['export', run, '--data', people, '--out', at('cut')],
    );
    expect(whole.scores).toEqual(kept.metrics);
    expect(whole.verified.map((v) => v.ok)).toEqual([true]);
    const certificate = whole.files.find((f) => f.endsWith('certificate.json'))!;
    expect(JSON.parse(read(`cut/${certificate}`))).toMatchObject({
      label: { threshold: kept.threshold, words: kept.label },
      metrics: { test: { accuracy: kept.metrics.test['accuracy'] } },
    });
    await json('verify', run, '--data', people);
    expect((await json('run-again', run, people)).same).toBe(true);
    await json('threshold', run, '--clear');
    await json('predict', run, people, '--out', at('half.csv'));
    await json('predict', at('runs/a.json'), people, '--out', at('p.csv'));
    expect(read('half.csv')).toBe(read('p.csv'));
  });

  it('thresholds by group decide by the group of each row, as the study found them', async () => {
    const run = at('runs/groups.json');
    const kept = await json<{ groups: { group: string; threshold: number }[]; metrics: Scores }>(
      ...['threshold', at('runs/a.json'), '--by', 'sex', '--aim', 'demographicParity'],
      ...['--data', people, '--folds', '3', '--out', run],
    );
    expect(kept.groups.map((g) => g.group).sort()).toEqual(['female', 'male']);
    expect(new Set(kept.groups.map((g) => g.threshold)).size).toBe(2);
    await json('predict', run, people, '--out', at('g.csv'));
    const [told, cells] = [columnsOf(read('g.csv')), columnsOf(peopleCsv())];
    const cut = new Map(kept.groups.map((g) => [g.group, g.threshold]));
    const expected = told
      .get('probability_1')!
      .map((p, i) => (Number(p) > cut.get(cells.get('sex')![i]!)! ? '1' : '0'));
    expect(told.get('prediction')).toEqual(expected);
    const { code, error } = await refused(
      ...['threshold', at('runs/a.json'), '--by', 'id', '--data', people, '--folds', '3'],
    );
    expect([code, error]).toEqual([2, expect.stringContaining('make it a feature')]);
    const off = await refused('threshold', at('runs/a.json'), '--at', '0.30004');
    expect(off.error).toContain('Use 0.3.');
  });

  it('run gives what train gave, and writes recipe, results and runs', async () => {
    const done = await json<{ results: (Trained & { file: string })[] }>(
      'run',
      at('recipe.json'),
      '--data',
      people,
      '--out',
      at('out'),
    );
    expect(done.results).toHaveLength(1);
    const { metrics, baseline, fitted, split, features } = done.results[0]!;
    expect({ metrics, baseline, fitted, split, features }).toEqual({
      metrics: trained.metrics,
      baseline: trained.baseline,
      fitted: trained.fitted,
      split: trained.split,
      features: trained.features,
    });
    expect(readdirSync(at('out')).sort()).toEqual(
      ['recipe.json', 'results.json', done.results[0]!.file].sort(),
    );
  });

  it('predict with either run file gives the accuracy that train told', async () => {
    await json('predict', at('runs/a.json'), people, '--out', at('p.csv'));
    await json('predict', at('out/run-logisticRegression.json'), people, '--out', at('q.csv'));
    expect(read('q.csv')).toBe(read('p.csv'));
    const told = columnsOf(read('p.csv'));
    expect([...told.keys()]).toEqual(['row', 'prediction', 'probability_0', 'probability_1']);
    const truth = columnsOf(peopleCsv()).get('survived')!;
    const right = told.get('prediction')!.filter((p, i) => p === truth[i]).length;
    const expected = (['train', 'validation', 'test'] as const).reduce(
      (n, p) => n + trained.metrics[p]['accuracy']! * trained.split[p],
      0,
    );
    expect(right).toBeCloseTo(expected, 9);
    expect(
      Number(told.get('probability_0')![0]) + Number(told.get('probability_1')![0]),
    ).toBeCloseTo(1, 12);
  });

  it('predicts the same for shuffled and extra columns, and without the target and what is dropped', async () => {
    const cells = columnsOf(peopleCsv());
    const write = (
      name: string,
      columns: readonly (readonly [string, readonly string[]])[],
    ): string => {
      const rows = columns[0]![1].map((_, i) => columns.map(([, c]) => c[i]).join(','));
      return file(name, [columns.map(([n]) => n).join(','), ...rows].join('\n'));
    };
    const shuffled = write('shuffled.csv', [['extra', cells.get('id')!], ...[...cells].reverse()]);
    const fewer = write(
      'fewer.csv',
      [...cells].filter(([n]) => n !== 'survived' && n !== 'id'),
    );
    for (const path of [shuffled, fewer]) {
      await json('predict', at('runs/a.json'), path, '--out', at('r.csv'));
      expect(read('r.csv')).toBe(read('p.csv'));
    }
    const said = await json('predict', at('runs/a.json'), shuffled, '--out', at('r.csv'));
    expect(said.err).toContain('WARNING');
    expect(said.err).toContain('extra');
  });

  it('predicts one row as among many, and a category that it never saw', async () => {
    const [header, first] = peopleCsv().split('\n');
    await json(
      'predict',
      at('runs/a.json'),
      file('one.csv', `${header}\n${first}`),
      '--out',
      at('r.csv'),
    );
    expect(read('r.csv')).toBe(read('p.csv').split('\n').slice(0, 2).join('\n') + '\n');
    const unseen = first!.replace(/male|female/, 'unheard of');
    await json(
      'predict',
      at('runs/a.json'),
      file('one.csv', `${header}\n${unseen}`),
      '--out',
      at('r.csv'),
    );
    expect(columnsOf(read('r.csv')).get('row')).toEqual(['0']);
  });

  it('refuses a file that lacks a column which the model needs, by name', async () => {
    const { code, error } = await refused(
      'predict',
      at('runs/a.json'),
      file('lacks.csv', 'id,age\n1,2\n'),
      '--out',
      at('r.csv'),
    );
    expect(code).toBe(4);
    for (const name of ['fare', 'sex', 'port']) expect(error).toContain(`“${name}”`);
    expect(error).not.toContain('survived');
  });

  it('export writes the project with the very scores', async () => {
    const done = await json<{ files: string[]; scores: Scores; folds: Studied['folds'] }>(
      ...['export', at('recipe.json'), '--data', people, '--out', at('project')],
      ...['--folds', '3', '--repeats', '2'],
    );
    expect(done.scores).toEqual(trained.metrics);
    expect(done.folds).toEqual(trained.folds);
    const code = read(`project/${done.files.find((f) => f.endsWith('train.py'))!}`);
    expect(code).toContain('RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=42)');
    const told = read(`project/${done.files.find((f) => f.endsWith('README.md'))!}`);
    expect(told).toContain(
      `mean ${trained.folds.metric.replaceAll('_', '\\_')} ${trained.folds.mean}`,
    );
    for (const name of [
      'train.py',
      'preprocessing.py',
      'inference.py',
      'notebook.ipynb',
      'config.yaml',
      'requirements.txt',
      'README.md',
      'data.schema.json',
      'model.json',
      'restore.py',
    ])
      expect(
        done.files.some((f) => f.endsWith(name)),
        name,
      ).toBe(true);
    for (const f of done.files) expect(existsSync(at(`project/${f}`)), f).toBe(true);
    const again = await json<{ files: string[] }>(
      'export',
      at('runs/a.json'),
      '--data',
      people,
      '--out',
      at('again'),
    );
    for (const f of again.files) expect(read(`again/${f}`), f).toBe(read(`project/${f}`));
  });

  it('export --to writes the same service for a place, and refuses one that it does not know', async () => {
    const from = ['export', at('runs/a.json'), '--data', people, '--out', at('fly')];
    const { files } = await json<{ files: string[] }>(...from, '--to', 'fly');
    expect(files).toContain('fly.toml');
    for (const f of files) expect(existsSync(at(`fly/${f}`)), f).toBe(true);
    const [folder] = readdirSync(at('project'));
    for (const f of ['app.py', 'restore.py', 'model.json'])
      expect(read(`fly/${f}`), f).toBe(read(`project/${folder!}/${f}`));
    const { code, error } = await refused(...from, '--to', 'moon');
    expect(code).not.toBe(0);
    expect(error).toContain('sql, sql-model, dbt, pyspark, dask');
  });
});
