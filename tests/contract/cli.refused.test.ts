import { mkdirSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, file, json, peopleCsv, read, refused } from './cli.support.ts';

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

const runOf = (fitted: object): string =>
  JSON.stringify({ format: 'tabwise-run', version: 1, result: {}, fitted });

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
    ['older-run.json', runOf({ model: 'ridge', modelState: {}, steps: [] })],
    ['damaged-run.json', runOf({ model: 'ridge', modelVersion: 1, modelState: {}, steps: [] })],
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
    ['repeats of no folds', () => training('--model', 'tree', '--repeats', '3'), 2, 'usage'],
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
      'text left without steps',
      () => training('--model', 'tree', '--steps', 'none'),
      4,
      'column-kind',
    ],
    [
      'gaps left without steps, where the model takes none',
      () => training('--model', 'knn', '--steps', 'none'),
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
      'costs of a threshold that is not looked for',
      () => training('--model', 'tree', '--costs', '1,5'),
      2,
      'usage: --costs is given without --calibrate',
    ],
    [
      'a threshold for numbers',
      () => training('--model', 'tree', '--task', 'regression', '--calibrate', '5'),
      2,
      'usage: --calibrate is for targets of two classes, and this is regression',
    ],
    [
      'a learning curve of groups',
      () => ['train', people, '--model', 'kMeans', '--learning-curve', '5'],
      2,
      'usage: --learning-curve is for models with a target',
    ],
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
      'a run whose model an earlier version trained',
      () => ['predict', at('older-run.json'), people, '--out', at('o')],
      3,
      'model-older',
    ],
    [
      'a run whose model is not whole',
      () => ['predict', at('damaged-run.json'), people, '--out', at('o')],
      3,
      'model-damaged',
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
