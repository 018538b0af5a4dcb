import { driveSync } from '#lib/engine/drive.ts';
import { trainModel } from '#lib/engine/experiment.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { Outcome, RunDeps } from '#lib/engine/run.ts';
import { RandomState } from '#lib/engine/random.ts';
import { columnOf, tableOf, type Column, type Table } from '#lib/engine/table.ts';
import { traceRecipe } from '#lib/engine/trace.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { baselineId, modelSpecs } from '#lib/models/specs.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { model, recipeOf, step } from './recipe.support.ts';

export const computes = { steps: stepComputes, models: modelComputes };

export const depsTo = (log: LogEvent[]): RunDeps => ({
  computes,
  scoring,
  baseline: baselineId,
  log: (event) => log.push(event),
  seconds: () => 1,
});

export const loadedOf = (table: Table): Loaded => ({
  table,
  rid: Int32Array.from({ length: table.rows }, (_, i) => i),
});

export const running = (
  loaded: Loaded,
  recipe: Recipe,
  log: LogEvent[] = [],
): Generator<Progress, Outcome> => trainModel(loaded, recipe, recipe.models[0]!.key, depsTo(log));

export const train = (loaded: Loaded, recipe: Recipe, log: LogEvent[] = []): Outcome =>
  driveSync(running(loaded, recipe, log));

export const trace = (loaded: Loaded, recipe: Recipe): Trace =>
  driveSync(traceRecipe(loaded, recipe, stepComputes, modelSpecs));

export type Cells = (number | string | null)[];

/** A made table: numbers with gaps, a skewed number, categories with gaps, two targets, and a split made elsewhere. */
export function people(rows: number, seed = 1): Map<string, Cells> {
  const rng = new RandomState(seed);
  const table = new Map<string, Cells>();
  const put = (name: string, cell: (i: number) => number | string | null): void =>
    void table.set(
      name,
      Array.from({ length: rows }, (_, i) => cell(i)),
    );
  const draw = (): number => rng.randomSample();
  put('age', () => (draw() < 0.15 ? null : Math.round(80 * draw())));
  put('fare', () => Math.round(100 * Math.exp(3 * draw())) / 100);
  put('sex', () => (draw() < 0.5 ? 'female' : 'male'));
  put('port', () => (draw() < 0.1 ? null : ['S', 'C', 'Q'][Math.floor(3 * draw())]!));
  put('noise', () => draw());
  const score = (i: number): number =>
    (table.get('sex')![i] === 'female' ? 1.2 : -1) + (table.get('fare')![i] as number) / 10 - 0.8;
  put('survived', (i) => (score(i) + 2 * draw() - 1 > 0 ? 1 : 0));
  put('kind', (i) => (score(i) + draw() > 1.4 ? 'high' : score(i) > 0 ? 'mid' : 'low'));
  put('price', (i) => 10 * score(i) + draw());
  put('part', (i) => (i % 5 === 3 ? 'validation' : i % 5 === 4 ? 'test' : 'train'));
  return table;
}

export const loaded = (cells: ReadonlyMap<string, Cells>): Loaded => loadedOf(tableOf([...cells]));

export const cleaningUp = (): RecipeStep[] => [
  step('impute', ['age'], { strategy: 'median', indicator: true }, 'age'),
  step('impute', ['port'], { strategy: 'mostFrequent' }, 'port'),
  step('oneHot', ['sex', 'port'], {}, 'encode'),
  step('standardScale', ['age', 'fare', 'noise'], {}, 'scale'),
];

type Target = 'survived' | 'kind' | 'price';
const taskFor = { survived: 'binary', kind: 'multiclass', price: 'regression' } as const;

/** The recipe for `people`: the other targets are ignored. */
export function peopleRecipe(target: Target = 'survived', rest: Partial<Recipe> = {}): Recipe {
  const role = (name: string) => (name === target ? 'target' : 'ignored');
  return recipeOf(
    [
      ['age', 'number'],
      ['fare', 'number'],
      ['sex', 'category'],
      ['port', 'category'],
      ['noise', 'number'],
      ['survived', 'integer', role('survived')],
      ['kind', 'category', role('kind')],
      ['price', 'number', role('price')],
      ['part', 'category', 'ignored'],
    ],
    {
      task: taskFor[target],
      steps: cleaningUp(),
      models: [model(target === 'price' ? 'ridge' : 'logisticRegression')],
      ...rest,
    },
  );
}

/** The same column with other cells in some rows. */
export function poisoned(cells: Cells, rows: (i: number) => boolean, poison: Cells): Cells {
  return cells.map((c, i) => (rows(i) ? poison[i % poison.length]! : c));
}

export const withColumn = (table: Table, name: string, column: Column | Cells): Table => ({
  rows: table.rows,
  columns: new Map([...table.columns, [name, Array.isArray(column) ? columnOf(column) : column]]),
});
