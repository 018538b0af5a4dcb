import type { MadeStep } from './made.ts';

/** Steps on the table of people of which each row by itself tells what becomes of it, with every operator that ONNX has of them. */
export const cleanedSteps: readonly MadeStep[] = [
  ['markMissing', ['city', 'visits'], { values: ['東京', '3'] }],
  [
    'replaceValues',
    ['size'],
    {
      mapping: [
        ['low', 'small'],
        ['small', 'none'],
        ['high', "it's"],
      ],
    },
  ],
  [
    'renameColumns',
    [],
    {
      mapping: [
        ['member', 'belongs'],
        ['visits', 'member'],
      ],
    },
  ],
  [
    'calculate',
    [],
    { name: 'rich', expression: "income / (age - 40) > 60 or city in ('Oslo', 'Åbo')" },
  ],
  [
    'calculate',
    [],
    {
      name: 'where',
      expression: "if(city = 'Oslo' and not missing(size), city, coalesce(size, 'gone'))",
    },
  ],
  [
    'calculate',
    [],
    {
      name: 'much',
      expression:
        'round(min(member, age / 10, 4) ^ 2, 1) + abs(sign(age - 41)) * floor(income / 300) - exp(0 - member)',
    },
  ],
  [
    'calculate',
    [],
    {
      name: 'more',
      expression:
        'max(sqrt(age - 30), log(member), log10(income), -1) + ceil(member / 2) + log2(income)',
    },
  ],
  ['mathTransform', ['income'], { function: 'log1p' }],
  ['mathTransform', ['age'], { function: 'reciprocal', keep: false }],
  ['combineNumbers', ['member', 'much', 'more'], { operation: 'ratio' }],
  ['dropColumns', ['city']],
  [
    'impute',
    [
      'income',
      'member',
      'much',
      'more',
      'income_log1p',
      'age_reciprocal',
      'member_per_much',
      'member_per_more',
      'much_per_more',
    ],
    { strategy: 'median', indicator: true },
  ],
  ['oneHot', ['size', 'belongs', 'rich', 'where']],
  ['standardScale', ['income', 'much', 'more']],
];
