import { classesOf, csvOf, linear, logistic, people, split, withColumns } from './made.ts';
import type { Cell, Made, MadeColumn, MadeStep } from './made.ts';

/** What a target can be, and casts between all types. */

const base = people(3, 300);
const answer = base.find(([name]) => name === 'answer')![1] as number[];
const middle = [...answer].sort((a, b) => a - b)[150]!;
const features = base.filter(([name]) => name !== 'answer' && name !== 'label');
const steps: MadeStep[] = [
  ['impute', ['age', 'income', 'visits'], { strategy: 'median' }],
  ['oneHot', ['city', 'size', 'member']],
];
const tableWith = (...columns: readonly MadeColumn[]): string => csvOf([...features, ...columns]);
const holes = (cells: readonly Cell[], every: number): Cell[] =>
  cells.map((c, i) => (i % every === 3 ? null : c));

const targets: readonly (readonly [string, readonly Cell[], Partial<Made>?])[] = [
  ['text', classesOf(answer, ['stays', 'goes'])],
  ['text in several scripts', classesOf(answer, ['é', 'z', 'Z', '東', '😀', "a'b", 'ﬁ'])],
  ['true and false', classesOf(answer, ['True', 'False'])],
  ['yes and no in capitals', classesOf(answer, ['NO', 'YES'])],
  ['0 and 1', classesOf(answer, [0, 1])],
  ['whole numbers that text would sort otherwise', classesOf(answer, [10, 2, 1, -3])],
  ['halves as classes', classesOf(answer, [0.5, 1.5]), { task: 'binary' }],
  ['1.0 and 2.0 as classes', classesOf(answer, ['1.0', '2.0'])],
  ['text with holes', holes(classesOf(answer, ['a', 'b', 'c']), 7)],
  ['0 and 1 with holes', holes(classesOf(answer, [0, 1]), 5)],
  ['a level that says nan', classesOf(answer, ['nan', 'None', 'x']), { open: { missing: [] } }],
  ['codes with leading zeros', classesOf(answer, ['001', '002', '010'])],
  ['words with blanks around', classesOf(answer, [' a', 'a ', 'a'])],
  [
    'whole numbers too large for a double',
    classesOf(answer, ['12345678901234567890', '12345678901234567891']),
  ],
];

const classTargets: readonly Made[] = targets.map(([name, cells, more]) => ({
  name: `target: ${name}`,
  csv: tableWith(['target', cells]),
  target: 'target',
  steps,
  models: logistic,
  split: split(0.25, 0.1),
  ...more,
}));

const valueTargets: readonly Made[] = [
  ['numbers with holes', holes(answer, 6)],
  ['whole numbers', answer.map((x) => Math.round(100 * x))],
  ['equal to the last digit in text', answer.map((x) => (x / 7).toString())],
  [
    'numbers among text',
    answer.map((x, i) => (i % 11 ? x : ['n/k', '1_000', '٣', 'inf', '1,5'][i % 5]!)),
  ],
].map(([name, cells]) => ({
  name: `target: ${name as string}`,
  csv: tableWith(['target', cells as Cell[]]),
  target: 'target',
  task: 'regression' as const,
  types: { target: 'number' as const },
  steps,
  models: linear,
}));

/** Cells of every kind, to be cast to every type. */
const mixed = withColumns(features, [
  ['whole', features[0]![1]],
  ['real', features[1]![1]],
  ['zeroOne', features[2]![1].map((c) => Number(c) % 2)],
  [
    'truth',
    features[0]![1].map((c, i) =>
      c === null ? null : ['yes', ' No', 'TRUE', 'off', 'maybe'][i % 5]!,
    ),
  ],
  [
    'reads',
    features[1]![1].map((c, i) =>
      i % 13
        ? c
        : ['-', '1_000', ' 7 ', '٣', 'inf', 'nan', '1e3', '.5', '5.', '0x1A', '1e400', '+4', '1,5'][
            (i / 13) % 13
          ]!,
    ),
  ],
  ['codes', features[2]![1].map((c) => String(Number(c)).padStart(3, '0'))],
]);
const everything = csvOf([...mixed, ['answer', answer]]);

