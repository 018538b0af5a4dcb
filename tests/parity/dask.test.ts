import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictTable } from '#lib/engine/predictor.ts';
import { modelComputes } from '#lib/models/computes.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { targetFiles } from '#lib/workers/targets.ts';
import { experiment } from '../../cli/experiment.ts';
import { loadCleaned, openForRecipe } from '../../cli/open.ts';
import { ran, writeFiles } from '../golden/python.ts';
import { recipeOf, titanic } from '../golden/recipes.ts';
import { cellsOf } from './restored.ts';

/** A Python that has dask beside the project's packages. Without one, nothing is compared here. */
const python = process.env['DASK_PYTHON'] ?? null;
const tables = resolve(import.meta.dirname, '../../../shared/data/tables');
const log = (): undefined => undefined;

const cars = recipeOf({
  name: 'Cars',
  file: 'mpg.csv',
  columns: [
    ['mpg', 'number', 'target'],
    ['cylinders', 'integer'],
    ['displacement', 'number'],
    ['horsepower', 'integer'],
    ['weight', 'integer'],
    ['acceleration', 'number'],
    ['model_year', 'integer'],
    ['origin', 'category'],
    ['name', 'text', 'ignored'],
  ],
  task: 'regression',
  steps: [
    ['calculate', [], { name: 'heavy for its age', expression: 'weight / (model_year - 60)' }],
    ['impute', ['horsepower'], { strategy: 'mean' }],
    ['oneHot', ['origin']],
  ],
  models: [['ridge'], ['randomForest', { nEstimators: 20 }]],
});

/** Whether scikit-learn finds the very same model from the same rows. */
const asked: readonly (readonly [string, string, Recipe, string, boolean])[] = [
  ['Titanic, logistic', 'titanic_train.csv', titanic, 'm1', true],
  ['cars, ridge', 'mpg.csv', cars, 'm1', true],
  ['cars, forest', 'mpg.csv', cars, 'm2', false],
];

describe.skipIf(python === null || !existsSync(tables))('the Dask project', () => {
  it.each(asked)(
    'of %s predicts in blocks as the browser does, and trains on drawn rows',
    async (_, file, recipe, key, same) => {
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-dask-'));
      const data = join(tables, file);
      const { sql, source } = await openForRecipe(data, recipe, log, []);
      const here = { ...recipe, source };
      // Rows that are predicted all stay.
      const spared = here.steps.filter((s) => s.step !== 'dropDuplicates');
      const loaded = await loadCleaned(sql, here, log);
      const all = await loadCleaned(sql, { ...here, steps: spared }, log);
      await sql.close();
      const { fitted, result } = await experiment(loaded, here, key, log);
      const facts = { profile: null, scores: null, fitted };
      await writeFiles(dir, targetFiles('dask', { recipe: here, modelKey: key, facts }));
      const run = (...args: string[]) => ran(python!, args, { cwd: dir });

      expect(await run('restore.py')).toMatchObject({ code: 0 });
      const told = await run('predict_dask.py', data, 'told', '--blocksize', '8 KiB');
      expect(told.code, told.stderr).toBe(0);
      const parts = (await readdir(join(dir, 'told'))).sort();
      expect(parts.length).toBeGreaterThan(1);
      const texts = await Promise.all(parts.map((f) => readFile(join(dir, 'told', f), 'utf8')));
      const theirs = texts.flatMap((text) =>
        cellsOf(text)
          .slice(1)
          .flatMap((cells) => (fitted.classes ? cells.slice(1) : cells).map(Number)),
      );
      const ours = predictTable(fitted, all.table, { steps: stepComputes, models: modelComputes });
      expect(theirs.length).toBe(ours.length);
      const apart = theirs.map((p, i) => Math.abs(p - ours[i]!) / Math.max(1, Math.abs(ours[i]!)));
      expect(Math.max(...apart)).toBeLessThan(1e-9);

      const trained = await run('train_dask.py', data, '--blocksize', '8 KiB');
      expect(trained.code, trained.stderr).toBe(0);
      const scores = JSON.parse(trained.stdout) as Record<string, Record<string, number>>;
      const near = fitted.classes ? 'accuracy' : 'r2';
      const score = new Map(result.metrics.test).get(near)!;
      expect(Math.abs(scores['test']![near]! - score)).toBeLessThan(same ? 1e-6 : 0.1);

      const few = await run('train_dask.py', data, '--rows', '150', '--blocksize', '8 KiB');
      expect(few.code, few.stderr).toBe(0);
      expect(few.stderr).toMatch(/^1[45]\d of \d+ rows$/m);
      expect(few.stdout).not.toBe(trained.stdout);
    },
    300_000,
  );
});
