import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelNamed } from '../../cli/commands/train.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { at, file, json, peopleCsv, refused, tabwise, type Trained } from './cli.support.ts';

let people: string;
const training = (...more: string[]): string[] => [
  'train',
  people,
  '--target',
  'survived',
  ...more,
];
beforeAll(() => {
  people = file('people.csv', peopleCsv());
});

describe('profile', () => {
  it('tells rows, columns and findings as JSON', async () => {
    const found = await json<{
      rows: number;
      columns: Record<string, unknown>[];
      findings: unknown[];
    }>('profile', people, '--json');
    expect(found.rows).toBe(120);
    expect(found.columns.map((c) => c['name'])).toEqual([
      'id',
      'age',
      'fare',
      'sex',
      'port',
      'part',
      'survived',
    ]);
    for (const c of found.columns)
      expect(c).toMatchObject({
        type: expect.any(String) as string,
        role: expect.any(String) as string,
        missing: expect.any(Number) as number,
        distinct: expect.any(Number) as number,
      });
    expect(found.columns[1]).toMatchObject({ type: 'integer', missing: 20 });
    expect(found.findings.length).toBeGreaterThan(0);
    expect(found.err).toContain('INFO ');
    expect(found.err).toContain("| data.open | Read 120 rows and 7 columns of 'people.csv'");
  });

  it.each([
    ['one row', 'a,b\n1,2\n', 1],
    ['one column', 'a\n1\n2\n3\n', 3],
    ['no line break at the end', 'a,b\n1,2', 1],
    ['a header only', 'a,b\n', 0],
  ])('reads a file of %s', async (words, text, rows) => {
    expect((await json<{ rows: number }>('profile', file(`${words}.csv`, text))).rows).toBe(rows);
  });
});

describe('suggest', () => {
  it('tells target, task, steps and models as JSON', async () => {
    const found = await json<{
      target: string;
      task: string;
      steps: Suggestion[];
      models: Record<string, unknown>[];
    }>('suggest', people, '--target', 'survived', '--json');
    expect(found).toMatchObject({ target: 'survived', task: 'binary' });
    expect(found.steps.map((s) => s.type)).toEqual(
      expect.arrayContaining(['impute', 'encode', 'scale']),
    );
    for (const s of found.steps)
      expect(Object.keys(s).sort()).toEqual([
        'confidence',
        'console_preview',
        'id',
        'params',
        'rationale',
        'target_columns',
        'type',
      ]);
    expect(found.models.length).toBeGreaterThan(1);
    expect(found.models[0]).toMatchObject({
      model: expect.any(String) as string,
      confidence: expect.any(Number) as number,
      rationale: expect.any(String) as string,
    });
  });

  it('judges the rows that the split leaves for training, so that four rows are enough', async () => {
    const four = file('four.csv', 'a,b,y\n1,2,yes\n2,3,no\n3,1,yes\n4,5,no\n');
    expect((await refused('suggest', four, '--target', 'y')).error).toContain('test part');
    const found = await json<{ leakage: { rows: number } }>(
      ...['suggest', four, '--target', 'y', '--test', '0.5'],
    );
    expect(found.leakage.rows).toBe(2);
  });
});