const casts: readonly Made[] = (['number', 'integer', 'category', 'text', 'boolean'] as const).map(
  (to) => {
    const cast = ['whole', 'real', 'zeroOne', 'truth', 'reads', 'codes'];
    const numeric = to === 'number' || to === 'integer';
    return {
      name: `everything cast to ${to}`,
      csv: everything,
      target: 'answer',
      steps: [
        ['cast', cast, { to }],
        ...(numeric
          ? ([['impute', cast, { strategy: 'constant', indicator: true }]] as const)
          : ([['oneHot', cast, { minFrequency: 4, maxCategories: 30 }]] as const)),
        ...steps,
      ],
      models: [['ridge', { alpha: 0.7 }]],
    };
  },
);

const castAgain: readonly Made[] = [
  {
    name: 'cast there and back',
    csv: everything,
    target: 'answer',
    steps: [
      ['cast', ['real', 'whole'], { to: 'text' }],
      ['cast', ['real', 'whole', 'reads'], { to: 'number' }],
      ['cast', ['zeroOne'], { to: 'boolean' }],
      ['cast', ['zeroOne'], { to: 'integer' }],
      ['cast', ['truth'], { to: 'boolean' }],
      ['dropDuplicates', ['real', 'truth']],
      ['dropColumns', ['zeroOne']],
      ['impute', ['real', 'whole', 'reads'], { strategy: 'mean', indicator: true }],
      ['oneHot', ['truth', 'codes'], { drop: 'ifBinary' }],
      ...steps,
    ],
    models: [['ridge', { alpha: 0.7 }]],
  },
  ...(['boolean', 'integer', 'category', 'number'] as const).map((to) => ({
    name: `the target cast to ${to}`,
    csv: tableWith(['target', holes(classesOf(answer, ['0', '1']), 8)]),
    target: 'target',
    steps: [['cast', ['target'], { to }], ...steps] as MadeStep[],
    models: logistic,
  })),
  {
    name: 'the target cast to a number, with misfits',
    csv: tableWith(['target', answer.map((x, i) => (i % 9 ? x : 'unknown'))]),
    target: 'target',
    types: { target: 'text' },
    task: 'regression',
    steps: [['cast', ['target'], { to: 'number' }], ...steps],
    models: linear,
  },
];

const words: readonly Cell[] = answer.map((_, i) =>
  i < 12
    ? 'TEST'
    : ['train', ' Train ', 'val', 'dev', 'Valid', 'test', 'none', null, 'TRAIN'][i % 9]!,
);

const columnSplits: readonly Made[] = [
  ['text', words, classesOf(answer, ['a', 'b', 'c']), logistic],
  ['values', words, answer, linear],
  [
    'a test part of one class',
    answer.map((_, i) => (i % 4 ? 'train' : 'test')),
    answer.map((x, i) => (i % 4 ? (x > middle ? 'yes' : 'no') : 'no')),
    logistic,
  ],
  [
    'a test part that lacks a class of three',
    answer.map((_, i) => (i % 4 ? 'train' : 'test')),
    answer.map((x, i) => (i % 4 ? ['a', 'b', 'c'][i % 3]! : x > middle ? 'a' : 'b')),
    logistic,
  ],
  ['a test part of one row', answer.map((_, i) => (i ? 'train' : 'test')), answer, linear],
  [
    'a test part of equal values',
    answer.map((_, i) => (i < 5 ? 'test' : 'train')),
    answer.map((x, i) => (i < 5 ? 4 : x)),
    linear,
  ],
  [
    'values at −1 and below',
    answer.map((_, i) => (i < 90 ? 'test' : 'train')),
    answer.map((x) => x - 20),
    linear,
  ],
].map(([name, part, target, models]) => ({
  name: `split column: ${name as string}`,
  csv: tableWith(['part', part as Cell[]], ['target', target as Cell[]]),
  target: 'target',
  roles: { part: 'split' as const },
  split: { method: 'column' as const, column: 'part' },
  steps,
  models: models as typeof logistic,
}));

export const madeTargets: readonly Made[] = [
  ...classTargets,
  ...valueTargets,
  ...casts,
  ...castAgain,
  ...columnSplits,
];
