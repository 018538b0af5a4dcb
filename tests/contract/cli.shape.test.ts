import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recipeOf } from '../golden/recipes.ts';
import { python, ran } from '../golden/python.ts';
import { at, columnsOf, file, json, read } from './cli.support.ts';

/** Orders of customers, several each, and whether the customer left; every fifth amount is missing. */
const orders = ['customer,shop,amount,days,left'].concat(
  Array.from({ length: 400 }, (_, i) => {
    const customer = (i * 37) % 90;
    const amount = i % 5 === 0 ? '' : String(((i * 7919) % 1009) / 8);
    return `c${customer},${['north', 'south', 'east'][(i * 11) % 3]},${amount},${(i * 13) % 60},${(customer * 7) % 11 > 4 ? 'yes' : 'no'}`;
  }),
);

const recipe = recipeOf({
  name: 'Orders',
  file: 'orders.csv',
  columns: [
    ['customer', 'category', 'id'],
    ['shop', 'category'],
    ['amount', 'number'],
    ['days', 'integer'],
    ['left', 'boolean', 'target'],
  ],
  task: 'binary',
  steps: [
    ['sortRows', [], { by: [['days', 'descending']] }],
    ['sampleRows', [], { frac: 0.9 }],
    ['melt', ['amount', 'days'], { varName: 'what', valueName: 'size' }],
    [
      'pivot',
      ['customer', 'left'],
      { names: 'what', levels: ['amount', 'days'], values: 'size', aggfunc: 'mean' },
    ],
    [
      'groupRows',
      ['customer'],
      {
        size: 'rows',
        aggregates: [
          ['size_amount', 'mean'],
          ['size_days', 'max'],
          ['left', 'first'],
        ],
      },
    ],
    ['impute', ['size_amount', 'size_days']],
    ['standardScale', ['size_amount', 'size_days']],
  ],
  models: [['logisticRegression']],
});

interface Ran {
  readonly results: readonly {
    readonly file: string;
    readonly rows: number;
    readonly metrics: Record<string, Record<string, number>>;
  }[];
}

describe.skipIf(python === null)('a recipe that shapes its table', () => {
  it('gives the same scores and answers by run and predict as its exported project', async () => {
    const data = file('orders.csv', orders.join('\n'));
    const path = file('recipe.json', JSON.stringify(recipe));
    const run = await json<Ran>('run', path, '--data', data, '--out', at('out'));
    const { metrics, rows, file: runFile } = run.results[0]!;
    expect(rows).toBeGreaterThan(80);

    const later = orders.map((line) => line.replace(/,[^,]*$/, '')).slice(0, 60);
    const fresh = file('later.csv', later.join('\n'));
    const said = await json('predict', at(`out/${runFile}`), fresh, '--out', at('told.csv'));
    expect(said.err).toContain("Passed over 'Sort rows'");
    expect(said.err).toContain("Passed over 'Sample rows': every new row is answered");

    await json('export', path, '--data', data, '--out', at('project'));
    const cwd = at(`project/${readdirSync(at('project'))[0]!}`);
    const trained = await ran(python!, ['train.py', data], { cwd });
    if (trained.code !== 0) throw new Error(trained.stderr);
    const theirs = JSON.parse(trained.stdout.trimEnd().split('\n').at(-1)!) as typeof metrics;
    for (const part of ['train', 'validation', 'test'])
      for (const [id, value] of Object.entries(metrics[part]!))
        expect(theirs[part]![id], `${part} ${id}`).toBeCloseTo(value, 6);
    await ran(python!, ['inference.py', fresh, '--out', 'told.csv'], { cwd });
    const [ours, other] = [
      columnsOf(read('told.csv')),
      columnsOf(readFileSync(`${cwd}/told.csv`, 'utf8')),
    ];
    expect(other.get('row')).toEqual(ours.get('row'));
    expect(ours.get('row')!.length).toBe(new Set(later.slice(1).map((l) => l.split(',')[0])).size);
    other.get('probability_yes')!.forEach((p, i) => {
      expect(Number(p)).toBeCloseTo(Number(ours.get('probability_yes')![i]), 6);
    });
  });
});
