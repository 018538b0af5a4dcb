import { gzipSync } from 'node:zlib';
import type { OpenChoices } from '#lib/data/formats/open.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import type { Parse } from '#lib/recipe/source.ts';
import { madeJson } from './made.json.ts';
import { zipOf } from './zip.ts';

/** A file of some format, and what is said of it in place of guesses. */
export interface MadeFile {
  readonly name: string;
  readonly file: string;
  /** null: a library writes it. */
  readonly bytes: string | Uint8Array | null;
  readonly choices?: OpenChoices;
  /** Column → what the recipe says of it, whatever was inferred. */
  readonly columns?: Readonly<Record<string, readonly [ColumnType, Parse]>>;
}

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');

const plain = `id,city,size\n${rows(40, (i) => `${i},${['Oslo', '"Å,bo"', ''][i % 3]},${i / 7}`)}`;
const european = `Nr;Preis;Anteil;Menge;Tag\n${rows(
  60,
  (i) =>
    `${i};${i % 9 ? `${1 + (i % 7)}.${100 + i},${10 + (i % 80)}` : `${i},5`} €;${i % 31},${i % 10} %;${i},${i % 10}${i};${1 + (i % 28)}.${1 + (i % 12)}.20${10 + (i % 20)}`,
)}`;

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf32 = (text: string): Buffer =>
  Buffer.concat(
    [...`\ufeff${text}`].map((c) => {
      const four = Buffer.alloc(4);
      four.writeUInt32LE(c.codePointAt(0)!);
      return four;
    }),
  );

const delimited = (format: object): OpenChoices => ({
  format: { kind: 'delimited', ...format } as never,
});

