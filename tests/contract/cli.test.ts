import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelNamed } from '../../cli/commands/train.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { at, columnsOf, file, json, peopleCsv, read, refused, tabwise } from './cli.support.ts';

type Scores = Record<'train' | 'validation' | 'test', Record<string, number | null>>;
interface Trained {
  readonly task: string;
  readonly model: string;
  readonly params: Record<string, unknown>;
  readonly rows: number;
  readonly features: string[];
  readonly split: Record<'train' | 'validation' | 'test', number>;
  readonly metrics: Scores;
  readonly baseline: Scores;
  readonly fitted: { coefficients: Record<string, number>; intercept: number };
  readonly seconds: number;
  readonly steps: { step: string; columns: string[] }[];
}

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

describe('train, predict, run and export of one recipe', () => {
  let trained: Trained;
  beforeAll(async () => {
    trained = await json<Trained>(
      ...training(
        '--model',
        'logistic',
        '--validation',
        '0.2',
        '--save',
        at('runs/a.json'),
        '--save-recipe',
        at('recipe.json'),
      ),
    );
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
    const done = await json<{ files: string[]; scores: Scores }>(
      'export',
      at('recipe.json'),
      '--data',
      people,
      '--out',
      at('project'),
    );
    expect(done.scores).toEqual(trained.metrics);
    for (const name of [
      'train.py',
      'preprocessing.py',
      'inference.py',
      'notebook.ipynb',
      'config.yaml',
      'requirements.txt',
      'README.md',
      'data.schema.json',
    ])
      expect(
        done.files.some((f) => f.endsWith(name)),
        name,
      ).toBe(true);
    for (const f of done.files) expect(existsSync(at(`project/${f}`)), f).toBe(true);
  });
});