describe('train', () => {
  it('tells everything that the issue names, under scikit-learn’s names', async () => {
    const found = await json<Trained>(...training('--model', 'logistic', '--json'));
    expect(found).toMatchObject({
      task: 'binary',
      model: 'logisticRegression',
      rows: 120,
      split: { train: 96, validation: 0, test: 24 },
    });
    for (const id of ['accuracy', 'roc_auc', 'f1_weighted', 'log_loss'])
      for (const of of [found.metrics, found.baseline]) {
        expect(of.test[id], id).toBeTypeOf('number');
        expect(of.validation[id], id).toBeNull();
      }
    expect(Object.keys(found.fitted.coefficients).sort()).toEqual([...found.features].sort());
    expect(found.fitted.intercept).toBeTypeOf('number');
    expect(found.seconds).toBeGreaterThan(0);
    expect(found.err).toContain('SUCCESS');
  });

  it('gives the same numbers twice, and others for another seed', async () => {
    const run = async (seed: string) => {
      const { metrics, fitted } = await json<Trained>(
        ...training('--model', 'rf', '--params', '{"n_estimators": 5}', '--seed', seed),
      );
      return { metrics, fitted };
    };
    const seven = await run('7');
    expect(await run('7')).toEqual(seven);
    expect(await run('8')).not.toEqual(seven);
  });

  it.each(['RandomForest', 'random-forest', 'rf', 'random_forest', 'RANDOM FOREST'])(
    'knows the model by the name %s',
    (name) => expect(modelNamed(name).id).toBe('randomForest'),
  );

  it('takes parameters in scikit-learn’s names', async () => {
    const found = await json<Trained>(
      'train',
      people,
      '--target',
      'fare',
      '--model',
      'ridge',
      '--params',
      '{"alpha": 3, "fit_intercept": false}',
    );
    expect(found).toMatchObject({ task: 'regression', params: { alpha: 3, fitIntercept: false } });
    for (const id of ['r2', 'rmse', 'mae']) expect(found.metrics.test[id]).toBeTypeOf('number');
  });

  it('takes a split made elsewhere, whose column is no feature and gets no step', async () => {
    const found = await json<Trained>(...training('--model', 'tree', '--split-column', 'part'));
    expect(found.split).toEqual({ train: 72, validation: 24, test: 24 });
    expect(found.features.filter((f) => f.startsWith('part'))).toEqual([]);
    expect(found.steps.flatMap((s) => s.columns)).not.toContain('part');
    expect(found.steps.map((s) => s.step)).toContain('oneHot');
  });

  it('does no step where none is wanted', async () => {
    const plain = file(
      'plain.csv',
      `x,y\n${Array.from({ length: 40 }, (_, i) => `${i * 0.5},${i * 1.5 + 2}`).join('\n')}`,
    );
    const found = await json<Trained>(
      'train',
      plain,
      '--target',
      'y',
      '--model',
      'linear',
      '--steps',
      'none',
      '--validation',
      '0.2',
    );
    expect(found.steps).toEqual([]);
    expect(found.split).toEqual({ train: 24, validation: 8, test: 8 });
    expect(found.fitted.coefficients['x']).toBeCloseTo(3, 9);
    expect(found.fitted.intercept).toBeCloseTo(2, 9);
    expect(found.metrics.test['r2']).toBeCloseTo(1, 12);
  });

  it('takes a column of any name, given with =', async () => {
    const odd = file('odd.csv', peopleCsv().replace('survived', '--target'));
    expect((await json<Trained>('train', odd, '--target=--target', '--model', 'tree')).rows).toBe(
      120,
    );
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], ['help']])(
    'is there for %s, with every command and the exit codes',
    async (word) => {
      const { code, out, err } = await tabwise(word);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const name of ['profile', 'suggest', 'train', 'predict', 'run', 'export', 'verify'])
        expect(out).toContain(`tabwise ${name}`);
      expect(out).toContain('Exit codes');
    },
  );

  it.each(['profile', 'suggest', 'train', 'predict', 'run', 'export', 'verify'])(
    'says each option of %s',
    async (name) => {
      const { code, out } = await tabwise(name, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`tabwise ${name}`);
      for (const option of out.match(/\[?--[a-z-]+/g) ?? [])
        expect(out).toContain(`  ${option.replace('[', '')}`);
    },
  );

  it('stands in for no command at all, which is a wrong call', async () => {
    const { code, out } = await tabwise();
    expect(code).toBe(2);
    expect(out).toContain('tabwise train');
  });

  it('tells the version', async () => {
    expect((await tabwise('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the program itself', () => {
  const program = fileURLToPath(new URL('../../cli/tabwise.mjs', import.meta.url));
  const spawn = (...args: string[]) =>
    spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

  it('passes answer and exit code on, with JSON alone on standard output', () => {
    const good = spawn('profile', people, '--json');
    expect(good.status).toBe(0);
    expect(() => JSON.parse(good.stdout) as unknown).not.toThrow();
    expect(spawn('profile', at('gone.csv')).status).toBe(3);
    expect(spawn('fly')).toMatchObject({ status: 2, stdout: '' });
  });

  it('does not complain when its reader has enough', () => {
    const piped = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" --help | true`], {
      encoding: 'utf8',
    });
    expect(piped.stderr).toBe('');
  });
});
