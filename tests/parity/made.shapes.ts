import { Draws, csvOf, linear, logistic, people, withColumns } from './made.ts';
import type { Made, MadeColumn, MadeStep } from './made.ts';

/** Tables that try the solvers: wide, collinear, and of very different or enormous size. */

const table = people(8, 160).filter(([name]) => name !== 'label');
const steps: MadeStep[] = [
  ['impute', ['age', 'income', 'visits'], { strategy: 'mean', indicator: true }],
  ['oneHot', ['city', 'size', 'member']],
];

const wide: readonly Made[] = [
  {
    name: 'more columns than rows',
    csv: csvOf([
      ...Array.from({ length: 60 }, (_, j): MadeColumn => [
        `x${j}`,
        people(100 + j, 40)[1]![1].map((c) => c ?? 7),
      ]),
      ['y', people(3, 40)[2]![1]],
    ]),
    target: 'y',
    task: 'regression',
    steps: [],
    models: linear,
  },
  {
    name: 'columns that repeat each other',
    csv: csvOf(
      withColumns(table, [
        ['twice', table[2]![1].map((c) => 2 * Number(c))],
        ['again', table[2]![1]],
      ]),
    ),
    ...{ target: 'answer', models: linear, steps },
  },
  {
    name: 'classes of columns of very different size, unscaled',
    csv: csvOf(
      withColumns(people(4), [
        ['population', people(9)[1]![1].map((c) => Number(c ?? 7) * 1234.5)],
        ['share', people(9)[1]![1].map((c) => Number(c ?? 7) / 1e6)],
      ]),
    ),
    target: 'label',
    roles: { answer: 'ignored' },
    steps,
    models: logistic,
  },
];

/** Columns in cents, in bytes and in seconds since 1970, left as they are. */
function huge(seed: number): MadeColumn[] {
  const draws = new Draws(400, seed);
  return withColumns(people(seed, 400), [
    ['cents', draws.numbers(4e8, 1e8, { decimals: 0 })],
    ['since1970', draws.numbers(1.6e9, 2e7, { decimals: 0 })],
    ['bytes', draws.numbers(3e9, 1e9, { decimals: 0 })],
  ]);
}

const unscaled: readonly Made[] = [
  { target: 'label', roles: { answer: 'ignored' }, models: logistic },
  { target: 'label', roles: { answer: 'ignored' }, models: [['logisticRegression', { C: 1e4 }]] },
  { target: 'answer', roles: { label: 'ignored' }, models: linear },
].map((made, i) => ({
  name: `columns of enormous size, unscaled, ${i}`,
  csv: csvOf(huge(4)),
  needsProfile: true,
  steps,
  ...made,
})) as Made[];

export const madeShapes: readonly Made[] = [...wide, ...unscaled];
