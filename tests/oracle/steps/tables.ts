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

/** Numbers without gaps, for steps that make new columns of many: one is twice another. */
export const cloud: Cells = [
  ['length', 'number', [5.1, 4.9, 6.2, 5.9, 7.1, 6.3, 5, 6.7, 5.5, 6.1, 4.6, 7.7]],
  ['width', 'number', [3.5, 3, 2.2, 3.2, 3, 3.3, 3.4, 3.1, 2.3, 2.8, 3.1, 2.6]],
  ['depth', 'number', [1.4, 1.4, 4.5, 5.1, 5.9, 6, 1.5, 4.4, 4, 4.7, 1.5, 6.9]],
  ['doubled', 'number', [2.8, 2.8, 9, 10.2, 11.8, 12, 3, 8.8, 8, 9.4, 3, 13.8]],
  ['count', 'integer', [2, 0, 15, 18, 21, 25, 2, 14, 13, 12, 2, 23]],
  ['colour', 'category', ['r', 'g', 'b', 'r', 'g', 'b', 'r', 'g', 'b', 'r', 'g', 'b']],
];

export const freshCloud: Cells = [
  ['length', 'number', [5, 0, -3, 100, 6.1]],
  ['width', 'number', [3, 0, 2, 50, 3]],
  ['depth', 'number', [2, 0, 1, -70, 4]],
  ['doubled', 'number', [4, 0, 2, 1, 8]],
  ['count', 'integer', [3, 0, -2, 1000, 12]],
  ['colour', 'category', ['r', 'x', null, 'b', 'g']],
];

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
