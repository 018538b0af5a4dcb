import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { InferredColumn } from '#lib/data/infer.ts';
import type { Sql } from '#lib/data/sql.ts';
import { misfit } from '#lib/data/values/value.ts';
import { plainNumber } from '#lib/recipe/source.ts';
import { columnsIn, inferred, onlyColumn, type Columns } from './data.infer.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const only = (values: readonly string[], name?: string): Promise<InferredColumn> =>
  onlyColumn(sql, values, name);
const columnsOf = columnsIn(() => sql);
const marks = (parse: object): object => ({ ...plainNumber, ...parse });

describe('numbers', () => {
  it.each<[string, readonly string[], object]>([
    ['number', ['1.234,56', '28,7', '1.000.000,00'], { decimal: ',', thousands: '.' }],
    ['number', ['28,7', '3'], { decimal: ',' }],
    ['number', ["1'234.5", '987', "12'345'678.90"], { thousands: "'" }],
    ['integer', ['1\u2019234', '5'], { thousands: '\u2019' }],
    ['number', ['1\u202f234,5', '2'], { decimal: ',', thousands: '\u202f' }],
    ['integer', ['1\u00a0234', '2\u00a0000\u00a0000'], { thousands: '\u00a0' }],
    ['integer', ['12,34,567', '99,999'], { thousands: ',' }],
    ['number', ['$1,200.50', '-$5', '7'], { thousands: ',', affixes: ['$'] }],
    ['integer', ['5 €', '€6'], { affixes: ['€'] }],
    ['integer', ['USD 5', 'USD 6'], { affixes: ['USD'] }],
    ['number', ['12 %', '7.5%'], { percent: true }],
    ['number', ['12 kg', '3.5 kg'], { affixes: ['kg'] }],
    ['integer', ['(1,234,567)', '5', '6'], { thousands: ',', affixes: ['()'] }],
    ['integer', ['5-', '6', '7'], { affixes: ['-'] }],
    ['integer', ['\u22125', '6'], { affixes: ['\u2212'] }],
    ['number', ['-0', '1'], {}],
  ])('%s: %j', async (type, values, parse) => {
    const column = await only(values);
    expect([column.type, column.parse]).toEqual([type, marks(parse)]);
    expect(values.filter((v) => misfit(v, column))).toEqual([]);
  });

  it.each([
    [['9007199254740993', '1']],
    [['12345678901234567890', '1']],
    [['12345678901234567890.5', '1']],
    [['9,007,199,254,740,993', '1,000']],
    [['00123', '124']],
    [['1E400', '1']],
    [['Infinity', '1']],
    [['0x10', '1']],
    [['1_000', '1']],
    [['1.5', '1,5']],
    [['$5', '€6']],
    [['12 kg', '3']],
    [['12 %', '0.12']],
    [['5 apples', '6 apples']],
    [['15A', '16A']],
    [['(1)', '(2)', '(3)']],
    [['1.2.3', '1.2']],
  ])('that would change, or say two things, stay the texts they are: %j', async (values) => {
    const column = await only(values);
    expect([column.type, column.parse]).toEqual(['category', { as: 'text' }]);
  });

  it('of a column that may be meant two ways follow the columns that are plain', async () => {
    const found = await columnsOf({ price: ['28,7', '3,25'], sold: ['1.234', '999'] });
    const sold = found.get('sold')!;
    expect([sold.type, sold.parse]).toEqual(['integer', marks({ decimal: ',', thousands: '.' })]);
    expect(sold.reason).toContain('other columns have a comma before the decimals');
    expect(sold.alternatives).toMatchObject([{ type: 'number', ambiguous: 2, misfits: 0 }]);
  });

  it('that nothing tells apart are read plainly, told and offered the other way', async () => {
    const found = await columnsOf({ a: ['1.234', '5.678'], b: ['1,234', '12'] });
    const [a, b] = [found.get('a')!, found.get('b')!];
    expect([a.type, a.reason]).toEqual(['number', expect.stringContaining('nothing in the file')]);
    expect(a.alternatives).toMatchObject([{ type: 'integer', fits: 2, ambiguous: 2 }]);
    expect([b.type, b.alternatives?.[0]]).toMatchObject(['integer', { parse: { decimal: ',' } }]);
    const semicolons = await columnsOf({ a: ['1.234', '5.678'] }, { delimiter: ';' });
    expect(semicolons.get('a')!.type).toBe('integer');
  });

  it('in nearly all cells are offered with the cells that would be lost', async () => {
    const column = await only([...Array.from({ length: 999 }, () => '10.5'), '11.0.1']);
    expect(column.type).toBe('category');
    expect(column.alternatives).toMatchObject([{ type: 'number', fits: 999, misfits: 1 }]);
  });

  it('that are 0 and 1 stay numbers, offered as categories and as yes or no', async () => {
    const column = await only(['0', '1', '1', '0']);
    expect([column.type, column.reason]).toEqual(['integer', expect.stringContaining('0 and 1')]);
    expect(column.alternatives?.map((a) => a.type)).toEqual(['category', 'boolean']);
  });
});