const texts: readonly MadeFile[] = [
  { name: 'a tidy file', file: 'a.csv', bytes: plain },
  { name: 'European numbers, percent, currency and days', file: 'eu.csv', bytes: european },
  {
    name: 'decimal commas alone',
    file: 'comma.csv',
    bytes: `a;b;c\n${rows(50, (i) => `${i},${i}25;${i};x${i % 3}`)}`,
  },
  { name: 'gzip', file: 'a.csv.gz', bytes: gzipSync(plain) },
  { name: 'zip', file: 'a.zip', bytes: zipOf({ 'data/a.csv': plain }) },
  {
    name: 'lines above the header',
    file: 'preamble.csv',
    bytes: `Report of "2020\n\nmade by hand, twice\n${plain}`,
    choices: delimited({ skip: 3, header: 1 }),
  },
  {
    name: 'a header of two rows',
    file: 'two.csv',
    bytes: `Ort,Preis,Preis\n,EUR,USD\n${rows(30, (i) => `x${i % 4},${i},${i / 3}`)}`,
    choices: delimited({ header: 2 }),
  },
  {
    name: 'totals at the end',
    file: 'footer.csv',
    bytes: `${plain}Total,,123\nSource: somebody, somewhere, 2020, again\n`,
    choices: delimited({ footer: 2, delimiter: ',' }),
  },
  {
    name: 'comments',
    file: 'comments.csv',
    bytes: `# made by hand, "\n${plain.replaceAll('\n7,', '\n#x,"\n7,').replaceAll('Oslo', 'Os#lo')}# end`,
    choices: delimited({ comment: '#', delimiter: ',' }),
  },
  {
    name: 'escapes',
    file: 'escapes.csv',
    bytes: plain.replaceAll('Oslo', '"Os\\"lo\\\\, x"'),
    choices: delimited({ escape: '\\', delimiter: ',' }),
  },
  {
    name: 'escapes, comments and rows that do not fit',
    file: 'escapes2.csv',
    bytes: `#\n${plain.replaceAll('Oslo', '"Os\\"lo"').replaceAll('\n9,', '\n1,2,3,4\n9,')}`,
    choices: delimited({ escape: '\\', delimiter: ',', comment: '#' }),
  },
  {
    name: 'runs of blanks',
    file: 'blanks.txt',
    bytes: `a  b \t c\n${rows(30, (i) => `  ${i}   x${i % 3}\t${i / 8} `)}`,
    choices: delimited({ delimiter: '\\s+', header: 1 }),
  },
  { name: 'UTF-16', file: 'utf16.csv', bytes: utf16(plain) },
  { name: 'UTF-32', file: 'utf32.csv', bytes: utf32(plain) },
  {
    name: 'Shift-JIS',
    file: 'sjis.csv',
    bytes: Buffer.concat([
      Buffer.from('a,b\n'),
      ...Array.from({ length: 30 }, (_, i) =>
        Buffer.concat([
          Buffer.from([0x93, 0x8c, 0x8b, 0x9e, 0xb1 + (i % 9)]),
          Buffer.from(`,${i}\n`),
        ]),
      ),
    ]),
    choices: delimited({ encoding: 'shift_jis', delimiter: ',' }),
  },
  {
    name: 'cp1252',
    file: 'cp1252.csv',
    bytes: Buffer.concat([
      Buffer.from('a,b\n'),
      ...Array.from({ length: 30 }, (_, i) =>
        Buffer.concat([Buffer.from([0x80, 0xdf, 0xe9]), Buffer.from(`,${i}\n`)]),
      ),
    ]),
  },
  ...(
    [
      ['gb18030', [0xb1, 0xb1, 0xbe, 0xa9, 0x81, 0x30, 0x81, 0x30]],
      ['euc_kr', [0xbc, 0xad, 0xbf, 0xef]],
      ['mac_roman', [0x8e, 0xd0, 0xe7]],
      ['big5', [0xa5, 0x78, 0xa5, 0x5f]],
      ['koi8_r', [0xed, 0xcf, 0xd3]],
      ['utf-8', [0xc3, 0xa9]],
    ] as const
  ).map(([encoding, bytes]): MadeFile => ({
    name: `text in ${encoding}, as was said`,
    file: `${encoding}.csv`,
    bytes: Buffer.concat([
      Buffer.from(encoding === 'utf-8' ? [0xef, 0xbb, 0xbf] : []),
      Buffer.from('a,b\n'),
      ...Array.from({ length: 30 }, (_, i) =>
        Buffer.concat([Buffer.from(bytes), Buffer.from(`${i % 4},${i}\n`)]),
      ),
    ]),
    choices: delimited({ encoding, delimiter: ',' }),
  })),
  ...(['utf-8', 'utf-8-sig'] as const).map((encoding): MadeFile => ({
    name: `a mark before a comment, without a header, as ${encoding}`,
    file: `mark-${encoding}.csv`,
    bytes: `\ufeff#x\n${rows(20, (i) => `x${i % 3},${i}`)}`,
    choices: delimited({ encoding, delimiter: ',', comment: '#', header: 0 }),
  })),
  {
    name: 'a mark before the first cell, as utf-8',
    file: 'mark.csv',
    bytes: `\ufeff${rows(20, (i) => `x${i % 3},${i}`)}1,2,3\n`,
    choices: delimited({ encoding: 'utf-8', delimiter: ',', header: 0 }),
  },
  {
    name: 'bytes that do not decode',
    file: 'broken.csv',
    bytes: Buffer.concat([
      Buffer.from('a,b\n'),
      ...Array.from({ length: 30 }, (_, i) =>
        Buffer.concat([
          Buffer.from([0xc3, 0xa9, ...(i % 4 ? [] : [0xf0, 0x9f, 0x98, 0xe2, 0x82, 0xff])]),
          Buffer.from(`,${i}\n`),
        ]),
      ),
    ]),
    choices: delimited({ encoding: 'utf-8', undecodable: 'replace', delimiter: ',' }),
  },
  { name: 'every third row', file: 'third.csv', bytes: plain, choices: { sample: { every: 3 } } },
  {
    name: 'every third row that fits',
    file: 'third2.csv',
    bytes: plain.replaceAll('\n9,', '\n1,2,3,4\n9,'),
    choices: { sample: { every: 3 }, ...delimited({ delimiter: ',' }) },
  },
  {
    name: 'rows written anew',
    file: 'anew.csv',
    bytes: plain.replaceAll('\n9,', '\n1,2,3,4\n9,'),
    choices: {
      ...delimited({ delimiter: ',' }),
      repairedRows: [
        { row: 3, cells: ['77', 'Ber"lin', '0.5'] },
        { row: 11, cells: ['78', '', '1.5'] },
      ],
    },
  },
];

const date = (...formats: string[]): Parse => ({ as: 'date', formats });

const values: readonly MadeFile[] = [
  {
    name: 'days first',
    file: 'days.csv',
    bytes: `day,n\n${rows(60, (i) => `${1 + (i % 31)}/${1 + (i % 12)}/2019,${i}`)}`,
    columns: { day: ['date', date('%d/%m/%Y')] },
  },
  {
    name: 'mixed dates',
    file: 'mixed.csv',
    bytes: `when;n\n${rows(60, (i) => `${['2021-10-04', '04.10.2021', 'Oct 4th, 2021', '39448', '2021年十月4日', 'soon', ''][i % 7]};${i}`)}`,
    columns: {
      when: ['date', date('%Y-%m-%d', '%d.%m.%Y', '%b %d, %Y@th', '@excel1900', '%Y年%B%d日@zh')],
    },
  },
  {
    name: 'moments with zones',
    file: 'zones.csv',
    bytes: `when,n\n${rows(40, (i) => `2021-03-${10 + (i % 18)}T0${i % 10}:15:00.25${['Z', '+05:30', '-0800'][i % 3]},${i}`)}`,
    columns: { when: ['datetime', date('ISO8601%z')] },
  },
  {
    name: 'durations',
    file: 'durations.csv',
    bytes: `took,n\n${rows(40, (i) => `${i}:${10 + i}:${10 + (i % 40)}.5,${i}`)}`,
    columns: { took: ['duration', { as: 'duration', format: '%H:%M:%S' }] },
  },
];

export const madeFormats: readonly MadeFile[] = [...texts, ...values, ...madeJson];
