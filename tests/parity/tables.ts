import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ModelId } from '#lib/models/specs.ts';
import type { Split } from '#lib/recipe/recipe.ts';

export type Model = readonly [id: ModelId, params?: Readonly<Record<string, unknown>>];

/** A file that was not made for this test, with its suggested steps taken. */
export interface RealTable {
  /** Path below shared/data. */
  readonly file: string;
  readonly target: string;
  readonly models: readonly Model[];
  readonly split?: Split;
  /** Leaves out the suggested scaling. */
  readonly unscaled?: true;
  /** Only so many first lines, where the whole would take too long. */
  readonly lines?: number;
}

const shared = resolve(import.meta.dirname, '../../../shared/data');

/** Continuous integration has the folder; elsewhere it may be missing. */
export const haveShared = existsSync(shared);

const random = (test: number, validation: number, seed: number): Split => ({
  method: 'random',
  test,
  validation,
  stratify: true,
  seed,
});

const leastSquares: readonly Model[] = [['linearRegression'], ['ridge', { alpha: 2.5 }]];
const logistic: readonly Model[] = [['logisticRegression']];
const classTrees: readonly Model[] = [
  ['decisionTree', { maxDepth: 4 }],
  ['randomForest', { nEstimators: 60, minSamplesLeaf: 3 }],
];

export const realTables: readonly RealTable[] = [
  { file: 'tables/titanic_train.csv', target: 'Survived', models: [...logistic, ...classTrees] },
  { file: 'tables/titanic_seaborn.csv', target: 'alive', models: logistic },
  {
    file: 'tables/california_housing.csv',
    target: 'median_house_value',
    models: [
      ...leastSquares,
      ['decisionTree', { maxDepth: 6 }],
      ['randomForest', { nEstimators: 20, minSamplesLeaf: 5 }],
    ],
  },
  { file: 'tables/penguins.csv', target: 'species', models: [...logistic, ...classTrees] },
  { file: 'tables/penguins_raw.csv', target: 'Sex', models: logistic, split: random(0.3, 0, 7) },
  { file: 'tables/penguins_raw.csv', target: 'Body Mass (g)', models: leastSquares },
  {
    file: 'tables/telco_churn.csv',
    target: 'Churn',
    models: [...logistic, ['logisticRegression', { C: 0.05, classWeight: 'balanced' }]],
  },
  { file: 'tables/adult_train.csv', target: 'column_15', models: logistic, lines: 8000 },
  {
    file: 'tables/bike_hour.csv',
    target: 'cnt',
    models: [...leastSquares, ['decisionTree', { minSamplesLeaf: 20 }]],
    split: random(0.15, 0.15, 2024),
  },
  { file: 'tables/mpg.csv', target: 'mpg', models: leastSquares, split: random(0.25, 0, 0) },
  { file: 'tables/tips.csv', target: 'tip', models: leastSquares, split: random(0.2, 0.1, 3) },
  { file: 'tables/tips.csv', target: 'day', models: logistic },
  { file: 'tables/pima.csv', target: 'column_9', models: [...logistic, ...classTrees] },
  { file: 'tables/nyc_taxis.csv', target: 'fare', models: leastSquares },
  { file: 'tables/nyc_taxis.csv', target: 'payment', models: logistic },
  {
    file: 'tables/adult_train.csv',
    target: 'column_15',
    models: logistic,
    lines: 8000,
    unscaled: true,
  },
  { file: 'tables/penguins.csv', target: 'species', models: logistic, unscaled: true },
  {
    file: 'tables/california_housing.csv',
    target: 'median_house_value',
    models: leastSquares,
    unscaled: true,
  },
  { file: 'pmlb/churn', target: 'target', models: logistic, unscaled: true },
  { file: 'pmlb/iris', target: 'target', models: logistic },
  { file: 'pmlb/churn', target: 'target', models: logistic },
  { file: 'pmlb/wine_quality_red', target: 'target', models: [...logistic, ...classTrees] },
  { file: 'pmlb/breast_cancer', target: 'target', models: logistic },
  { file: 'pmlb/titanic', target: 'target', models: logistic },
  { file: 'pmlb/flags', target: 'target', models: logistic },
  { file: 'pmlb/ionosphere', target: 'target', models: logistic },
  { file: 'pmlb/561_cpu', target: 'target', models: leastSquares },
  { file: 'pmlb/1027_ESL', target: 'target', models: leastSquares },
  { file: 'pmlb/230_machine_cpu', target: 'target', models: leastSquares },
  { file: 'pmlb/687_sleuth_ex1605', target: 'target', models: leastSquares },
  { file: 'pmlb/537_houses', target: 'target', models: leastSquares, lines: 6000 },
];

/** The file as the experiment opens it: unpacked or cut into `dir` where need be. */
export async function onDisk({ file, lines }: RealTable, dir: string): Promise<string> {
  const packed = file.startsWith('pmlb/');
  const name = file.split('/').at(-1)!;
  const path = join(shared, packed ? `${file}/${name}.tsv.gz` : file);
  if (!packed && lines === undefined) return path;
  const bytes = await readFile(path);
  const text = (packed ? gunzipSync(bytes) : bytes).toString('latin1');
  const kept = lines === undefined ? text : text.split('\n', lines).join('\n');
  const made = join(dir, packed ? `${name}.tsv` : name);
  await writeFile(made, kept, 'latin1');
  return made;
}
