import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { register } from '#lib/recipe/registry.ts';
import { mlflowFiles, mlflowZip, type MlflowExperiment } from '#lib/storage/mlflow.ts';
import type { TuneAsk } from '#lib/recipe/tuning.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';
import { peopleRecipe } from './engine.support.ts';
import { run } from './storage.support.ts';

const recipe = peopleRecipe();
const base = run('p', 'task-1');
const learning = {
  ...{ loss: [0.9, 0.5, 0.25], validation: [0.6, 0.7, 0.8], kept: 3 },
  ...{ where: 'doubles', reproducible: true },
};
const experiment: MlflowExperiment = {
  ...{ id: 'p-1', name: 'Survival: "first"\n# try', createdAt: '2026-01-01T00:00:00.000Z' },
  runs: [
    {
      run: {
        ...base,
        result: {
          ...base.result,
          params: { maxDepth: 3, words: 'two\nlines', list: [1, 2] },
          fitted: { ...base.result.fitted, learning },
        },
        said: { name: 'one', tags: ['a/b', '..'], notes: 'Line 1\nline 2' },
      },
      name: "Anna's run",
      recipe,
      artifacts: new Map([['train.py', 'print(1)\n']]),
    },
    { run: run('p', 'task-2'), name: 'Decision tree', recipe: null, artifacts: new Map() },
  ],
  registered: [register(undefined, 'churn', 'task-1', { at: '2026-01-01', note: '' })],
};

/** The lines of a YAML document of flat fields, each a JSON value. */
const fieldsOf = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), JSON.parse(line.slice(at + 2)) as unknown];
      }),
  );

const files = mlflowFiles(experiment);
const text = (path: string): string => files.get(path) as string;
const metas = [...files.keys()].filter((p) => p.endsWith('meta.yaml'));
const home = metas.find((p) => p.split('/').length === 3)!.slice(0, -'/meta.yaml'.length);
const [first, second] = metas
  .filter((p) => p.split('/').length === 4)
  .map((p) => p.slice(0, -'/meta.yaml'.length)) as [string, string];