describe('booleans and orders', () => {
  it.each(['true/false', 'YES/no', 't/f', 'Y/N', 'on/off', 'ja/nein', 'oui/non', 'sí/no', '是/否'])(
    '%s is a boolean',
    async (pair) => {
      const [a, b] = pair.split('/') as [string, string];
      expect((await only([a, b, a])).type).toBe('boolean');
      expect((await only([a, a])).type).toBe('category');
    },
  );

  it.each<[string, readonly string[]]>([
    ['v', ['low', 'medium', 'high']],
    ['v', ['Small', 'Medium', 'Large']],
    ['size', ['S', 'M', 'XL']],
    ['v', ['strongly disagree', 'disagree', 'neutral', 'agree', 'strongly agree']],
    ['v', ['Very unimportant', 'Neither', 'Somewhat important', 'Very important']],
    ['v', ['never', 'rarely', 'sometimes', 'often', 'always']],
    ['v', ['Poor', 'Fair', 'Good', 'Excellent']],
    ['v', [' 11th', ' HS-grad', ' Bachelors', ' Doctorate']],
    ['v', ['< 18', '18-29', '30-44', '45-60', '> 60']],
    ['v', ['$0 - $24,999', '$25,000 - $49,999', '$150,000+']],
    ['v', ['Thur', 'Fri', 'Sat', 'Sun']],
    ['v', ['January', 'May', 'December']],
    ['grade', ['C', 'B', 'A']],
  ])('%s: least to most of %j', async (name, order) => {
    const column = await only([...order].reverse().concat(order[1]!), name);
    expect([column.type, column.order]).toEqual(['ordinal', order]);
    expect(column.alternatives?.[0]?.type).toBe('category');
  });

  it.each([
    [['A', 'B', 'C']],
    [['I', 'II', 'III', 'IV']],
    [['S', 'C', 'Q']],
    [['low', 'Low', 'high']],
    [['18-29', '25-44', '45-60']],
    [['red', 'medium', 'high']],
  ])('no order is made up for %j', async (values) => {
    expect((await only(values)).type).toBe('category');
  });

  it('a scale with an answer off the scale is offered, with what would be lost', async () => {
    const column = await only(['Very good', 'Good', 'Fair', 'Unfamiliar (N/A)', 'Good']);
    expect(column.type).toBe('category');
    expect(column.alternatives?.[0]).toMatchObject({
      type: 'ordinal',
      order: ['Fair', 'Good', 'Very good'],
      fits: 4,
      misfits: 1,
    });
  });
});

describe('meanings', () => {
  it.each<[string, readonly string[], string, string]>([
    ['zip', ['01234', '90210'], 'category', 'zip'],
    ['zip_code', ['94110', '90210'], 'integer', 'zip'],
    ['part', ['00012', '00013'], 'category', 'code'],
    ['email', ['a@b.co', 'c@d.org'], 'category', 'email'],
    ['site', ['https://a.b/c', 'www.d.de'], 'category', 'url'],
    ['call', ['+1 555 123 4567', '(555) 123-4567'], 'category', 'phone'],
    ['lat', ['51.5', '-33.9'], 'number', 'latitude'],
    ['Longitude', ['151.2', '-0.1'], 'number', 'longitude'],
    ['lat', ['515', '-339.5'], 'number', 'none'],
    ['home', ['Germany', 'France', 'Spain'], 'category', 'place'],
    ['state', ['CA', 'NY', 'TX'], 'category', 'place'],
    ['unit', ['CA', 'NY', 'TX'], 'category', 'none'],
    ['price', ['5', '6'], 'integer', 'currency'],
    ['body_mass_g', ['3750', '3800'], 'integer', 'measure'],
    ['Body Mass (g)', ['3750', '3800'], 'integer', 'measure'],
    ['win percent', ['3.5', '4'], 'number', 'percent'],
  ])('%s: %j', async (name, values, type, meaning) => {
    expect(await only(values, name)).toMatchObject({ type, meaning });
  });

  it('codes in digits are offered as categories', async () => {
    const column = await only(['94110', '90210', '10001'], 'zip');
    expect(column.alternatives).toMatchObject([{ type: 'category', meaning: 'zip' }]);
  });
});

describe('markers of missing', () => {
  const missing = async (columns: Columns): Promise<readonly string[]> =>
    (await inferred(sql, columns)).missing;

  it('that mean nothing else are taken wherever they stand', async () => {
    expect(
      await missing({ a: ['x', '#N/A', 'NULL', ' ?', ''], b: ['1', '2', '3', '4', '5'] }),
    ).toEqual(['', '#N/A', 'NULL', ' ?']);
  });

  it('that are words are taken only among numbers or dates', async () => {
    expect(await missing({ a: ['1', '-', '3'] })).toEqual(['', '-']);
    expect(await missing({ a: ['2024-01-01', 'unknown', '2024-01-03'] })).toEqual(['', 'unknown']);
    expect(await missing({ a: ['red', '-', 'unknown'] })).toEqual(['']);
  });

  it('leave Namibia alone, and say so; numbers beside it list NA', async () => {
    const answer = await inferred(sql, {
      country: ['NA', 'DE', 'FR', 'US'],
      n: ['1', 'NA', '3', '4'],
    });
    const [country, n] = answer.columns;
    expect(answer.missing).toEqual(['']);
    expect(answer.guesses[0]?.evidence).toContain('Namibia');
    expect(country).toMatchObject({ type: 'category', meaning: 'place' });
    expect([n!.type, misfit('NA', n!)]).toEqual(['integer', true]);
    expect(n!.reason).toContain('1 × “NA”');
  });

  it('that the user named are the only ones', async () => {
    const { missing: texts, columns } = await inferred(
      sql,
      { n: ['1', 'NA', '3'] },
      { missing: ['3'] },
    );
    expect([texts, columns[0]!.type]).toEqual([['', '3'], 'category']);
  });
});
