import { beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '#lib/storage/bundle.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import { emptyHistory } from '#lib/recipe/history.ts';
import type { Again } from '#lib/recipe/runAgain.ts';
import type { RunFile } from '../../cli/runFile.ts';
import { at, file, json, peopleCsv, read, refused, tabwise } from './cli.support.ts';

let people: string;
const [forest, linear] = [at('forest.json'), at('linear.json')];

beforeAll(async () => {
  people = file('people.csv', peopleCsv());
  const train = ['train', people, '--target', 'survived', '--model'];
  await json(...train, 'randomForest', '--params', '{"nEstimators": 8}', '--save', forest);
  await json(...train, 'logisticRegression', '--save', linear);
});

const saved = (): RunFile => decode(read('forest.json')) as RunFile;
type Said = Again & { readonly file: { readonly same: boolean } };
async function again(path: string, data = people, ...more: string[]): Promise<[number, Said]> {
  const { code, out, err } = await tabwise('run-again', path, data, '--json', ...more);
  expect(out, err).not.toBe('');
  return [code, JSON.parse(out) as Said];
}

describe('run-again', () => {
  it('is green, with exit code 0, where all is the same to the last bit', async () => {
    const [code, said] = await again(forest);
    expect(code).toBe(0);
    expect(said).toMatchObject({ same: true, differing: 0, fitted: true, answers: true });
    expect(said.unrecorded).toEqual([]);
    expect(said.versions).toEqual([]);
    expect(said.compared).toBeGreaterThan(500);
  });

  it('is red, with exit code 1, where one bit of one score was another, and says which', async () => {
    const run = saved();
    const [[id, value], ...rest] = run.result.metrics.train as [[string, number]];
    const train = [[id, value - Number.EPSILON / 2] as const, ...rest];
    const result = { ...run.result, metrics: { ...run.result.metrics, train } };
    const versions = { ...run.record!.versions, tabwise: '0.0.1' };
    const record = { ...run.record!, versions };
    const [code, said] = await again(file('bit.json', encode({ ...run, result, record })));
    expect(code).toBe(1);
    expect(said).toMatchObject({ same: false, differing: 1, fitted: true });
    expect(said.differences[0]!.what).toBe(`metrics train ${id}`);
    expect(said.versions).toEqual([['Tabwise', '0.0.1', expect.any(String)]]);
  });

  it('seals what an earlier version saved by the model that was kept', async () => {
    const { record: _, ...before } = saved();
    const [code, said] = await again(file('before.json', encode(before)));
    expect([code, said.fitted, said.answers]).toEqual([0, true, true]);
  });

  it('trains nothing on another file, and says so with exit code 1', async () => {
    const other = file('other.csv', peopleCsv().replace('5000,', '4999,'));
    const [code, said] = await again(forest, other);
    expect(code).toBe(1);
    expect(said).toMatchObject({ same: false, file: { same: false } });
    expect(said.compared).toBeUndefined();
  });

  it('takes a run of a .tabwise file by its name', async () => {
    const { recipe, result, fitted, record } = saved();
    const run = {
      ...{ projectId: 'p', taskId: 't', finishedAt: '2026-01-01T00:00:00Z', result },
      record: { ...record!, recipe },
      said: { name: 'mine' },
    };
    const bundle = await writeBundle({
      ...{ recipe, history: emptyHistory, rows: 120, runs: [run], data: null },
      models: [{ taskId: 't', fitted }],
    });
    const path = file('project.tabwise', bundle);
    expect((await again(path, people, '--run', 'mine'))[0]).toBe(0);
    const wrong = await refused('run-again', path, people, '--run', 'yours');
    expect(wrong).toMatchObject({ code: 2, error: expect.stringContaining('mine') as string });
    expect((await refused('run-again', people, people)).code).toBe(3);
    expect((await refused('run-again', at('no.json'), people)).code).toBe(3);
  });
});

describe('compare', () => {
  it('says settings, scores and code that differ, and whether both can be told apart', async () => {
    const said = await json<{
      differences: { part: string; change: string }[];
      params: { name: string; a: unknown }[];
      metrics: Record<string, { metric: string; a: number; b: number; difference: number }[]>;
      folds: { tie: boolean; test: { folds: number; p: number }; better_run: string | null };
      code: { removed: number; added: number; diff: string[] };
    }>('compare', forest, linear, '--data', people, '--json');
    expect(said.params.find((p) => p.name === 'nEstimators')).toEqual({
      ...{ name: 'nEstimators', a: 8, b: null },
    });
    const models = said.differences.filter((d) => d.part === 'models');
    expect(models.map((d) => d.change)).toEqual(['removed', 'added']);
    const accuracy = said.metrics['test']!.find((m) => m.metric === 'accuracy')!;
    expect(accuracy.difference).toBe(accuracy.b - accuracy.a);
    expect(said.code.diff.join('\n')).toMatch(/^-.*RandomForestClassifier/m);
    expect(said.code.diff.join('\n')).toMatch(/^\+.*LogisticRegression/m);
    expect(said.code.added).toBe(said.code.diff.filter((l) => l.startsWith('+')).length);
    expect(said.folds.test.folds).toBe(10);
    expect(said.folds.tie).toBe(said.folds.better_run === null);
  });

  it('finds nothing between a run and itself, and refuses folds that are not shared', async () => {
    const said = await json<{
      differences: unknown[];
      params: unknown[];
      code: { diff: unknown[] };
    }>(...['compare', forest, forest, '--json']);
    expect([said.differences, said.params]).toEqual([[], []]);
    expect(said.code.diff).toEqual([expect.stringMatching(/lines alike/)]);
    const run = saved();
    const split = { ...run.recipe.split, seed: 3 } as typeof run.recipe.split;
    const other = file('split.json', encode({ ...run, recipe: { ...run.recipe, split } }));
    const { code, error } = await refused('compare', forest, other, '--data', people);
    expect(code).toBe(2);
    expect(error).toContain('split the rows in different ways');
  });
});
