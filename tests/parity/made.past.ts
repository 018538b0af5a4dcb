import { csvOf, Draws, linear, split, type Cell, type Made, type MadeColumn } from './made.ts';

/** Rows in time, mixed up, with gaps in values, in times and in the target: lags and windows over the rows before. */
const rows = 180;
const draws = new Draws(rows, 23);
const day = (i: number): string => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10);
const order = Array.from({ length: rows }, (_, i) => (i * 67) % rows);
const heat = draws.numbers(12, 5, { missing: 0.05 });
const noise = draws.numbers(0, 1);
const shops = draws.words(['Oslo', "L'Aquila", '東京'], 0.04);
const sales = order.map((i): Cell =>
  i % 41 === 7 ? null : Number((20 + 8 * Math.sin(i / 9) + 2 * Number(noise[i])).toFixed(3)),
);
const columns: MadeColumn[] = [
  ['day', order.map((i) => (i % 50 === 3 ? null : day(Math.floor(i / 2))))],
  ['shop', shops],
  ['heat', heat],
  ['sales', sales],
];

const made = { csv: csvOf(columns), target: 'sales', models: linear } as const;
const added = [
  'sales_lag_1',
  'sales_lag_2',
  'sales_past_mean_7',
  'heat_change_1',
  'heat_past_std_5',
];

export const pasts: readonly Made[] = [
  {
    name: 'lags and windows of each shop, of the target too, in order of time',
    ...made,
    roles: { day: 'time' },
    steps: [
      ['pastRows', ['sales'], { rows: [1, 2], time: 'day', group: 'shop' }],
      ['pastRows', ['sales'], { figure: 'mean', rows: [7], time: 'day' }],
      ['pastRows', ['heat'], { figure: 'change', rows: [1], time: 'day' }],
      ['pastRows', ['heat'], { figure: 'std', rows: [5], time: 'day', group: 'shop' }],
      ['impute', ['heat', ...added], { strategy: 'median' }],
      ['oneHot', ['shop']],
    ],
    split: { method: 'time', column: 'day', validation: 0.2, test: 0.2, gap: 1 },
  },
  {
    name: 'windows in order of a number, with a random split',
    ...made,
    roles: { day: 'ignored' },
    types: { sales: 'number' },
    steps: [
      ['pastRows', ['sales'], { figure: 'max', rows: [3], time: 'heat' }],
      ['pastRows', ['sales'], { figure: 'sum', rows: [2, 4], time: 'heat', group: 'shop' }],
      [
        'impute',
        ['heat', 'sales_past_max_3', 'sales_past_sum_2', 'sales_past_sum_4'],
        { strategy: 'mean' },
      ],
      ['oneHot', ['shop']],
    ],
    split: split(0.2, 0.2),
  },
];
