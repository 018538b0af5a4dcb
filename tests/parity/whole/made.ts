import { csvOf, people, type Cell, type Made, type MadeColumn, type MadeStep } from '../made.ts';
import type { Model } from '../tables.ts';

/** Steps and models that no other recipe of the parity tests has, with the parameters of their examples. */

const numbers = ['age', 'income', 'visits'];
const texts = ['city', 'size', 'member'];
const rows = 200;
const table = people(6, rows);
const day = (i: number): Cell =>
  new Date(Date.UTC(2021, 0, 1 + ((i * 37) % 900))).toISOString().slice(0, 10);
const words = ['red sofa', 'green  lamp', 'old red chair', 'lamp', "it's a no", 'a b'];
const columns: readonly MadeColumn[] = [
  ...table,
  ['born', Array.from({ length: rows }, (_, i) => day(i))],
  ['story', Array.from({ length: rows }, (_, i) => words[(i * 7) % 6]!)],
];
const csv = csvOf(columns);
const filled: MadeStep = ['impute', numbers, { strategy: 'median' }];
const usual: readonly MadeStep[] = [filled, ['oneHot', texts], ['standardScale', numbers]];

const made = (
  name: string,
  steps: readonly MadeStep[],
  models: readonly Model[] = [['ridge', { alpha: 0.7 }]],
  target: 'answer' | 'label' = 'answer',
): Made => ({
  name,
  csv,
  target,
  types: { story: 'text' },
  roles: {
    [target === 'answer' ? 'label' : 'answer']: 'ignored',
    ...(steps.some(([, on]) => on.includes('born')) ? {} : { born: 'ignored' as const }),
    ...(steps.some(([, on]) => on.includes('story')) ? {} : { story: 'ignored' as const }),
  },
  steps,
  models,
});

/** One recipe for each: a step before the usual ones. */
const cleaning: readonly (readonly [name: string, step: MadeStep, after?: readonly MadeStep[]])[] =
  [
    ['rows in another order', ['sortRows', [], { by: [['income', 'descending']] }]],
    ['a sample of the rows', ['sampleRows', [], { frac: 0.8, randomState: 7 }]],
    ['some columns kept', ['keepColumns', [...numbers, ...texts, 'answer']]],
    ['rows kept by a condition', ['filterRows', [], { keep: 'age > 20 or missing(age)' }]],
    ['text replaced', ['replaceText', ['city'], { find: 'o', with: 'ø' }]],
    ['upper case', ['changeCase', ['size'], { to: 'upper' }]],
    ['gaps filled from the row after', ['fillOrder', ['visits'], { method: 'bfill' }]],
    [
      'a column calculated',
      [
        'calculate',
        [],
        { name: 'ratio', expression: 'income / (abs(age) + 1) + 2 * (visits - 3) ^ 2' },
      ],
      [['impute', ['ratio'], { strategy: 'mean' }]],
    ],
    [
      'parts of dates',
      ['dateParts', ['born'], { parts: ['year', 'month', 'weekday'], cyclic: true }],
    ],
    ['days since a day', ['daysSince', ['born'], { since: '2024-02-29' }]],
    ['facts of texts', ['textFacts', ['story'], { facts: ['words'], keep: false }]],
    ['squares', ['mathTransform', ['visits'], { function: 'square' }]],
    [
      'products of numbers',
      ['combineNumbers', ['age', 'visits'], { operation: 'product' }],
      [['impute', ['age_times_visits'], { strategy: 'mean' }]],
    ],
    [
      'parts of texts',
      ['splitText', ['story'], { delimiter: ' ', parts: 2 }],
      [['oneHot', ['story_1', 'story_2']]],
    ],
  ];

/** What a step made may have gaps, which a ridge does not take: whatever is a number is filled. */
const reduced = (
  [
    ['kernelPca', { nComponents: 2, kernel: 'rbf', gamma: 0.1 }],
    ['isomap', { nNeighbors: 8, nComponents: 2 }],
  ] as const
).map(([step, params]) => made(`reduced by ${step}`, [...usual, [step, numbers, params]]));

const amounts: readonly MadeStep[] = [
  filled,
  ['oneHot', texts],
  ['minMaxScale', numbers, { clip: true }],
];

const yes: readonly Model[] = [['logisticRegression', { C: 0.8 }]];
const balanced = (
  [
    ['adasyn', { ratio: 0.9, nNeighbors: 3 }],
    ['tomekLinks', {}],
  ] as const
).map(([step, params]) =>
  made(`balanced by ${step}`, [...usual, [step, [], params]], yes, 'label'),
);

const members = [
  { model: 'ridge', params: { alpha: 0.5 } },
  { model: 'linearRegression', params: {} },
];

const other = 'O\'Brien "q"';
const renamed: readonly MadeStep[] = [
  ['renameColumns', [], { mapping: [['visits', other]] }],
  ['impute', ['age', 'income', other], { strategy: 'median' }],
  ['oneHot', texts],
  ['standardScale', ['age', other]],
];

export const madeWhole: readonly Made[] = [
  made('columns renamed', renamed),
  ...cleaning.map(([name, step, after = []]) => made(name, [step, ...after, ...usual])),
  ...reduced,
  made('reduced by nmf', [...amounts, ['nmf', numbers, { nComponents: 2 }]]),
  ...balanced,
  made('models of more than a line', usual, [
    ['supportVectorMachine', {}],
    ['gaussianProcess', { optimizer: 'none', lengthScale: 2, noiseLevel: 0.25 }],
    ['voting', { members }],
    ['stacking', { members, cv: 3 }],
  ]),
  made(
    'classes by machines of support and by processes',
    usual,
    [
      ['supportVectorMachine', { kernel: 'linear', C: 0.1 }],
      ['gaussianProcess', { optimizer: 'none', lengthScale: 3 }],
    ],
    'label',
  ),
];
