import { describe, expect, it } from 'vitest';
import { parquetReadObjects } from 'hyparquet';
import { tableFromIPC } from 'apache-arrow';
import { writeArrow } from '../../src/lib/data/write/arrow.ts';
import { writeCsv } from '../../src/lib/data/write/csv.ts';
import { writeParquet } from '../../src/lib/data/write/parquet.ts';
import { wholeTable } from '../../src/lib/data/write/table.ts';
import { byName, csvCells, readWith } from './data.parquet.support.ts';
import { bytesOf, raw, tableOf, text } from './data.write.support.ts';

const mixed = tableOf([
  ['t', 'text', ['', 'é漢😀', null, '"q",\n\r', '\\x41', 'NaN']],
  [
    'i',
    'integer',
    ['9223372036854775807', '-9223372036854775808', null, 0, '9007199254740993', -1],
  ],
  ['n', 'number', [0.1, -0, null, NaN, -Infinity, 5e-324]],
  ['b', 'boolean', [true, false, null, true, false, true]],
  ['d', 'date', ['1970-01-01', '0001-01-01', null, '9999-12-31', '2024-02-29', '1582-10-15']],
  [
    'm',
    'datetime',
    [
      '1970-01-01 00:00:00',
      '0001-01-01 00:00:00',
      null,
      '9999-12-31 23:59:59.999999',
      '1969-12-31 23:59:59.5',
      '2000-01-01',
    ],
  ],
  [
    'z',
    'datetime',
    [
      '1970-01-01T00:00:00Z',
      '2024-02-29T12:34:56+02:00',
      null,
      '2024-02-29T12:34:56.5-0530',
      '2000-01-01T00:00Z',
      '2000-01-01T00:00:00Z',
    ],
  ],
  [
    'f',
    'datetime',
    [
      '1970-01-01 00:00:00.123456789',
      '1969-12-31 23:59:59.999999999',
      null,
      '2261-12-31 00:00:00',
      '2000-01-01',
      '2000-01-01',
    ],
  ],
  ['__proto__', 'text', ['1', '2', '3', '4', '5', null]],
]);

const mixedTexts = {
  t: ['', 'é漢😀', null, '"q",\n\r', '\\x41', 'NaN'],
  i: ['9223372036854775807', '-9223372036854775808', null, '0', '9007199254740993', '-1'],
  n: ['0.1', '-0', null, 'NaN', '-Infinity', '5e-324'],
  b: ['true', 'false', null, 'true', 'false', 'true'],
  d: ['1970-01-01', '0001-01-01', null, '9999-12-31', '2024-02-29', '1582-10-15'],
  m: [
    '1970-01-01T00:00:00',
    '0001-01-01T00:00:00',
    null,
    '9999-12-31T23:59:59.999999',
    '1969-12-31T23:59:59.500',
    '2000-01-01T00:00:00',
  ],
  z: [
    '1970-01-01T00:00:00Z',
    '2024-02-29T10:34:56Z',
    null,
    '2024-02-29T18:04:56.500Z',
    '2000-01-01T00:00:00Z',
    '2000-01-01T00:00:00Z',
  ],
  f: [
    '1970-01-01T00:00:00.123456789',
    '1969-12-31T23:59:59.999999999',
    null,
    '2261-12-31T00:00:00',
    '2000-01-01T00:00:00',
    '2000-01-01T00:00:00',
  ],
  ['__proto__']: ['1', '2', '3', '4', '5', null],
};

describe('a CSV file', () => {
  it('has quotes where they are needed and nowhere else', async () => {
    const table = tableOf([
      ['a', 'text', ['plain', 'with, comma', 'with "quotes"', 'two\nlines', 'a\rb', ' spaces ']],
      ['b', 'number', [1, 1.5, 1e21, -0, 0.1, null]],
    ]);
    expect(await text(writeCsv(wholeTable(table), raw))).toBe(
      'a,b\nplain,1\n"with, comma",1.5\n"with ""quotes""",1e+21\n"two\nlines",-0\n"a\rb",0.1\n spaces ,\n',
    );
  });

  it('tells an empty text from a missing one, in a table of one column too', async () => {
    const two = tableOf([
      ['a', 'text', ['', null]],
      ['b', 'text', [null, '']],
    ]);
    expect(await text(writeCsv(wholeTable(two), raw))).toBe('a,b\n"",\n,""\n');
    const one = writeCsv(wholeTable(tableOf([['a', 'text', ['x', null]]])), raw);
    expect(await text(one)).toBe('a\nx\n""\n');
    expect(one.changed()).toMatchObject([{ kind: 'blank-lines', count: 1, columns: ['a'] }]);
  });

  it('takes any delimiter and line end, and a header that begins like a byte order mark', async () => {
    const table = tableOf([
      ['\ufeffa', 'text', ['x;y', 'x]y']],
      ['b^', 'text', ['x\ty', 'z']],
    ]);
    const options = { delimiter: '\t', spreadsheetSafe: false, lineEnd: '\r\n' } as const;
    expect(await text(writeCsv(wholeTable(table), options))).toBe(
      '"\ufeffa"\tb^\r\nx;y\t"x\ty"\r\nx]y\tz\r\n',
    );
    expect(await text(writeCsv(wholeTable(table), { ...raw, delimiter: ']' }))).toBe(
      '"\ufeffa"]b^\nx;y]x\ty\n"x]y"]z\n',
    );
  });

  it('is made safe for spreadsheets in its texts and headers, never in its numbers', async () => {
    const dangers = ['=1+1', '+1', '-1', '@a', '\ta', '\ra', '\na', '＝a', '＋a', '－a', '＠a'];
    const harmless = ['a=1', ' =1', '', "'=1", '1-1'];
    const table = tableOf([
      ['=header', 'text', [...dangers, ...harmless]],
      ['n', 'number', [...dangers, ...harmless].map((_, k) => -k)],
      ['id', 'integer', [...dangers, ...harmless].map(() => '-9007199254740993')],
    ]);
    const written = writeCsv(wholeTable(table), { ...raw, spreadsheetSafe: true });
    const rows = csvCells(await text(written));
    expect(rows[0]).toEqual(["'=header", 'n', 'id']);
    expect(rows.slice(1).map(([cell]) => cell)).toEqual([
      ...dangers.map((d) => `'${d}`),
      ...harmless,
    ]);
    expect(rows.slice(1).map((row) => row[2])).toEqual(
      Array.from({ length: 16 }, () => '-9007199254740993'),
    );
    expect(rows[3]![1]).toBe('-2');
    expect(written.changed()).toMatchObject([
      { kind: 'spreadsheet-safe', count: 12, columns: ['=header'] },
    ]);
  });
});

