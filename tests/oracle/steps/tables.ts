import { tableOf, type Table } from '#lib/engine/table.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';

export { readings } from './readings.ts';

export type Cell = number | string | null;
export type Cells = readonly (readonly [name: string, type: ColumnType, cells: readonly Cell[]])[];

/** Training rows with what goes wrong in real tables: ties, gaps, unicode, rare levels, names that collide. */
export const train: Cells = [
  ['height', 'number', [1.6, 1.7, null, 1.9, 2.05, 1.7, 1.6, null, 1.83, 1.7, 1.6, -3.25]],
  ['visits', 'integer', [0, 0, 1, 250, 3, 3, null, 0, 3, 12, 7, 1]],
  ['flat', 'number', [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]],
  ['nearlyFlat', 'number', [1e8, 1e8, 1e8 + 1.5e-8, 1e8, 1e8, 1e8, 1e8, 1e8, 1e8, 1e8, 1e8, 1e8]],
  ['zero', 'integer', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['tiny', 'number', [0, 1e-16, 0, 0, 2e-16, 0, 0, 0, 1e-16, 0, 0, 0]],
  ['far', 'number', [1e6, 1e6 + 1, 1e6 + 2, 1e6 + 3, null, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6]],
  [
    'colour',
    'category',
    ['red', 'ﬁre', '😀', null, 'red', 'ﬁre', '😀', 'Émile', 'nan', 'blue', null, 'Zoë'],
  ],
  [
    'size',
    'category',
    ['low', 'mid', 'high', 'low', 'mid', 'high', 'low', 'mid', 'high', 'low', null, 'huge'],
  ],
  [
    'shop',
    'category',
    ['a', 'b', 'b', 'a', 'c', 'a', 'b', 'c', 'c', "O'Hara", 'a "q"', 'infrequent_sklearn'],
  ],
  [
    'member',
    'boolean',
    ['yes', 'no', 'no', 'no', 'yes', 'no', 'no', 'yes', 'no', 'no', 'no', 'no'],
  ],
  ['tier', 'category', ['t3', 't1', 't1', 't2', 't3', 't1', 't2', 't2', 't1', 't3', 't1', 't2']],
  ['one', 'category', ['x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x']],
];

/** What the twelve training rows are to be learned for, as class codes or values. */
export const targets = {
  binary: [1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1],
  multiclass: [0, 2, 1, 0, 1, 0, 2, 1, 0, 1, 2, 0],
  regression: [3.5, -1, 0.25, 12, 7, 7, 2, -4.5, 1e3, 0, 6, 3.25],
} as const;

/** New rows: unknown levels, gaps where training had none, values beyond the range. */
export const fresh: Cells = [
  ['height', 'number', [null, 1.7, 99, -99, 0]],
  ['visits', 'integer', [5, null, -4, 1000, 3]],
  ['flat', 'number', [0.1, 0.2, null, -1, 0]],
  ['nearlyFlat', 'number', [1e8, 0, null, 1e9, 1e8 + 1]],
  ['zero', 'integer', [0, 3, null, -1, 0]],
  ['tiny', 'number', [0, 1, null, -1, 1e-16]],
  ['far', 'number', [1e6, null, 0, 2e6, 1e6 + 3]],
  ['colour', 'category', [null, 'green', 'blue', 'nan', '😀']],
  ['size', 'category', ['mid', null, 'tiny', 'huge', 'low']],
  ['shop', 'category', [null, 'a', 'zz', "O'Hara", 'infrequent_sklearn']],
  ['member', 'boolean', ['no', 'yes', 'maybe', null, 'no']],
  ['tier', 'category', ['t1', 't2', 't3', null, 't4']],
  ['one', 'category', ['x', 'y', null, 'x', 'x']],
];

/** Equal rows, with missing cells that are equal too. */
export const records: Cells = [
  ['id', 'integer', [1, 2, 2, 3, null, null, 1, 4, 2]],
  ['name', 'text', ['a', 'b', 'b', 'B', null, null, 'a', 'ﬁ', 'b']],
  ['score', 'number', [0.5, null, null, 1, 2, 2, 0.5, 1e-9, 7]],
];

export const tableFrom = (cells: Cells): Table => {
  const rows = cells[0]?.[2].length ?? 0;
  const columns = cells.map(([name, type, values]) => {
    const number = type === 'number' || type === 'integer';
    const built = tableOf([[name, values]]).columns.get(name)!;
    const empty = { kind: 'category', codes: new Int32Array(rows).fill(-1), levels: [] } as const;
    return [name, !number && built.kind === 'number' ? empty : built] as const;
  });
  return { rows, columns: new Map(columns) };
};
