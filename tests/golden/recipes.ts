import {
  isNumeric,
  type ColumnType,
  type NumberSummary,
  type Role,
  type TableProfile,
  type Task,
} from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import { plainNumber, type Delimited, type Format, type Parse } from '#lib/recipe/source.ts';
import type { ModelId } from '#lib/models/specs.ts';
import type { StepId } from '#lib/steps/specs.ts';
import { modelParams, stepParams } from './registry.ts';

export type Columns = readonly (readonly [
  name: string,
  type: ColumnType,
  role?: Role,
  header?: string,
])[];

export interface Small {
  readonly name?: string;
  readonly file?: string;
  readonly columns: Columns;
  readonly task?: Task | null;
  readonly missing?: readonly string[];
  readonly steps?: readonly (readonly [
    step: StepId,
    columns: readonly string[],
    params?: Record<string, unknown>,
    enabled?: boolean,
  ])[];
  readonly split?: Recipe['split'];
  readonly models?: readonly (readonly [model: ModelId, params?: Record<string, unknown>])[];
  readonly dialect?: Partial<Delimited>;
  /** In place of a dialect. */
  readonly format?: Format;
  /** Column → how its texts become values. */
  readonly parse?: Readonly<Record<string, Parse>>;
  readonly source?: Partial<Recipe['source']>;
  readonly rejectedRows?: readonly number[];
}

const plainDialect: Delimited = {
  kind: 'delimited',
  encoding: 'utf-8',
  undecodable: 'refuse',
  delimiter: ',',
  quote: '"',
  escape: '',
  comment: '',
  skip: 0,
  header: 1,
  footer: 0,
};

/** A whole recipe from what matters to a test; step keys are s1, s2, … and model keys m1, m2, … */
export function recipeOf(small: Small): Recipe {
  return {
    format: 'tabwise-recipe',
    version: 3,
    name: small.name ?? 'A test',
    source: {
      file: { name: small.file ?? 'data.csv', bytes: 0, sha256: '' },
      packing: null,
      format: small.format ?? { ...plainDialect, ...small.dialect },
      missing: [...(small.missing ?? [''])],
      columns: small.columns.map(([name, type, role, header]) => ({
        name,
        header: header ?? name,
        type,
        role: role ?? 'feature',
        meaning: 'none',
        parse: small.parse?.[name] ?? (isNumeric(type) ? plainNumber : { as: 'text' }),
      })),
      rejectedRows: [...(small.rejectedRows ?? [])],
      repairedRows: [],
      sample: null,
      ...small.source,
    },
    task: small.task ?? null,
    steps: (small.steps ?? []).map(([step, columns, params, enabled], i): RecipeStep => ({
      key: `s${i + 1}`,
      step,
      version: 1,
      columns: [...columns],
      params: stepParams(step, params),
      enabled: enabled ?? true,
    })),
    split: small.split ?? {
      method: 'random',
      validation: 0.2,
      test: 0.2,
      stratify: true,
      seed: 42,
    },
    models: (small.models ?? []).map(([model, params], i) => ({
      key: `m${i + 1}`,
      model,
      version: 1,
      params: modelParams(model, params),
    })),
    seed: 0,
  };
}

const titanicColumns: Columns = [
  ['PassengerId', 'integer', 'id'],
  ['Survived', 'integer', 'target'],
  ['Pclass', 'integer'],
  ['Name', 'text'],
  ['Sex', 'category'],
  ['Age', 'number'],
  ['SibSp', 'integer'],
  ['Parch', 'integer'],
  ['Ticket', 'text'],
  ['Fare', 'number'],
  ['Cabin', 'text'],
  ['Embarked', 'category'],
];

export const titanic = recipeOf({
  name: 'Titanic',
  file: 'titanic_train.csv',
  columns: titanicColumns,
  task: 'binary',
  missing: ['', 'NA'],
  steps: [
    ['dropColumns', ['Name', 'Ticket', 'Cabin']],
    ['dropDuplicates', []],
    ['impute', ['Age'], { strategy: 'median', indicator: true }],
    ['impute', ['Embarked'], { strategy: 'mostFrequent' }],
    ['oneHot', ['Sex', 'Embarked']],
    ['standardScale', ['Pclass', 'Age', 'SibSp', 'Parch', 'Fare']],
  ],
  models: [['logisticRegression'], ['randomForest']],
});

/** A second table that is read record by record, with numbers as in Europe. */
const rates = recipeOf({
  file: 'rates.csv',
  dialect: { delimiter: ';', comment: '#', skip: 1 },
  columns: [
    ['customer', 'category'],
    ['day', 'date'],
    ['amount', 'number'],
  ],
  parse: { amount: { ...plainNumber, decimal: ',', thousands: '.' } },
}).source;

