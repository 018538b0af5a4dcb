import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows, readRows, type RowFilter } from '#lib/data/rows.ts';
import type { Sql } from '#lib/data/sql.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { plainNumber, type Source } from '#lib/recipe/source.ts';
import { openEngine, rids, table } from './data.rows.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openEngine();
});
afterAll(() => sql.close());

const where = (source: Source, ...filters: RowFilter[]): Promise<number[]> =>
  rids(sql, source, { where: filters });
const sorted = (source: Source, column: string, descending = false): Promise<number[]> =>
  rids(sql, source, { orderBy: [{ column, descending }] });

describe('order', () => {
  it('sorts numbers by value, what is missing or does not fit last in both directions', async () => {
    const source = await table(
      sql,
      [{ name: 'n', type: 'number' }],
      [['10'], ['9'], [''], ['100'], ['NA'], ['x'], ['-2.5'], [null], ['1e2']],
    );
    expect(await sorted(source, 'n')).toEqual([6, 1, 0, 3, 8, 2, 4, 5, 7]);
    expect(await sorted(source, 'n', true)).toEqual([3, 8, 0, 1, 6, 2, 4, 5, 7]);
  });

  it('sorts numbers among texts by value and before the others, which stand without regard to case', async () => {
    const source = await table(
      sql,
      [{ name: 't', type: 'category' }],
      [['banana'], ['10'], ['Apple'], ['9'], ['NA'], ['apple'], ['100'], ['Éclair']],
    );
    expect(await sorted(source, 't')).toEqual([3, 1, 6, 2, 5, 0, 7, 4]);
  });

  it('sorts dates by the day they name, however they are written', async () => {
    const source = await table(
      sql,
      [{ name: 'd', type: 'date', parse: { as: 'date', formats: ['%d.%m.%Y', '%Y-%m-%d'] } }],
      [['31.12.2019'], ['01.02.2024'], ['2020-06-01'], ['30.02.2020'], ['']],
    );
    expect(await sorted(source, 'd')).toEqual([0, 2, 1, 3, 4]);
  });

  it('sorts an ordered category by its order', async () => {
    const source = await table(
      sql,
      [{ name: 'o', type: 'ordinal', order: ['low', 'mid', "hi'gh"] }],
      [["hi'gh"], ['low'], ['other'], ['mid'], ['']],
    );
    expect(await sorted(source, 'o')).toEqual([1, 3, 0, 2, 4]);
  });

  it('breaks ties by the next column and then by the order of the file', async () => {
    const source = await table(
      sql,
      [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'category' },
      ],
      [
        ['2', 'x'],
        ['1', 'y'],
        ['1', 'z'],
        ['2', 'w'],
        ['1', 'y'],
      ],
    );
    const orderBy = [
      { column: 'a', descending: false },
      { column: 'b', descending: true },
    ];
    expect(await rids(sql, source, { orderBy })).toEqual([2, 1, 4, 0, 3]);
    expect(await rids(sql, source, { orderBy, offset: 1, limit: 2 } as never)).toEqual([1, 4]);
  });

  it('reads numbers as the column is read: 1.234,5 is more than 999', async () => {
    const parse = { ...plainNumber, decimal: ',' as const, thousands: '.' };
    const source = await table(
      sql,
      [{ name: 'n', type: 'number', parse }],
      [['999'], ['1.234,5'], ['2,5']],
    );
    expect(await sorted(source, 'n')).toEqual([2, 0, 1]);
    expect(await where(source, { column: 'n', test: 'greater', text: '999.5' })).toEqual([1]);
    expect(await where(source, { column: 'n', test: 'equals', text: '1234.5' })).toEqual([1]);
    expect(await where(source, { column: 'n', test: 'equals', text: '1.234,50' })).toEqual([1]);
  });
});

