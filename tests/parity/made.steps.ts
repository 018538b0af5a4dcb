import {
  csvOf,
  linear,
  logistic,
  people,
  split,
  withColumns,
  type Made,
  type MadeStep,
} from './made.ts';
import { learningSteps } from './made.learning.ts';
import { pasts } from './made.past.ts';

/** Every step with other parameters than the usual ones, and chains of steps. */

const numbers = ['age', 'income', 'visits'];
const texts = ['city', 'size', 'member'];
const table = people();
const csv = csvOf(table);
const regression = { csv, target: 'answer', roles: { label: 'ignored' }, models: linear } as const;
const binary = { csv, target: 'label', roles: { answer: 'ignored' }, models: logistic } as const;

/** What the other columns need before a model takes them. */
const rest = (...touched: readonly string[]): MadeStep[] => {
  const left = (of: readonly string[]): string[] => of.filter((c) => !touched.includes(c));
  const steps: MadeStep[] = [
    ['impute', left(numbers), { strategy: 'median' }],
    ['oneHot', left(texts)],
  ];
  return steps.filter(([, columns]) => columns.length > 0);
};

const imputations: readonly Made[] = [
  [numbers, { strategy: 'mean', indicator: true }],
  [numbers, { strategy: 'median', indicator: true }],
  [numbers, { strategy: 'mostFrequent', indicator: true }],
  [numbers, { strategy: 'constant', fillValue: -7.25, indicator: true }],
  [texts, { strategy: 'mostFrequent', indicator: true }],
  [texts, { strategy: 'constant', fillValue: "it's “none”", indicator: true }],
  [[...numbers, ...texts], { strategy: 'mostFrequent' }],
  [[...texts, ...numbers], { strategy: 'constant', indicator: true }],
].flatMap(([columns, params]) => {
  const name = `impute ${JSON.stringify(params)} on ${(columns as string[]).join(', ')}`;
  const step = ['impute', columns, params] as unknown as MadeStep;
  const steps: MadeStep[] = [step, ['impute', numbers, { strategy: 'median' }], ['oneHot', texts]];
  return [
    { name, ...regression, steps },
    { name: `${name}, classes`, ...binary, steps },
  ];
});

const encodings: readonly Made[] = [
  ['oneHot', { minFrequency: 12 }],
  ['oneHot', { maxCategories: 3 }],
  ['oneHot', { maxCategories: 3, minFrequency: 30, drop: 'first' }],
  ['oneHot', { drop: 'first' }],
  ['oneHot', { drop: 'ifBinary' }],
  ['ordinal', { encodedMissingValue: -2 }],
  ['ordinal', { categories: ['low', 'mid'], unknownValue: -5, encodedMissingValue: -9 }],
].flatMap(([step, params]) => {
  const steps = [[step, texts, params], ...rest(...texts)] as MadeStep[];
  const name = `${step as string} ${JSON.stringify(params)}`;
  return [
    { name, ...regression, steps },
    { name: `${name}, classes`, ...binary, steps },
  ];
});

const scalings: readonly Made[] = [
  ['standardScale', { withMean: false }],
  ['standardScale', { withStd: false }],
  ['minMaxScale', { min: -1, max: 2, clip: true }],
  ['minMaxScale', { min: 10, max: 10.5 }],
].map(([step, params]) => ({
  name: `${step as string} ${JSON.stringify(params)}`,
  ...regression,
  steps: [[step, numbers, params], ...rest()] as MadeStep[],
}));

const chains: readonly Made[] = [
  {
    name: 'scaled before it is imputed, and scaled again',
    steps: [
      ['standardScale', ['age', 'income']],
      ['impute', ['age'], { strategy: 'mean', indicator: true }],
      ['impute', ['income'], { strategy: 'constant' }],
      ['minMaxScale', ['age', 'income', 'visits', 'age_missing'], { min: -2 }],
      ['oneHot', texts],
    ],
  },
  {
    name: 'ordered, and then imputed as a number',
    steps: [
      ['ordinal', ['size', 'city'], {}],
      ['impute', [...numbers, 'size', 'city'], { strategy: 'mean' }],
      ['standardScale', ['size', 'city', 'age']],
      ['oneHot', ['member'], { drop: 'ifBinary' }],
    ],
  },
  {
    name: 'steps on columns that one-hot makes',
    steps: [
      ['oneHot', texts, { minFrequency: 5 }],
      ['impute', numbers, { strategy: 'median', indicator: true }],
      ['standardScale', ['size_low', 'member_True', 'age', 'age_missing']],
      ['minMaxScale', ['city_Oslo', 'visits_missing'], { max: 3 }],
    ],
  },
  {
    name: 'texts and numbers of one step, after columns were made',
    steps: [
      ['ordinal', ['size'], {}],
      ['impute', ['size', 'city', 'age', 'income'], { strategy: 'mostFrequent', indicator: true }],
      ['oneHot', ['city', 'member'], { drop: 'first' }],
      ['standardScale', ['member_True', 'size', 'size_missing', 'city_missing']],
    ],
  },
  {
    name: 'a step that is switched off',
    steps: [
      ['dropColumns', ['member'], {}, false],
      ['dropColumns', ['visits']],
      ['minMaxScale', ['age'], {}, false],
      ['impute', ['age', 'income'], { strategy: 'mean' }],
      ['oneHot', texts],
    ],
  },
].flatMap(({ name, steps }) => [
  { name, ...regression, steps: steps as unknown as MadeStep[] },
  { name: `${name}, classes`, ...binary, steps: steps as unknown as MadeStep[] },
]);

