import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stepSpecs } from '#lib/steps/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { python, ran } from '../golden/python.ts';
import { at, columnsOf, file, json, read, refused } from './cli.support.ts';

const day = (i: number): string => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10);
const sales = (i: number): number => Math.round(1000 * (20 + 8 * Math.sin(i / 5) + (i % 3))) / 1000;
const csv = (from: number, to: number): string =>
  [
    'day,sales,heat',
    ...Array.from({ length: to - from }, (_, k) => from + k).map(
      (i) => `${day(i)},${sales(i)},${(i * 7) % 13}`,
    ),
  ].join('\n');

/** The last rows of training stand before the new ones, as their past. */
describe('a model of past values, on the command line', () => {
  const series = file('series.csv', csv(0, 160));
  const news = file('news.csv', csv(150, 180));

  it('is trained in order of time, predicts by the past in the new file, and exports the same', async () => {
    const recipePath = at('series.json');
    await json(
      ...['train', series, '--target', 'sales', '--model', 'linearRegression', '--steps', 'none'],
      ...['--keep', 'day', '--time', 'day', '--save-recipe', recipePath],
    );
    const recipe = JSON.parse(read('series.json')) as Recipe;
    const stepOf = (step: 'pastRows' | 'impute', columns: string[], params: object) => ({
      key: step,
      step,
      version: 1,
      columns,
      params: parseParams(stepSpecs[step].params, params, step) as Record<string, unknown>,
      enabled: true,
    });
    recipe.steps = [
      stepOf('pastRows', ['sales'], { rows: [1, 3], time: 'day' }),
      stepOf('impute', ['sales_lag_1', 'sales_lag_3'], { strategy: 'mean' }),
    ];
    file('series.json', JSON.stringify(recipe));
    await json('run', recipePath, '--data', series, '--out', at('past'));
    const run = readdirSync(at('past')).find((name) => name.startsWith('run-'))!;

    const said = await json('predict', at(`past/${run}`), news, '--out', at('news.out.csv'));
    expect(said.err).toContain('3 rows have no such past');
    const ours = columnsOf(read('news.out.csv')).get('prediction')!.map(Number);
    expect(ours).toHaveLength(30);

    const without = file('without.csv', csv(150, 180).replaceAll(/,[^,\n]*,/g, ','));
    const told = (await refused('predict', at(`past/${run}`), without, '--out', at('x.csv'))).error;
    expect(told).toContain('“sales” is what is predicted, and a step reads what it was');

    if (python === null) return;
    const made = await json<{ files: string[] }>(
      ...['export', recipePath, '--data', series, '--out', at('past-project')],
    );
    const folder = dirname(made.files.find((f) => f.endsWith('train.py'))!);
    const cwd = at(`past-project/${folder}`);
    expect((await ran(python, ['train.py', series], { cwd })).stderr).toBe('');
    const theirs = await ran(python, ['inference.py', news, '--out', 'p.csv'], { cwd });
    expect(theirs.stderr).toBe('');
    const found = columnsOf(read(`past-project/${folder}/p.csv`))
      .get('prediction')!
      .map(Number);
    found.forEach((x, i) => expect(x).toBeCloseTo(ours[i]!, 9));
    const lacking = await ran(python, ['inference.py', without, '--out', 'p.csv'], { cwd });
    expect([lacking.code, lacking.stderr]).toEqual([2, "missing columns: ['sales']\n"]);
  });
});
