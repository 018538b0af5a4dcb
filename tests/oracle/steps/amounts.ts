import type { Cells } from './tables.ts';

/** Amounts of 0 and above, for steps that take no others. */
export const amounts: Cells = [
  ['flour', 'number', [3, 2.5, 0, 1, 4, 0.2, 2, 0, 3.5, 1.2, 0.4, 2.2]],
  ['sugar', 'number', [1, 1.2, 3, 2.4, 0.5, 2.8, 1.5, 3.3, 0.2, 2, 2.9, 1]],
  ['butter', 'number', [2, 1.4, 0.3, 0.9, 2.6, 0, 1.6, 0.2, 2.1, 0.8, 0.6, 1.9]],
  ['eggs', 'integer', [1, 0, 4, 3, 0, 3, 2, 4, 1, 2, 4, 0]],
  ['colour', 'category', ['r', 'g', 'b', 'r', 'g', 'b', 'r', 'g', 'b', 'r', 'g', 'b']],
];

export const freshAmounts: Cells = [
  ['flour', 'number', [1, 0, 30, 2, 0.5]],
  ['sugar', 'number', [1, 0, 0, 50, 0.5]],
  ['butter', 'number', [1, 0, 2, 1, 0.5]],
  ['eggs', 'integer', [1, 0, 0, 9, 70]],
  ['colour', 'category', ['r', 'x', null, 'b', 'g']],
];