describe('filters', () => {
  it('tells NULL, empty text and markers from values', async () => {
    const source = await table(
      sql,
      [{ name: 't', type: 'category' }],
      [['a'], [''], [null], ['NA'], ['na'], [' ']],
    );
    expect(await where(source, { column: 't', test: 'missing' })).toEqual([1, 2, 3]);
    expect(await where(source, { column: 't', test: 'present' })).toEqual([0, 4, 5]);
    expect(await where(source, { column: 't', test: 'equals', text: '' })).toEqual([1]);
    expect(await where(source, { column: 't', test: 'equals', text: 'NA' })).toEqual([3]);
  });

  it('equals and not equals share out all rows between them', async () => {
    const source = await table(
      sql,
      [{ name: 'n', type: 'number' }],
      [['1'], ['1.0'], ['2'], [''], ['one'], [null], ['+1e0']],
    );
    const equal = await where(source, { column: 'n', test: 'equals', text: '1' });
    const not = await where(source, { column: 'n', test: 'notEquals', text: '1' });
    expect(equal).toEqual([0, 1, 6]);
    expect(not).toEqual([2, 3, 4, 5]);
  });

  it('finds the cells that do not fit their type, and no others', async () => {
    const source = await table(
      sql,
      [
        { name: 'n', type: 'integer' },
        { name: 'd', type: 'date' },
        { name: 't', type: 'text' },
      ],
      [
        ['1', '2020-01-01', 'x'],
        ['inf', '2020-02-30', ''],
        ['1_000', 'NA', 'y'],
        ['', '2020-13-01', 'z'],
      ],
    );
    expect(await where(source, { column: 'n', test: 'misfit' })).toEqual([1, 2]);
    expect(await where(source, { column: 'd', test: 'misfit' })).toEqual([1, 3]);
    expect(await where(source, { column: 't', test: 'misfit' })).toEqual([]);
    const page = await readRows(sql, source, { offset: 0, limit: 10 });
    expect(page.misfits).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [3, 1],
    ]);
  });

  it('compares by value: numbers, with both ends of a range in it', async () => {
    const source = await table(
      sql,
      [{ name: 'n', type: 'number' }],
      [['9'], ['10'], ['100'], ['-3'], ['NA'], ['9.5'], ['abc']],
    );
    expect(await where(source, { column: 'n', test: 'greater', text: '9.5' })).toEqual([1, 2]);
    expect(await where(source, { column: 'n', test: 'less', text: '9.5' })).toEqual([0, 3]);
    expect(await where(source, { column: 'n', test: 'between', from: '9', to: '10' })).toEqual([
      0, 1, 5,
    ]);
  });

  it('compares days, months and years, each as long as it lasts', async () => {
    const source = await table(
      sql,
      [
        {
          name: 'd',
          type: 'datetime',
          parse: { as: 'date', formats: ['%d.%m.%Y %H:%M', '%Y-%m-%d %H:%M:%S'] },
        },
      ],
      [
        ['2024-05-31 00:00:00'],
        ['31.05.2024 23:59'],
        ['2024-06-01 00:00:00'],
        ['2023-12-31 10:00:00'],
        ['soon'],
      ],
    );
    const is = (filter: Omit<RowFilter, 'column'>) =>
      where(source, { column: 'd', ...filter } as RowFilter);
    expect(await is({ test: 'equals', text: '2024-05-31' } as never)).toEqual([0, 1]);
    expect(await is({ test: 'greater', text: '2024-05-31' } as never)).toEqual([2]);
    expect(await is({ test: 'less', text: '2024-05-31' } as never)).toEqual([3]);
    expect(await is({ test: 'between', from: '2024-05', to: '2024-05-31' } as never)).toEqual([
      0, 1,
    ]);
    expect(await is({ test: 'equals', text: '2024' } as never)).toEqual([0, 1, 2]);
    expect(await is({ test: 'greater', text: '2024-05-31T23:59' } as never)).toEqual([2]);
    expect(await is({ test: 'less', text: '2024-05-31 23:59' } as never)).toEqual([0, 3]);
  });

  it.each([
    ['n', 'ten'],
    ['n', ''],
    ['d', '2024-02-31'],
    ['d', 'tomorrow'],
    ['o', 'highest'],
  ])('refuses to compare %s with “%s”, and says how to write it', async (column, text) => {
    const source = await table(
      sql,
      [
        { name: 'n', type: 'number' },
        { name: 'd', type: 'date' },
        { name: 'o', type: 'ordinal', order: ['low', 'high'] },
      ],
      [['1', '2024-01-01', 'low']],
    );
    const error: unknown = await where(source, { column, test: 'greater', text }).catch(
      (e: unknown) => e,
    );
    if (!(error instanceof EngineError)) throw new Error('not refused');
    expect(error.detail).toMatchObject({ code: 'params-invalid', where: { column } });
    expect(error.detail.what).toContain(`“${text}”`);
    expect(error.detail.remedy).toMatch(/^Write /);
  });

  it('takes one of several texts, and none of an empty list', async () => {
    const source = await table(
      sql,
      [{ name: 't', type: 'category' }],
      [['a'], ['b'], ['c'], [''], ['A']],
    );
    expect(await where(source, { column: 't', test: 'oneOf', texts: ['a', 'c'] })).toEqual([0, 2]);
    expect(await where(source, { column: 't', test: 'oneOf', texts: [] })).toEqual([]);
  });

  it('wants every filter to hold, and counts the rows that pass', async () => {
    const source = await table(
      sql,
      [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'category' },
      ],
      [
        ['1', 'x'],
        ['2', 'x'],
        ['2', ''],
        ['3', 'y'],
      ],
    );
    const filters: RowFilter[] = [
      { column: 'a', test: 'greater', text: '1' },
      { column: 'b', test: 'present' },
    ];
    expect(await where(source, ...filters)).toEqual([1, 3]);
    expect(await countRows(sql, source, { where: filters })).toBe(2);
    expect(await countRows(sql, source, {})).toBe(4);
  });

  it('looks for parts of texts without regard to case, signs of patterns being plain signs', async () => {
    const source = await table(
      sql,
      [{ name: 't', type: 'text' }],
      [['50%_off'], ['50 off'], ['ÄRGER'], ['x.*y'], ['[a-z]']],
    );
    const has = (text: string) => where(source, { column: 't', test: 'contains', text });
    expect(await has('%')).toEqual([0]);
    expect(await has('_')).toEqual([0]);
    expect(await has('ärg')).toEqual([2]);
    expect(await has('.*')).toEqual([3]);
    expect(await where(source, { column: 't', test: 'startsWith', text: '50' })).toEqual([0, 1]);
    expect(await where(source, { column: 't', test: 'startsWith', text: '[A' })).toEqual([4]);
  });

  const hostile = [
    "'; DROP TABLE x; --",
    "O'Brien''s",
    '\\',
    '%',
    'a\0b',
    '"',
    '${1+1}',
    '\u202Egpj.exe',
    '😀',
    'line\nbreak',
    '__proto__',
    "' OR 1=1 --",
  ];
  it.each(hostile)('takes %j as text, in a cell, a filter, a name and an order', async (text) => {
    const source = await table(sql, [{ name: text, type: 'category' }], [['plain'], [text]], ['']);
    const only = (filter: Record<string, unknown>) =>
      where(source, { column: text, ...filter } as RowFilter);
    expect(await only({ test: 'equals', text })).toEqual([1]);
    expect(await only({ test: 'notEquals', text })).toEqual([0]);
    expect(await only({ test: 'oneOf', texts: [text, 'other'] })).toEqual([1]);
    expect(await only({ test: 'contains', text })).toEqual([1]);
    expect(await only({ test: 'startsWith', text })).toEqual([1]);
    expect(await only({ test: 'greater', text })).toEqual(
      Buffer.compare(Buffer.from('plain'), Buffer.from(text)) > 0 ? [0] : [],
    );
    expect((await sorted(source, text)).toSorted()).toEqual([0, 1]);
    const page = await readRows(sql, source, { offset: 1, limit: 1 });
    expect(page.cells).toEqual([[text]]);
  });

  it('refuses a column that is not there, by its name', async () => {
    const source = await table(sql, [{ name: 'a', type: 'text' }], [['x']]);
    await expect(where(source, { column: 'b"--', test: 'missing' })).rejects.toMatchObject({
      detail: { code: 'column-missing', where: { column: 'b"--' } },
    });
  });
});