describe('an MLflow folder', () => {
  it('has an experiment and its runs where FileStore looks for them, with every field it wants', () => {
    const about = fieldsOf(text(`${home}/meta.yaml`));
    expect(home).toMatch(/^mlruns\/\d{18}$/);
    expect(about).toEqual({
      artifact_location: home,
      creation_time: 1767225600000,
      experiment_id: home.slice('mlruns/'.length),
      last_update_time: 1767225600000,
      lifecycle_stage: 'active',
      name: experiment.name,
    });
    const meta = fieldsOf(text(`${first}/meta.yaml`));
    expect(first).toMatch(/\/[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    const id = first.split('/').at(-1);
    expect(meta).toMatchObject({ run_id: id, run_uuid: id, run_name: "Anna's run" });
    expect(meta).toMatchObject({
      ...{ experiment_id: about['experiment_id'], lifecycle_stage: 'active' },
      ...{ artifact_uri: `${first}/artifacts`, status: 3, source_type: 4, tags: [] },
      ...{ start_time: 1767225600000 - 1000 * base.result.seconds, end_time: 1767225600000 },
    });
    expect(Object.keys(meta)).toEqual(
      expect.arrayContaining(['entry_point_name', 'source_name', 'source_version', 'user_id']),
    );
  });

  it('has a line for a parameter, time, value and step for a score, and no score that is not defined', () => {
    expect(text(`${first}/params/model.maxDepth`)).toBe('3');
    expect(text(`${first}/params/model.words`)).toBe('two lines');
    expect(text(`${first}/params/data.sha256`)).toBe(recipe.source.file.sha256);
    expect(text(`${first}/params/seed`)).toBe(String(recipe.seed));
    const { metrics } = base.result;
    for (const part of ['train', 'validation', 'test'] as const)
      for (const [id, value] of metrics[part]) {
        const line = files.get(`${first}/metrics/${part}_${id}`);
        expect(line).toBe(value === null ? undefined : `1767225600000 ${value} 0\n`);
      }
    expect(text(`${first}/metrics/learning_loss`)).toBe(
      '1767225600000 0.9 0\n1767225600000 0.5 1\n1767225600000 0.25 2\n',
    );
  });

  it('has tags, notes, registered name, recipe and code, and names that no folder breaks on', () => {
    expect(text(`${first}/tags/mlflow.note.content`)).toBe('Line 1\nline 2');
    expect(text(`${first}/tags/mlflow.runName`)).toBe("Anna's run");
    expect(text(`${first}/tags/tabwise.tags`)).toBe('a/b, ..');
    expect(text(`${first}/tags/tag.a_b`)).toBe('true');
    expect(text(`${first}/tags/tabwise.registered`)).toBe('churn version 1, none');
    expect(text(`${first}/artifacts/train.py`)).toBe('print(1)\n');
    expect(JSON.parse(text(`${first}/artifacts/recipe.json`))).toEqual(recipe);
    expect(files.has(`${second}/artifacts/recipe.json`)).toBe(false);
    expect(files.has(`${second}/artifacts/scores.json`)).toBe(true);
    for (const path of files.keys()) {
      expect(path).toMatch(/^mlruns\/[\w./\- ]+$/);
      expect(path.split('/')).not.toContain('..');
    }
  });

  it('is a zip of these files, the same bytes each time', async () => {
    const zip = await mlflowZip(experiment);
    expect(await mlflowZip(experiment)).toEqual(zip);
    const read = await JSZip.loadAsync(zip);
    const there = Object.values(read.files).flatMap((f) => (f.dir ? [] : [f.name]));
    expect(there.sort()).toEqual(['README.txt', ...files.keys()].sort());
    if (process.env['MLFLOW_ZIP'])
      (await import('node:fs')).writeFileSync(process.env['MLFLOW_ZIP'], zip);
  });

  it('has each search with every trial as a run inside it, and a trial that was trained whole too', () => {
    const trial = { origin: 'search', share: 1, spread: 0.01, seconds: 2, seed: 42 } as const;
    const ask: TuneAsk = {
      ...{ method: 'tpe', budget: { trials: 2 }, seed: 42, nSplits: 3, start: [], fixed: {} },
      space: [{ name: 'alpha', kind: 'number', min: 1, max: 9, whole: false, log: false }],
    };
    const search: StoredSearch = {
      ...{
        projectId: 'p',
        id: 'tune-1',
        job: 'tune-2',
        modelKey: recipe.models[0]!.key,
        recipe,
        ask,
      },
      judged: { metric: 'roc_auc', better: 'higher', how: 'StratifiedKFold(3)' },
      trials: [
        { ...trial, number: 0, params: { alpha: 2 }, score: 0.8, values: [0.7, 0.9] },
        {
          ...trial,
          number: 1,
          params: { alpha: null },
          score: null,
          values: [],
          failed: 'no\nway',
        },
      ],
      ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, stopped: false, worked: 4 },
    };
    const whole = {
      ...experiment.runs[1]!,
      run: { ...run('p', 'task-9'), trial: { search: 'tune-1', number: 0 } },
    };
    const made = mlflowFiles({ ...experiment, runs: [whole], searches: [search] });
    const said = (path: string): string => made.get(path) as string;
    const of = (name: string): string =>
      [...made]
        .find(([path, value]) => path.endsWith('mlflow.runName') && value === name)![0]
        .replace(/\/tags\/.*/, '');
    const parent = of('Search of logisticRegression');
    const id = parent.split('/').at(-1)!;
    expect(fieldsOf(said(`${parent}/meta.yaml`))).toMatchObject({ run_id: id, status: 5 });
    expect(said(`${parent}/metrics/cv_roc_auc`)).toMatch(/^\d+ 0\.8 0\n$/);
    expect(said(`${parent}/params/method`)).toBe('tpe');
    const [first, second] = [of('Trial 0'), of('Trial 1')];
    for (const child of [first, second, of('Decision tree')])
      expect(said(`${child}/tags/mlflow.parentRunId`), child).toBe(id);
    expect(said(`${first}/params/alpha`)).toBe('2');
    expect(said(`${first}/params/seed`)).toBe('42');
    expect(said(`${first}/metrics/cv_fold`).trimEnd().split('\n')).toEqual([
      expect.stringMatching(/ 0\.7 0$/),
      expect.stringMatching(/ 0\.9 1$/),
    ]);
    expect(fieldsOf(said(`${second}/meta.yaml`))).toMatchObject({ status: 4 });
    expect(made.has(`${second}/metrics/cv_roc_auc`)).toBe(false);
    expect(said(`${second}/tags/tabwise.failed`)).toContain('way');
  });
});