const repeated = csvOf(
  people(5).map(
    ([name, cells]) =>
      [name, cells.flatMap((c, i) => (i % 9 ? [c] : [c, c])).concat(cells.slice(0, 17))] as const,
  ),
);

const duplicates: readonly Made[] = [
  ['first', []],
  ['last', []],
  ['first', ['city', 'age', 'size']],
  ['last', ['income', 'member']],
].map(([keep, columns]) => ({
  name: `duplicates, the ${keep as string} kept, by ${(columns as string[]).length} columns`,
  ...regression,
  csv: repeated,
  steps: [['dropDuplicates', columns, { keep }], ...rest()] as MadeStep[],
}));

/** Names that scikit-learn's outputs would take are there already. */
const colliding = withColumns(table, [
  ['size_low', table[0]![1].map((c) => (typeof c === 'number' ? c % 3 : 2))],
  ['member_True', table[2]![1]],
  ['age_missing', table[2]![1].map((c) => Number(c) ** 2)],
]);

const collisions: readonly Made[] = [
  {
    name: 'columns that bear the names of outputs',
    steps: [
      ['impute', numbers, { strategy: 'median', indicator: true }],
      ['oneHot', texts],
      ['standardScale', ['size_low', 'member_True', 'age_missing']],
    ],
  },
  {
    name: 'columns that bear the names of outputs, and steps on the outputs',
    steps: [
      ['impute', numbers, { strategy: 'median', indicator: true }],
      ['oneHot', texts],
      ['standardScale', ['size_low', 'size_low_2', 'member_True_2', 'age_missing_2', 'size_mid']],
    ],
  },
].map(({ name, steps }) => ({
  name,
  ...regression,
  csv: csvOf(colliding),
  steps: steps as unknown as MadeStep[],
}));

/** Texts with all kinds of white space and spellings, fillers among numbers and days. */
const spoilt = csvOf(
  withColumns(table, [
    [
      'city',
      table
        .find(([name]) => name === 'city')![1]
        .map((c, i) =>
          c === null
            ? c
            : [c, ` ${c}`, `${c}\u00a0 `, `\u3000${c}`, String(c).toUpperCase()][i % 5]!,
        ),
    ],
    ['size', table.find(([name]) => name === 'size')![1].map((c, i) => (i % 9 ? c : ' \t '))],
    [
      'age',
      table.find(([name]) => name === 'age')![1].map((c, i) => (i % 7 ? c : i % 2 ? 0 : 999)),
    ],
    ['day', table[0]![1].map((_, i) => (i % 6 ? `20${10 + (i % 9)}-03-1${i % 4}` : '1753-01-01'))],
  ]),
);
const mapping = ['Oslo', 'Łódź', 'Zürich', "L'Aquila", 'São Paulo', '東京', 'Åbo'].map((city) => [
  city.toUpperCase(),
  city,
]);

const answered: readonly Made[] = [
  {
    name: 'texts trimmed and merged, fillers marked',
    steps: [
      ['trimText', ['city', 'size']],
      ['replaceValues', ['city'], { mapping }],
      ['markMissing', ['age', 'day'], { values: ['0', '999', '1753-01-01'] }],
      ['cast', ['day'], { to: 'category' }],
      ['impute', ['day', 'city', 'size'], { strategy: 'mostFrequent', indicator: true }],
      ['impute', numbers, { strategy: 'median' }],
      ['oneHot', ['city', 'size', 'day', 'member'], { minFrequency: 4 }],
    ],
  },
  {
    name: 'texts trimmed at their ends only, clipped by fences and transformed',
    steps: [
      ['trimText', ['city', 'size'], { collapse: false }],
      ['winsorize', ['age', 'income'], { fold: 0.5 }],
      ['impute', numbers, { strategy: 'median' }],
      ['powerTransform', ['age', 'visits']],
      ['oneHot', ['city', 'size', 'member', 'day']],
    ],
  },
  {
    name: 'clipped at quantiles in a sequence, and transformed as it is',
    steps: [
      ['oneHot', ['city', 'size', 'member', 'day'], { maxCategories: 4 }],
      ['winsorize', numbers, { method: 'quantiles', lower: 0.05, upper: 0.9 }],
      ['impute', numbers, { strategy: 'mean', indicator: true }],
      ['standardScale', ['age_missing', 'age']],
      ['powerTransform', ['income', 'visits'], { standardize: false }],
    ],
  },
].map(({ name, steps }) => ({
  name,
  ...regression,
  csv: spoilt,
  types: { day: 'date', city: 'category', size: 'category' },
  steps: steps as unknown as MadeStep[],
}));

export const madeSteps: readonly Made[] = [
  ...imputations,
  ...encodings,
  ...scalings,
  ...chains,
  ...learningSteps({ numbers, texts, regression, binary, rest }),
  ...pasts,
  ...duplicates,
  ...collisions,
  ...answered,
  {
    name: 'validation, test and no strata',
    ...binary,
    steps: rest(),
    split: split(0.2, 0.25, { stratify: false, seed: 4_294_967_295 }),
  },
  { name: 'validation and no test', ...binary, steps: rest(), split: split(0, 0.3) },
  { name: 'training rows only', ...regression, steps: rest(), split: split(0, 0) },
  {
    name: 'shares that are no neat fractions',
    ...binary,
    steps: rest(),
    split: split(1 / 7, 0.123, { seed: 0 }),
  },
];
