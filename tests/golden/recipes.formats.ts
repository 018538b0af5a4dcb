import type { Recipe } from '#lib/recipe/recipe.ts';
import { plainNumber, type NumberParse, type Parse } from '#lib/recipe/source.ts';
import { recipeOf, type Columns } from './recipes.ts';

const number = (parse: Partial<NumberParse>): NumberParse => ({ ...plainNumber, ...parse });
const date = (...formats: string[]): Parse => ({ as: 'date', formats });

const columns: Columns = [
  ['price', 'number'],
  ['share', 'number'],
  ['day', 'date'],
  ['size', 'ordinal'],
  ['answer', 'category', 'target'],
];
const trained = {
  task: 'binary',
  steps: [
    ['dropColumns', ['day']],
    ['impute', ['price', 'share'], { strategy: 'mean' }],
    ['oneHot', ['size']],
  ],
  models: [['logisticRegression']],
} as const;

const ordered = (recipe: Recipe): Recipe => ({
  ...recipe,
  source: {
    ...recipe.source,
    columns: recipe.source.columns.map((c) =>
      c.type === 'ordinal' ? { ...c, order: ['S', 'M', 'L'] } : c,
    ),
  },
});

const repaired = (
  row: number,
  cells: readonly string[],
): Recipe['source']['repairedRows'][number] => ({
  row,
  cells: [...cells],
});

/** One recipe for each way in which a file may be read. */
export const formatRecipes: ReadonlyMap<string, Recipe> = new Map([
  [
    'european',
    recipeOf({
      ...trained,
      columns,
      file: 'preise.csv.gz',
      dialect: { delimiter: ';', skip: 3, header: 2, encoding: 'cp1252' },
      parse: {
        price: number({ decimal: ',', thousands: '.', affixes: ['€', 'EUR'] }),
        share: number({ decimal: ',', percent: true }),
        day: date('%d.%m.%Y'),
      },
      source: { packing: { kind: 'gzip' } },
    }),
  ],
  [
    'comma',
    recipeOf({
      ...trained,
      columns,
      dialect: { delimiter: ';' },
      parse: { price: number({ decimal: ',' }), share: number({ decimal: ',' }) },
      source: { sample: { every: 10 } },
    }),
  ],
  [
    'records',
    ordered(
      recipeOf({
        ...trained,
        columns,
        missing: ['', '-'],
        dialect: { comment: '#', escape: '\\', footer: 2, undecodable: 'replace' },
        parse: {
          price: number({ affixes: ['$', '()', '-', '\u2212'], thousands: ',' }),
          day: date(...['%Y-%m-%d', '%d/%m/%Y', '%b %d, %Y@th', '%d. %B %Y@de', '@excel1900']),
        },
        source: {
          packing: { kind: 'zip', member: 'tables/a.csv' },
          sample: { every: 3 },
          rejectedRows: [5],
          repairedRows: [repaired(7, ['1', '2', '2020-01-01', 'S', 'yes'])],
        },
      }),
    ),
  ],
  [
    'blanks',
    recipeOf({
      columns: [
        ['when', 'datetime'],
        ['took', 'duration'],
        ['since', 'datetime'],
        ['y', 'number', 'target'],
      ],
      task: 'regression',
      dialect: { delimiter: '\\s+', footer: 1, header: 0 },
      parse: {
        when: date('ISO8601', '%d.%m.%Y %H:%M:%S.%f', '%d/%b/%Y:%H:%M:%S %z'),
        since: date('@epochms'),
        took: { as: 'duration', format: 'units' },
      },
      steps: [['dropColumns', ['when', 'since']]],
      models: [['ridge']],
    }),
  ],
  [
    'workbook',
    recipeOf({
      ...trained,
      columns,
      file: 'prices.xlsx',
      format: {
        kind: 'sheet',
        workbook: 'xlsx',
        sheet: "Sales 'n' all",
        skip: 2,
        header: 1,
        footer: 1,
        merged: 'fill',
      },
      parse: { day: date('%Y-%m-%d') },
    }),
  ],
  [
    'old-workbook',
    recipeOf({
      ...trained,
      columns,
      file: 'prices.xls',
      format: {
        kind: 'sheet',
        workbook: 'xls',
        sheet: 'Prices',
        skip: 0,
        header: 1,
        footer: 0,
        merged: 'fill',
      },
    }),
  ],
  [
    'opendocument',
    recipeOf({
      ...trained,
      columns: columns.map(([name, type, role], i) => [
        name,
        type,
        role ?? 'feature',
        i === 0 ? '' : name,
      ]),
      file: 'prices.ods',
      format: {
        kind: 'sheet',
        workbook: 'ods',
        sheet: 'Sheet1',
        skip: 0,
        header: 1,
        footer: 0,
        merged: 'first',
      },
      source: { sample: { every: 2 } },
    }),
  ],
  [
    'document',
    recipeOf({
      ...trained,
      columns: columns.map(([name, type, role], i) => [
        name,
        type,
        role ?? 'feature',
        i === 0 ? 'a.price' : name,
      ]),
      file: 'prices.json',
      format: { kind: 'json', lines: false, path: ['data', 'rows'], depth: 2 },
    }),
  ],
  [
    'lines',
    recipeOf({
      ...trained,
      columns,
      file: 'prices.ndjson.gz',
      format: { kind: 'json', lines: true, path: [], depth: 0 },
      rejectedRows: [4],
      source: {
        packing: { kind: 'gzip' },
        repairedRows: [repaired(7, ['1', '2', '2020-01-01', 'S', 'yes'])],
      },
    }),
  ],
  ...(
    [
      ['features', { at: 'list', of: 'features', labelled: false }],
      ['members', { at: 'members', of: 'objects', labelled: true }],
      ['series', { at: 'series', of: 'values', labelled: true }],
      ['split', { at: 'split', of: 'lists', labelled: false }],
      ['table', { at: 'list', of: 'table', labelled: false }],
    ] as const
  ).map(([name, shape]): [string, Recipe] => [
    name,
    recipeOf({
      ...trained,
      columns:
        name === 'features'
          ? [['geometry', 'text'], ['longitude', 'number'], ['latitude', 'number'], ...columns]
          : shape.labelled
            ? [['index', 'text', 'ignored'], ...columns]
            : columns,
      file: `${name}.json`,
      format: { kind: 'json', lines: false, path: ['all'], depth: 2, shape },
    }),
  ]),
  [
    'twins',
    recipeOf({
      ...trained,
      columns: [...columns, ['day_2', 'text', 'ignored', 'day']],
      file: 'twins.json',
      format: { kind: 'json', lines: false, path: [], depth: 2 },
      rejectedRows: [3],
    }),
  ],
  [
    'parquet',
    recipeOf({ ...trained, columns, file: 'prices.parquet', format: { kind: 'parquet' } }),
  ],
  ['arrow', recipeOf({ ...trained, columns, file: 'prices.arrow', format: { kind: 'arrow' } })],
]);
