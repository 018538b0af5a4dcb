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

/** A Python that has pyspark; it needs Java, too. Without one, nothing is compared here. */
const python = process.env['PYSPARK_PYTHON'] ?? null;
const tables = resolve(import.meta.dirname, '../../../shared/data/tables');
const log = (): undefined => undefined;
/** A small Spark: two threads, no page, few partitions. */
const small = [
  'spark.ui.enabled=false',
  'spark.sql.shuffle.partitions=2',
  'spark.default.parallelism=2',
];
process.env['PYSPARK_SUBMIT_ARGS'] =
  `--master local[2] ${small.map((c) => `--conf ${c}`).join(' ')} pyspark-shell`;

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
    ['robustScale', ['displacement', 'horsepower', 'weight', 'acceleration', 'heavy for its age']],
  ],
  models: [['ridge'], ['randomForest', { nEstimators: 20 }]],
});

const asked: readonly (readonly [string, string, Recipe, string, boolean])[] = [
  ['Titanic, logistic', 'titanic_train.csv', titanic, 'm1', true],
  ['cars, ridge', 'mpg.csv', cars, 'm1', true],
  ['cars, forest', 'mpg.csv', cars, 'm2', false],
];

interface Row {
  readonly row: number;
  readonly prediction: string | number;
  readonly probabilities?: readonly number[];
}

describe.skipIf(python === null || !existsSync(tables))('the Spark project', () => {
  it.each(asked)(
    'of %s trains, and predicts as the browser does',
    async (_, file, recipe, key, told) => {
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-spark-'));
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
      const files = targetFiles('pyspark', { recipe: here, modelKey: key, facts });
      await writeFiles(dir, files);
      expect(files.has('predict.py')).toBe(told);

      const trained = await ran(python!, ['train.py', data], { cwd: dir });
      expect(trained.code, trained.stderr).toBe(0);
      const scores = JSON.parse(trained.stdout.trim().split('\n').at(-1)!) as Record<
        string,
        number
      >;
      const near = fitted.classes ? 'accuracy' : 'r2';
      expect(Math.abs(scores[near]! - new Map(result.metrics.test).get(near)!)).toBeLessThan(0.1);
      if (!told) return;

      const ours = predictTable(fitted, all.table, { steps: stepComputes, models: modelComputes });
      const done = await ran(python!, ['predict.py', data, 'told'], { cwd: dir });
      expect(done.code, done.stderr).toBe(0);
      const parts = (await readdir(join(dir, 'told'))).filter((f) => f.endsWith('.json'));
      const text = await Promise.all(parts.map((f) => readFile(join(dir, 'told', f), 'utf8')));
      const rows = text.flatMap((t) =>
        t
          .trim()
          .split('\n')
          .map((l) => JSON.parse(l) as Row),
      );
      const theirs = rows
        .toSorted((a, b) => a.row - b.row)
        .flatMap((r) => r.probabilities ?? [r.prediction as number]);
      expect(theirs.length).toBe(ours.length);
      const apart = theirs.map((p, i) => Math.abs(p - ours[i]!) / Math.max(1, Math.abs(ours[i]!)));
      expect(Math.max(...apart)).toBeLessThan(1e-9);
    },
    600_000,
  );
});