describe('what cannot be done ends with an exit code and a remedy', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82);
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    ['empty.csv', ''],
    ['header.csv', 'a,b,c\n'],
    ['picture.csv', png],
    ['constant.csv', `x,y\n${'1,5\n'.repeat(30)}`],
    ['nothing.csv', `x,y\n${'1,\n'.repeat(30)}`],
    ['onerow.csv', 'x,y\n1,2\n'],
    ['onecolumn.csv', `y\n${Array.from({ length: 30 }, (_, i) => i % 2).join('\n')}`],
    ['broken.json', '{'],
    ['other.json', '{"a":1}'],
    ['newer.json', '{"format":"tabwise-recipe","version":7}'],
    ['newer-run.json', '{"format":"tabwise-run","version":7}'],
    ['half-run.json', '{"format":"tabwise-run","version":1}'],
  ];
  beforeAll(() => files.forEach(([name, content]) => file(name, content)));
  const on = (name: string, target = 'y', ...more: string[]): string[] => [
    'train',
    at(name),
    '--target',
    target,
    '--model',
    'tree',
    ...more,
  ];

  it.each<readonly [string, () => string[], number, string]>([
    ['no such file', () => ['profile', at('gone.csv')], 3, 'file-missing'],
    ['a folder', () => ['profile', at('.')], 3, 'file-'],
    ['an empty file', () => ['profile', at('empty.csv')], 3, 'file-empty'],
    ['a header only', () => on('header.csv', 'a'), 4, 'no-rows'],
    ['a picture named .csv', () => ['profile', at('picture.csv')], 3, 'file-kind'],
    ['an unknown target', () => on('onerow.csv', 'z'), 4, 'column-missing'],
    [
      'an unknown target to suggest for',
      () => ['suggest', people, '--target', 'z'],
      4,
      'column-missing',
    ],
    ['a constant target', () => on('constant.csv'), 4, 'one-class'],
    ['a target that is all missing', () => on('nothing.csv'), 4, 'target-missing'],
    ['one row', () => on('onerow.csv'), 4, 'one-class'],
    ['one column', () => on('onecolumn.csv'), 4, 'no-features'],
    ['an unknown model', () => training('--model', 'oracle'), 2, 'model-unknown'],
    ['a model for another task', () => training('--model', 'ridge'), 2, 'params-invalid'],
    [
      'an unknown parameter',
      () => training('--model', 'tree', '--params', '{"depth":3}'),
      2,
      'params-invalid',
    ],
    [
      'a parameter out of bounds',
      () => training('--model', 'tree', '--params', '{"max_depth":0}'),
      2,
      'params-invalid',
    ],
    [
      'parameters named as a prototype',
      () => training('--model', 'tree', '--params', '{"__proto__":{}}'),
      2,
      'params-invalid',
    ],
    [
      'parameters that are no JSON',
      () => training('--model', 'tree', '--params', '{depth:3}'),
      2,
      'usage',
    ],
    [
      'parameters that are no object',
      () => training('--model', 'tree', '--params', '[]'),
      2,
      'usage',
    ],
    ['a share that is no number', () => training('--model', 'tree', '--test', 'half'), 2, 'usage'],
    ['a share above 1', () => training('--model', 'tree', '--test', '1.2'), 2, 'usage'],
    ['a negative share', () => training('--model', 'tree', '--test', '-0.1'), 2, 'usage'],
    ['an empty share', () => training('--model', 'tree', '--test='), 2, 'usage'],
    [
      'shares that leave nothing',
      () => training('--model', 'tree', '--test', '0.6', '--validation', '0.5'),
      4,
      'split-invalid',
    ],
    [
      'a seed that numpy does not take',
      () => training('--model', 'tree', '--seed', '-1'),
      2,
      'usage',
    ],
    [
      'a split column that is not there',
      () => training('--model', 'tree', '--split-column', 'fold'),
      4,
      'column-missing',
    ],
    [
      'a split column without train',
      () => training('--model', 'tree', '--split-column', 'sex'),
      4,
      'split-invalid',
    ],
    [
      'a task that there is not',
      () => training('--model', 'tree', '--task', 'clustering'),
      2,
      'usage',
    ],
    ['steps that there are not', () => training('--model', 'tree', '--steps', 'all'), 2, 'usage'],
    [
      'gaps and text left without steps',
      () => training('--model', 'tree', '--steps', 'none'),
      4,
      'not-finite',
    ],
    ['no target', () => ['train', people, '--model', 'tree'], 2, 'usage'],
    ['a target without a name', () => ['train', people, '--target', '--model', 'tree'], 2, 'usage'],
    ['no model', () => training(), 2, 'usage'],
    ['no file', () => ['profile'], 2, 'usage'],
    ['two files', () => ['profile', people, people], 2, 'usage'],
    ['an unknown option', () => ['profile', people, '--jsn'], 2, 'usage'],
    ['an option with one dash', () => ['profile', people, '-json'], 2, 'usage'],
    ['a switch with a value', () => ['profile', people, '--json=no'], 2, 'usage'],
    ['an unknown command', () => ['fly'], 2, 'usage'],
    [
      'a recipe that is no JSON',
      () => ['run', at('broken.json'), '--data', people, '--out', at('o')],
      3,
      'recipe-invalid',
    ],
    [
      'a recipe that is none',
      () => ['run', at('other.json'), '--data', people, '--out', at('o')],
      3,
      'recipe-invalid',
    ],
    [
      'a recipe of a newer version',
      () => ['export', at('newer.json'), '--data', people, '--out', at('o')],
      3,
      'recipe-newer',
    ],
    [
      'a run that is none',
      () => ['predict', at('other.json'), people, '--out', at('o')],
      3,
      'recipe-invalid',
    ],
    [
      'a run of a newer version',
      () => ['predict', at('newer-run.json'), people, '--out', at('o')],
      3,
      'recipe-newer',
    ],
    [
      'half a run',
      () => ['predict', at('half-run.json'), people, '--out', at('o')],
      3,
      'recipe-invalid',
    ],
    [
      'a run that is not there',
      () => ['predict', at('gone.json'), people, '--out', at('o')],
      3,
      'file-missing',
    ],
    [
      'no place to write to',
      () => training('--model', 'tree', '--save', at('empty.csv/run.json')),
      3,
      'file-missing',
    ],
  ])('%s', async (_words, args, code, said) => {
    const found = await refused(...args());
    expect(found.error.slice('ERROR '.length)).toMatch(new RegExp(`^${said}`));
    expect(found.code).toBe(code);
  });

  it('with a recipe that has been changed by hand: no model, a bad parameter, a key that is a path', async () => {
    await json(...training('--model', 'tree', '--save-recipe', at('mine.json')));
    const recipe = JSON.parse(read('mine.json')) as {
      models: { key: string; params: Record<string, unknown> }[];
      steps: { params: Record<string, unknown> }[];
    };
    const run = (name: string, value: unknown): string[] => [
      'run',
      file(name, JSON.stringify(value)),
      '--data',
      people,
      '--out',
      at('mine'),
    ];
    expect((await refused(...run('m1.json', { ...recipe, models: [] }))).error).toContain(
      'recipe-invalid',
    );
    const bad = structuredClone(recipe);
    bad.steps.at(-1)!.params = { strategy: 'guess', withMean: 7 };
    expect((await refused(...run('m2.json', bad))).code).toBe(2);
    const path = structuredClone(recipe);
    path.models[0]!.key = '../../escaped';
    mkdirSync(at('mine'), { recursive: true });
    const before = readdirSync(at('.')).sort();
    await json(...run('m3.json', path));
    expect(readdirSync(at('.')).sort()).toEqual([...before, 'm3.json'].sort());
    expect(readdirSync(at('mine')).sort()).toEqual(['recipe.json', 'results.json', 'run-1.json']);
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], ['help']])(
    'is there for %s, with every command and the exit codes',
    async (word) => {
      const { code, out, err } = await tabwise(word);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const name of ['profile', 'suggest', 'train', 'predict', 'run', 'export'])
        expect(out).toContain(`tabwise ${name}`);
      expect(out).toContain('Exit codes');
    },
  );

  it.each(['profile', 'suggest', 'train', 'predict', 'run', 'export'])(
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