/** One recipe for each shape of script; the golden files bear these names. */
export const recipes: ReadonlyMap<string, Recipe> = new Map([
  [
    'created',
    recipeOf({
      name: 'Rides',
      file: 'rides.csv',
      columns: [
        ['at', 'datetime'],
        ['booked', 'date'],
        ['from to', 'text'],
        ['km', 'number'],
        ['minutes', 'number'],
        ['note', 'text'],
        ['fare', 'number', 'target'],
      ],
      parse: {
        at: { as: 'date', formats: ['%Y-%m-%d %H:%M:%S'] },
        booked: { as: 'date', formats: ['%d/%m/%Y'] },
      },
      task: 'regression',
      steps: [
        [
          'filterRows',
          [],
          { keep: 'km > 0 and not (note = "test" or contains(note, "cancelled"))' },
        ],
        ['changeCase', ['note', 'from to']],
        ['splitText', ['from to'], { delimiter: ' - ' }],
        ['calculate', [], { name: 'speed', expression: 'round(km / (minutes / 60), 1)' }],
        [
          'calculate',
          [],
          { name: 'waited', expression: 'days(booked, at) > 7 or missing(booked)' },
        ],
        ['dateParts', ['at'], { parts: ['month', 'weekday', 'hour'], cyclic: true, keep: true }],
        ['daysSince', ['at'], { since: 'booked' }],
        ['textFacts', ['note'], { keep: false }],
        ['renameColumns', [], { mapping: [['at_days', 'days between booking and ride']] }],
        ['dropColumns', ['booked']],
        ['oneHot', ['from to_1', 'from to_2', 'waited']],
        ['impute', ['speed', 'note_length', 'note_words', 'days between booking and ride']],
      ],
      models: [['ridge']],
    }),
  ],
  [
    'shaped',
    recipeOf({
      name: 'Visits',
      columns: [
        ['patient', 'category', 'id'],
        ['day', 'date'],
        ['ward', 'category'],
        ['pulse before', 'number'],
        ['pulse after', 'number'],
        ['well', 'boolean', 'target'],
      ],
      task: 'binary',
      steps: [
        [
          'sortRows',
          [],
          {
            by: [
              ['patient', 'ascending'],
              ['day', 'descending'],
            ],
          },
        ],
        ['sampleRows', [], { frac: 0.9, randomState: 7 }],
        ['melt', ['pulse before', 'pulse after'], { varName: 'when', valueName: 'pulse' }],
        [
          'pivot',
          ['patient', 'day', 'ward', 'well'],
          {
            names: 'when',
            levels: ['pulse before', 'pulse after'],
            values: 'pulse',
            aggfunc: 'mean',
          },
        ],
        [
          'groupRows',
          ['patient'],
          {
            size: 'visits',
            aggregates: [
              ['ward', 'mode'],
              ['pulse_pulse before', 'mean'],
              ['pulse_pulse before', 'std'],
              ['pulse_pulse after', 'median'],
              ['well', 'first'],
            ],
          },
        ],
        ['impute', ['pulse_pulse before_mean', 'pulse_pulse before_std', 'pulse_pulse after']],
        ['oneHot', ['ward']],
      ],
      models: [['logisticRegression']],
    }),
  ],
  [
    'joined',
    recipeOf({
      name: 'Orders',
      file: 'orders.csv',
      columns: [
        ['customer', 'category', 'id'],
        ['day', 'date'],
        ['amount', 'number'],
        ['returned', 'boolean', 'target'],
      ],
      task: 'binary',
      steps: [
        [
          'joinTable',
          ['customer'],
          {
            source: recipeOf({
              file: 'O\'Brien "customers".csv',
              columns: [
                ['Kunde', 'category'],
                ['__proto__', 'number'],
                ['day', 'date'],
              ],
            }).source,
            rightOn: ['Kunde'],
          },
        ],
        ['joinTable', ['customer', 'day'], { source: rates, how: 'inner', suffix: ' rate' }],
        [
          'appendTable',
          [],
          {
            source: recipeOf({
              file: "last year's.csv",
              columns: [
                ['Customer', 'category'],
                ['amount', 'text'],
                ['day', 'date'],
                ['kilo"s', 'number'],
              ],
            }).source,
            mapping: [['Customer', 'customer']],
            origin: 'year',
            here: 'this year',
          },
        ],
        [
          'joinTable',
          ['customer'],
          { source: rates, how: 'outer', take: ['amount'], suffix: ' of all' },
        ],
        [
          'querySql',
          [],
          {
            query: `SELECT *, upper("year") || ' it''s "so"' AS "O'Brien ""year""", amount / 3 AS third FROM table WHERE amount > 0`,
            types: [
              [`O'Brien "year"`, 'category'],
              ['third', 'number'],
            ],
          },
        ],
        ['impute', ['amount', '__proto__', 'amount rate']],
      ],
      models: [['logisticRegression']],
    }),
  ],
  ['titanic', titanic],
  [
    'regression',
    recipeOf({
      file: 'california_housing.csv',
      columns: [
        ['median_income', 'number'],
        ['housing_median_age', 'number'],
        ['latitude', 'number'],
        ['median_house_value', 'number', 'target'],
      ],
      task: 'regression',
      steps: [['standardScale', ['median_income', 'housing_median_age', 'latitude']]],
      split: { method: 'random', validation: 0.1, test: 0.3, stratify: true, seed: 7 },
      models: [['ridge', { alpha: 1e-10 }]],
    }),
  ],
  [
    'weighted',
    recipeOf({
      columns: [
        ['age', 'number'],
        ['income', 'number'],
        ['people', 'integer', 'weight'],
        ['bought', 'category', 'target'],
      ],
      task: 'binary',
      steps: [['standardScale', ['age', 'income']]],
      models: [['logisticRegression', { C: 2 }]],
    }),
  ],
  [
    'split-column',
    recipeOf({
      columns: [
        ['part', 'category', 'split'],
        ['grade', 'category'],
        ['width', 'number'],
        ['kind', 'category', 'target'],
      ],
      task: 'multiclass',
      dialect: { delimiter: ';', encoding: 'latin-1' },
      steps: [['ordinal', ['grade'], { categories: ['low', 'middle', 'high'] }]],
      split: { method: 'column', column: 'part' },
      models: [['randomForest', { nEstimators: 20 }]],
    }),
  ],
  [
    'sequence',
    recipeOf({
      columns: [
        ['sex', 'category'],
        ['age', 'number'],
        ['bought', 'category', 'target'],
      ],
      task: 'binary',
      steps: [
        ['impute', ['age'], { strategy: 'mean', indicator: true }],
        ['oneHot', ['sex']],
        ['standardScale', ['age', 'sex_female', 'age_missing']],
      ],
      split: { method: 'random', validation: 0, test: 0.25, stratify: true, seed: 1 },
      models: [['logisticRegression', { C: 0.5 }]],
    }),
  ],
  [
    'past',
    recipeOf({
      columns: [
        ['day', 'date', 'time'],
        ['shop', 'category'],
        ['heat', 'number'],
        ['sales', 'number', 'target'],
      ],
      task: 'regression',
      steps: [
        ['pastRows', ['sales'], { rows: [1, 7], time: 'day', group: 'shop' }],
        ['impute', ['heat', 'sales_lag_1', 'sales_lag_7'], { strategy: 'median' }],
        ['groupStatistics', ['heat', 'shop'], { statistic: 'deviation' }],
        ['oneHot', ['shop']],
        [
          'rfecv',
          ['heat', 'sales_lag_1', 'sales_lag_7', 'heat_deviation_by_shop'],
          { minFeaturesToSelect: 2, cv: 4 },
        ],
      ],
      split: { method: 'time', column: 'day', validation: 0.2, test: 0.2, gap: 0 },
      models: [['linearRegression']],
    }),
  ],
  [
    'repaired',
    recipeOf({
      columns: [
        ['x', 'number', 'feature', 'x'],
        ['x_2', 'number', 'feature', 'x'],
        ['column_3', 'category', 'ignored', ''],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      rejectedRows: [2, 5],
      dialect: { quote: '' },
      steps: [
        ['dropDuplicates', []],
        ['minMaxScale', ['x']],
        ['standardScale', ['x_2'], {}, false],
      ],
      split: { method: 'random', validation: 0, test: 0, stratify: false, seed: 0 },
      models: [['ridge', { alpha: 1 }]],
    }),
  ],
  [
    'long-names',
    recipeOf({
      file: 'a file whose name is long enough that its assignment needs two lines more.csv',
      columns: [
        ['Total monthly charges in euro, taxes included, before any discount', 'number'],
        ['Общая сумма ежемесячных платежей в евро с учётом налогов', 'number'],
        ['每月总费用以欧元计算包括税款在任何折扣之前的金额每月总费用以欧元', 'number'],
        ['She said "hello"', 'category'],
        ["it's", 'category'],
        ['back\\slash', 'category'],
        ['churned', 'boolean', 'target'],
      ],
      task: 'binary',
      steps: [
        [
          'dropColumns',
          ['She said "hello"', "it's", 'Общая сумма ежемесячных платежей в евро с учётом налогов'],
        ],
        ['impute', ['back\\slash'], { strategy: 'constant', fillValue: 'missing\u200b\n"value"' }],
        ['oneHot', ['back\\slash']],
      ],
      models: [['decisionTree', { maxDepth: 4 }]],
    }),
  ],
  [
    'cast',
    recipeOf({
      columns: [
        ['age', 'integer'],
        ['income', 'number'],
        ['code', 'category'],
        ['member', 'category'],
        ['note', 'text'],
        ['grade', 'integer', 'target'],
      ],
      task: 'multiclass',
      steps: [
        ['cast', ['code'], { to: 'number' }],
        ['cast', ['note'], { to: 'integer' }],
        ['cast', ['age'], { to: 'category' }],
        ['cast', ['member', 'grade'], { to: 'boolean' }],
        ['impute', ['income', 'code', 'note'], { strategy: 'constant' }],
        ['oneHot', ['age', 'member'], { minFrequency: 3 }],
      ],
      models: [['logisticRegression']],
    }),
  ],
  [
    'answered',
    recipeOf({
      columns: [
        ['town', 'category'],
        ['note', 'category'],
        ['seen', 'date'],
        ['age', 'integer'],
        ['income', 'number'],
        ['y', 'category', 'target'],
      ],
      task: 'binary',
      steps: [
        ['trimText', ['town']],
        ['trimText', ['note'], { collapse: false }],
        [
          'replaceValues',
          ['town'],
          {
            mapping: [
              ['OSLO', 'Oslo'],
              ['L\'AQUILA "centro"', "L'Aquila"],
              ['Tromso\u0308', 'Tromsö'],
            ],
          },
        ],
        ['markMissing', ['seen', 'age'], { values: ['1900-01-01', '0', '-1', 'inf'] }],
        ['dropColumns', ['seen']],
        ['winsorize', ['age', 'income']],
        ['impute', ['age', 'income'], { strategy: 'median' }],
        ['impute', ['town', 'note'], { strategy: 'mostFrequent' }],
        ['oneHot', ['town', 'note'], { minFrequency: 10 }],
        ['powerTransform', ['income']],
      ],
      models: [['logisticRegression']],
    }),
  ],
  [
    'tangled',
    recipeOf({
      columns: [
        ['a', 'number'],
        ['b', 'number'],
        ['y', 'category', 'target'],
      ],
      task: 'binary',
      missing: ['', '-999'],
      rejectedRows: [3],
      steps: [['impute', ['a', 'b'], { strategy: 'mean' }]],
      split: { method: 'column', column: 'a' },
      models: [['decisionTree', { maxDepth: 2 }]],
    }),
  ],
  [
    'large',
    recipeOf({
      columns: [
        ['since', 'integer'],
        ['share', 'number'],
        ['y', 'number', 'target'],
      ],
      task: 'binary',
      models: [['logisticRegression']],
    }),
  ],
  [
    'no-target',
    recipeOf({
      columns: [
        ['a', 'number'],
        ['b', 'category'],
      ],
      steps: [['dropDuplicates', []]],
    }),
  ],
  [
    'no-model',
    recipeOf({
      columns: [
        ['a', 'number'],
        ['b', 'category', 'target'],
      ],
      task: 'binary',
      steps: [['impute', ['a'], { strategy: 'mean' }]],
    }),
  ],
]);

/** The profile of a tidy file: every cell of a numeric column is a number, but for the income of `cast`. */
export const profileOf = ({ source }: Recipe): TableProfile => ({
  rows: 1000,
  duplicateRows: 0,
  columns: source.columns.map(({ name, type, role }) => ({
    name,
    type,
    role,
    missing: 0,
    distinct: 10,
    misfits: name === 'income' ? 2 : 0,
    misfitSamples: [],
    numberShare: 0,
    ...(name === 'since' && { number: since }),
    top: [],
  })),
});

const since: NumberSummary = {
  min: 1.5e9,
  max: 1.7e9,
  mean: 1.6e9,
  std: 3e7,
  skew: 0,
  quantiles: { p01: 0, p05: 0, p25: 0, p50: 0, p75: 0, p95: 0, p99: 0 },
  zeros: 0,
  negatives: 0,
  histogram: { edges: [], counts: [] },
};
