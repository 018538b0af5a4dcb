import type { Cells } from './tables.ts';

/** Tables for steps that look at several columns of numbers together. */

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

/** Numbers that go together and are all different, with gaps to fill from the others. */
export const gaps: Cells = [
  [
    'span',
    'number',
    [2.1593, 2.6134, null, 1.4538, 2.7653, 2.4459, 3.4692, null, 3.3374, 3.8931, 3.1884, 2.5922],
  ],
  [
    'load',
    'number',
    [
      42.7342,
      36.4014,
      66.8605,
      19.7954,
      null,
      44.1553,
      77.8414,
      65.002,
      88.4431,
      72.1019,
      64.1343,
      49.1872,
    ],
  ],
  [
    'heat',
    'number',
    [null, 8.5786, null, -1.4475, 7.933, 1.8784, 16.3889, 8.3056, 10.2411, null, 11.426, 7.1884],
  ],
  [
    'flow',
    'number',
    [0.4601, 0.6968, 2.0915, -0.2624, 1.2775, 0.0175, 2.757, 1.6703, 2.4721, 1.28, 1.938, 1.0112],
  ],
  ['kind', 'category', ['p', 'q', 'p', 'q', 'p', 'q', 'p', 'q', 'p', 'q', 'p', 'q']],
];

/** One row is missing altogether. */
export const freshGaps: Cells = [
  ['span', 'number', [null, 3.4029, 2.9602, null, 2.1197]],
  ['load', 'number', [null, null, 75.9528, 56.7336, 54.6331]],
  ['heat', 'number', [null, 14.2463, 9.1167, 7.8428, null]],
  ['flow', 'number', [null, 2.6013, 1.9882, 1.3754, 2.0662]],
  ['kind', 'category', ['p', 'q', 'p', 'q', 'p']],
];
