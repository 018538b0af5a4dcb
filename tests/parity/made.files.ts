import { csvOf, linear, people, said, withColumns } from './made.ts';
import { madeShapes } from './made.shapes.ts';
import type { Cell, Made, MadeColumn, MadeStep } from './made.ts';

/** Files as they come: encodings, dialects, markers of missing, headers and rows that need repair. */

const table = people(8, 160).filter(([name]) => name !== 'label');
const steps: MadeStep[] = [
  ['impute', ['age', 'income', 'visits'], { strategy: 'mean', indicator: true }],
  ['oneHot', ['city', 'size', 'member']],
];
const plain = { target: 'answer', steps, models: linear } as const;
const csv = csvOf(table);
const western = csvOf(
  table.map(([name, cells]) => [
    name === 'city' ? 'Größe' : name,
    cells.map((c) => (typeof c === 'string' ? c.replace(/[^\x00-\xff]/gu, 'ß') : c)),
  ]),
);
const westernSteps = steps.map(([step, columns, params]): MadeStep => [
  step,
  columns.map((c) => (c === 'city' ? 'Größe' : c)),
  params ?? {},
]);

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

const encodings: readonly Made[] = [
  { name: 'a byte order mark', csv: `\ufeff${csv}` },
  { name: 'UTF-16, little end first', csv: utf16(csv, false) },
  { name: 'UTF-16, big end first', csv: utf16(csv, true) },
  { name: 'UTF-16 without a mark', csv: utf16(csv, false).slice(2) },
  { name: 'Windows-1252', csv: Buffer.from(western, 'latin1'), steps: westernSteps },
].map((made) => ({ ...plain, ...made }));

const dialects: readonly Made[] = [
  { name: 'semicolons', csv: csvOf(table, { delimiter: ';' }) },
  { name: 'tabs', csv: csvOf(table, { delimiter: '\t' }) },
  { name: 'bars and CRLF', csv: csvOf(table, { delimiter: '|', eol: '\r\n' }) },
  { name: 'carriage returns alone', csv: csvOf(table, { eol: '\r' }) },
  { name: 'single quotes', csv: csvOf(table, { quote: "'" }), open: said({ quote: "'" }) },
  { name: 'no quotes at all', csv: csv.replaceAll('Oslo', '"Oslo'), open: said({ quote: '' }) },
  { name: 'no line break at the end', csv: csv.slice(0, -1) },
  { name: 'blank lines everywhere', csv: csv.replaceAll(/\n(?=[1-4])/g, '\n\n  \n\t\n') },
  { name: 'blank lines before the header', csv: `\n \n${csv}` },
  { name: 'a Ctrl-Z at the end', csv: `${csv}\x1a` },
  {
    name: 'spaces around every cell',
    csv: csv.replaceAll(',', ' , '),
    open: said({ delimiter: ',' }),
    target: ' answer',
    steps: spaced(steps),
  },
  {
    name: 'line breaks inside quotes',
    csv: csv.replaceAll('Oslo', '"Os\nlo"').replaceAll('Åbo', '"Å\r\nbo"'),
  },
  {
    name: 'the header is not there',
    csv: csv.slice(csv.indexOf('\n') + 1),
    target: 'column_7',
    steps: numbered(steps),
  },
].map((made) => ({ ...plain, ...made }));

function spaced(of: readonly MadeStep[]): MadeStep[] {
  const name = (c: string): string => (c === 'age' ? 'age ' : ` ${c} `);
  return of.map(([step, columns, params]) => [step, columns.map(name), params ?? {}]);
}

function numbered(of: readonly MadeStep[]): MadeStep[] {
  const name = (c: string): string => `column_${table.findIndex(([n]) => n === c) + 1}`;
  return of.map(([step, columns, params]) => [step, columns.map(name), params ?? {}]);
}

const marked = (marker: string): string =>
  csvOf(table.map(([name, cells]) => [name, cells.map((c) => c ?? marker)] as MadeColumn));

const markers: readonly Made[] = [
  { name: '? and NA for missing', csv: marked('?').replace(/\?(?=,low)/g, 'NA') },
  { name: 'a marker with a blank', csv: marked(' ?') },
  {
    name: 'words for missing that are levels here',
    csv: marked('NA').replaceAll('Oslo', 'null'),
    open: { missing: ['NA'] },
  },
  {
    name: 'a number for missing',
    csv: marked('-999').replace(/^(\d)/m, '-999.0,$1'.slice(0, 0) + '$1'),
    open: { missing: ['-999'] },
  },
  {
    name: 'a number for missing, and the same number written otherwise',
    csv: csvOf(
      withColumns(table, [
        [
          'age',
          table[0]![1].map((c, i) =>
            i % 8 === 0 ? '-99' : i % 8 === 1 ? '-99.0' : i % 8 === 2 ? ' -99' : c,
          ),
        ],
        ['size', table[4]![1].map((c, i) => (i % 8 === 0 ? '-99' : i % 8 === 1 ? '-99.0' : c))],
      ]),
    ),
    open: { missing: ['-99'] },
  },
].map((made) => ({ ...plain, ...made }));

const odd: readonly Cell[] = [
  '1_000',
  'nan',
  'NaN',
  'inf',
  '-Infinity',
  '٣',
  '0x10',
  '1,5',
  '1e400',
  '1e-400',
  ' 12 ',
  '\t8',
  '+7',
  '.5',
  '5.',
  '1e2',
  '12 x',
  '-',
  '1.7976931348623157e308',
  'TRUE',
  '1\u00a0',
  '--1',
  '1e',
  '9'.repeat(30),
];
const strange = table[1]![1].map((c, i) => (i % 5 ? c : odd[(i / 5) % odd.length]!));
const long = table[1]![1].map((c, i) =>
  typeof c === 'number' ? `${c}000000000000000055511151231257827${i}` : c,
);