describe.each([
  ['Parquet', 'parquet', writeParquet],
  ['Arrow', 'arrow', writeArrow],
] as const)('a %s file', (_, kind, write) => {
  it('gives every cell back exactly', async () => {
    const written = write(wholeTable(mixed));
    expect(byName(await readWith(kind, await bytesOf(written)))).toEqual(mixedTexts);
    expect(written.changed()).toMatchObject([{ kind: 'zones', count: 2, columns: ['z'] }]);
  });

  it('keeps datetimes that do not go together as texts, and says so', async () => {
    const moments = ['2000-01-01T00:00:00Z', '2000-01-01 00:00:00', null];
    const written = write(wholeTable(tableOf([['m', 'datetime', moments]])));
    expect((await readWith(kind, await bytesOf(written))).columns).toEqual([moments]);
    expect(written.changed()).toMatchObject([{ kind: 'datetimes-as-text', columns: ['m'] }]);
  });

  it('counts halves of characters, which become U+FFFD', async () => {
    const written = write(wholeTable(tableOf([['t', 'text', ['a\ud800', 'b']]])));
    expect((await readWith(kind, await bytesOf(written))).columns).toEqual([['a\ufffd', 'b']]);
    expect(written.changed()).toMatchObject([{ kind: 'surrogates', count: 1, columns: ['t'] }]);
  });

  it('has no rows where the table has none', async () => {
    const written = write(
      wholeTable(
        tableOf([
          ['a', 'integer', []],
          ['b', 'text', []],
        ]),
      ),
    );
    expect(await readWith(kind, await bytesOf(written))).toMatchObject({
      headers: ['a', 'b'],
      columns: [[], []],
    });
  });

  it('refuses what is not of its column’s kind', async () => {
    await expect(
      bytesOf(write(wholeTable(tableOf([['a', 'integer', [1.5]]])))),
    ).rejects.toMatchObject({ detail: { code: 'params-invalid', where: { column: 'a' } } });
    await expect(
      bytesOf(write(wholeTable(tableOf([['a', 'integer', ['9223372036854775808']]])))),
    ).rejects.toThrow(/no integer/);
  });
});

describe('other readers', () => {
  it('see the values that were written: hyparquet, apache-arrow', async () => {
    const parquet = await bytesOf(writeParquet(wholeTable(mixed)));
    const rows = await parquetReadObjects({ file: parquet.slice().buffer });
    expect(rows.map((row) => row['i'] as unknown)).toEqual([
      2n ** 63n - 1n,
      -(2n ** 63n),
      null,
      0n,
      9007199254740993n,
      -1n,
    ]);
    expect(rows.map((row) => row['t'] as unknown)).toEqual(mixedTexts.t);
    expect((rows[4]!['d'] as Date).toISOString().slice(0, 10)).toBe('2024-02-29');
    const arrow = tableFromIPC(await bytesOf(writeArrow(wholeTable(mixed))));
    expect([...arrow.getChild('i')!]).toEqual([
      2n ** 63n - 1n,
      -(2n ** 63n),
      null,
      0n,
      9007199254740993n,
      -1n,
    ]);
    expect([...arrow.getChild('n')!]).toEqual([0.1, -0, null, NaN, -Infinity, 5e-324]);
    expect(arrow.schema.fields.map(({ type }) => String(type))).toEqual([
      'Utf8',
      'Int64',
      'Float64',
      'Bool',
      'Date32<DAY>',
      'Timestamp<MICROSECOND>',
      'Timestamp<MICROSECOND, UTC>',
      'Timestamp<NANOSECOND>',
      'Utf8',
    ]);
  });
});