const numbers: readonly Made[] = [
  {
    name: 'cells that are no numbers',
    csv: csvOf(withColumns(table, [['income', strange]])),
    types: { income: 'number' },
    steps: [['minMaxScale', ['income']], ...steps],
  },
  {
    name: 'cells that are no whole numbers',
    csv: csvOf(
      withColumns(table, [['age', table[0]![1].map((c, i) => (i % 6 ? c : odd[(i / 6) % 12]!))]]),
    ),
    types: { age: 'integer' },
  },
  { name: 'more digits than a double has', csv: csvOf(withColumns(table, [['income', long]])) },
  {
    name: 'a column that is all missing',
    csv: csvOf(withColumns(table, [['empty', table[0]![1].map(() => null)]])),
    steps: [['dropColumns', ['empty']], ...steps],
  },
  {
    name: 'an empty column imputed by a constant',
    csv: csvOf(withColumns(table, [['empty', table[0]![1].map((_, i) => (i === 0 ? 3 : null))]])),
    steps: [['impute', ['empty'], { strategy: 'constant', fillValue: 4 }], ...steps],
  },
  {
    name: 'constant columns, scaled',
    csv: csvOf(
      withColumns(table, [
        ['flat', table[0]![1].map(() => 0.1)],
        ['zero', table[0]![1].map(() => 0)],
      ]),
    ),
    steps: [['standardScale', ['flat']], ['minMaxScale', ['zero']], ...steps],
  },
  {
    name: 'levels that look like nothing',
    csv: csvOf(
      withColumns(table, [
        [
          'city',
          table[3]![1].map(
            (c, i) => ['nan', 'None', ' ', 'infrequent_sklearn', 'True', '0', c][i % 7]!,
          ),
        ],
      ]),
    ),
    open: { missing: [] },
    steps: [
      ['oneHot', ['city'], { minFrequency: 21 }],
      ['impute', ['age', 'income', 'visits']],
      ['oneHot', ['size', 'member']],
    ],
  },
].map((made) => ({ ...plain, ...made }) as Made);

const renamed = (names: readonly string[]): string =>
  csvOf(table.map(([name, cells], i) => [names[i] ?? name, cells]));

const hostile = ['__proto__', 'say "hi"\nthere', "it's, x", 'constructor', ' Größe ', '{x}'];

const headerFiles: readonly (Pick<Made, 'name' | 'csv'> & Partial<Made>)[] = [
  {
    name: 'duplicate and empty headers',
    csv: renamed(['x', 'x', '', 'city', '', 'x']),
    steps: [
      ['impute', ['x', 'x_2', 'column_3'], { strategy: 'median', indicator: true }],
      ['oneHot', ['city', 'column_5', 'x_3']],
    ],
  },
  {
    name: 'a header shorter than its rows',
    csv: csv.replace('age,', ''),
    steps: [
      ['impute', ['column_1', 'income', 'visits'], { strategy: 'mean', indicator: true }],
      ['oneHot', ['city', 'size', 'member']],
    ],
  },
  {
    name: 'hostile headers',
    csv: renamed(hostile),
    steps: [
      ['impute', [hostile[0]!, hostile[1]!, hostile[2]!], { strategy: 'mean', indicator: true }],
      ['oneHot', [hostile[3]!, hostile[4]!, hostile[5]!]],
    ],
  },
];
const headers: readonly Made[] = headerFiles.map((made) => ({ ...plain, ...made }));

const lines = csv.split('\n');
const insert = (text: string, ...at: readonly number[]): string =>
  lines.flatMap((line, i) => (at.includes(i) ? [text, line] : [line])).join('\n');
const tooMany = '1,2,3,Oslo,low,True,4,5,6';

const repairs: readonly Made[] = [
  { name: 'rows with too many cells', csv: insert(tooMany, 9, 40, 41, 100) },
  { name: 'a first row with too many cells', csv: insert(tooMany, 1, 2, 60) },
  {
    name: 'blank lines among rejected rows at the top',
    csv: insert(`\n${tooMany}\n \n${tooMany}`, 1, 30),
  },
  { name: 'rows with too few cells', csv: insert('33,2000', 5, 77) + '\n41,2100,3' },
  { name: 'text after a closing quote', csv: insert('33,2000,4,"Os"lo,low,"Tr"ue ,12', 5, 6, 50) },
  { name: 'a quote that never closes, last', csv: `${csv}33,2000,4,"Oslo,low,True,12` },
  {
    name: 'a quote that never closes, in the middle',
    csv: insert('33,2000,4,"Oslo,low,True,12', 50),
  },
  { name: 'quotes that never close, at the top', csv: insert('33,2000,4,"Oslo,low,True,12', 1, 2) },
  {
    name: 'a quote that never closes in a rejected row',
    csv: insert('33,2000,4,"Oslo,low,True,12,13', 60),
  },
  {
    name: 'a rejected row with quotes in the middle',
    csv: insert('33,20"00,4,Os"lo,low,Tr"ue,12,13', 1, 60),
  },
  {
    name: 'a long quoted cell in a rejected row',
    csv: insert('33,2000,4,"Os\n\nlo, x",low,True,12,13,14', 1, 60),
  },
  {
    name: 'rows with one delimiter more at the end',
    csv: lines.map((l, i) => (i % 7 === 1 ? `${l},` : l)).join('\n'),
  },
].map((made) => ({ ...plain, ...made }));

export const madeFiles: readonly Made[] = [
  ...encodings,
  ...dialects,
  ...markers,
  ...numbers,
  ...headers,
  ...repairs,
  ...madeShapes,
];
