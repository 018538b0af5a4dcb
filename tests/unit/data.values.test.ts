import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { literal } from '#lib/data/sql.ts';
import type { Sql } from '#lib/data/sql.ts';
import { dateReader } from '#lib/data/values/dates.ts';
import { durationReader } from '#lib/data/values/durations.ts';
import { numberReader } from '#lib/data/values/numbers.ts';
import { valueSql, type ValueColumn } from '#lib/data/values/sql.ts';
import { misfit, valueOf, valueReader } from '#lib/data/values/value.ts';
import { dateFormatIds } from '#lib/recipe/dateFormats.ts';
import { durationFormats } from '#lib/recipe/durationFormats.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { plainNumber, type NumberParse } from '#lib/recipe/source.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const marks = (parse: Partial<NumberParse>): NumberParse => ({ ...plainNumber, ...parse });
const european = marks({ decimal: ',', thousands: '.' });

const answers = JSON.parse(
  readFileSync(new URL('data.values.answers.json', import.meta.url), 'utf8'),
) as [format: string, text: string, date: string, time: string | null][];

describe('numbers with marks', () => {
  it.each<[Partial<NumberParse>, string, number | null]>([
    [european, '1.234,56', 1234.56],
    [european, '28,7', 28.7],
    [european, '1.000.000', 1e6],
    [european, '1.23,4', null],
    [european, '-1.234,5', -1234.5],
    [{ thousands: ',' }, '12,34,567', 1234567],
    [{ thousands: ',' }, '1,234,567.89', 1234567.89],
    [{ thousands: ',' }, '1,2345', null],
    [{ thousands: "'" }, '1\u2019234.5', 1234.5],
    [{ thousands: "'" }, "12'345", 12345],
    [{ thousands: ' ', decimal: ',' }, '1\u202f234\u00a0567,5', 1234567.5],
    [{ affixes: ['€'] }, '€5', 5],
    [{ affixes: ['€'] }, '-5 €', -5],
    [{ affixes: ['$'] }, '$-5.25', -5.25],
    [{ affixes: ['$'] }, '€5', null],
    [{ affixes: ['USD'] }, 'USD 5', 5],
    [{ affixes: ['kg'] }, '12 kg', 12],
    [{ affixes: ['()'], thousands: ',' }, '(1,234)', -1234],
    [{ affixes: ['()'] }, '(5', null],
    [{ affixes: ['()'] }, '(-5)', null],
    [{ affixes: ['-'] }, '5-', -5],
    [{ affixes: ['-'] }, '-5-', null],
    [{ affixes: ['\u2212'] }, '\u22125', -5],
    [{}, '\u22125', null],
    [{}, '(5)', null],
    [{ percent: true }, '12 %', 0.12],
    [{ percent: true }, '0.5%', 0.005],
    [{ percent: true }, '12', null],
    [{ decimal: ',' }, '1e5', 1e5],
    [{ decimal: ',' }, '1E400', null],
    [{ decimal: ',' }, '-0', -0],
    [{ decimal: ',' }, ',5', 0.5],
    [{ decimal: ',' }, ',', null],
    [{ decimal: ',' }, 'Infinity', null],
    [{ decimal: ',' }, '1_000', null],
    [{ decimal: ',' }, '0x10', null],
  ])('%j: %s is %s', (parse, text, value) => {
    expect(numberReader(marks(parse))(text)).toBe(value);
  });
});

describe('dates', () => {
  it("are those that Python's strptime reads", () => {
    const ours = answers.map(([format, text]) => {
      const id = format === '%Y-%m-%d %H:%M:%S.%f' ? 'ISO8601' : format;
      const found = dateReader(id)(text);
      return [format, text, found?.date ?? null, found?.time ?? null];
    });
    expect(ours).toEqual(answers);
    expect(answers.length).toBeGreaterThan(400);
  });

  it.each<[string, string, string | null]>([
    ['%Y-%m-%d', '2023-02-30', null],
    ['%Y-%m-%d', '2024-02-29', '2024-02-29'],
    ['%Y-%m-%d', '0000-01-01', null],
    ['%Y-%m-%d', '0001-01-01', '0001-01-01'],
    ['%Y-%m-%d', '9999-12-31', '9999-12-31'],
    ['%Y-%m-%d', '2014-7-1', '2014-07-01'],
    ['%d/%m/%y', '01/02/68', '2068-02-01'],
    ['%d/%m/%y', '01/02/69', '1969-02-01'],
    ['%Y%m%d', '2021104', null],
    ['%b %d, %Y@th', 'Oct 4th, 2021', '2021-10-04'],
    ['%b %d, %Y@th', 'Oct 4, 2021', null],
    ['%b %d, %Y', 'Sept. 4, 2021', '2021-09-04'],
    ['%d. %B %Y@de', '4. März 2020', '2020-03-04'],
    ['%d %B %Y@fr', '1 AOÛT 2020', '2020-08-01'],
    ['%d de %B de %Y@es', '4 de octubre de 2021', '2021-10-04'],
    ['%Y年%m月%d日', '2021年10月4日', '2021-10-04'],
    ['%B %d, %Y@zh', '十一月 4, 2021', '2021-11-04'],
    ['%b %d, %Y@zh', '11月 4, 2021', '2021-11-04'],
    ['ISO8601', '2023-01-01T24:00', null],
    ['ISO8601%z', '2024-01-01T00:30:00+05:30', '2023-12-31 19:00:00'],
    ['ISO8601%z', '0001-01-01 00:00+01:00', null],
    ['ISO8601%z', '9999-12-31T23:59:59.25-01:00', null],
    ['%a, %d %b %Y %H:%M:%S %z', 'Mon, 04 Oct 2021 10:00:00 GMT', '2021-10-04 10:00:00'],
    ['%m/%d/%Y %I:%M %p', '1/2/2020 12:04 a.m.', '2020-01-02 00:04:00'],
    ['@excel1900', '39448', '2008-01-01'],
    ['@excel1900', '43466', '2019-01-01'],
    ['@excel1900', '60', null],
    ['@excel1900', '59', '1900-02-28'],
    ['@excel1900', '61', '1900-03-01'],
    ['@excel1900', '43466.75', '2019-01-01 18:00:00'],
    ['@excel1904', '37986', '2008-01-01'],
    ['@epoch', '1609459200', '2021-01-01 00:00:00'],
    ['@epochms', '-1500', '1969-12-31 23:59:58.500'],
  ])('%s: %s is %s', (id, text, value) => {
    const found = dateReader(id)(text);
    expect(found && found.date + (found.time ? ` ${found.time}` : '')).toBe(value);
  });

  it('of the 1904 system are 4 years and 1 day later', () => {
    const [old, now] = ['@excel1904', '@excel1900'].map((id) => dateReader(id)('39448')!.date);
    expect((Date.parse(old!) - Date.parse(now!)) / 86_400_000).toBe(4 * 365 + 1 + 1);
  });

  it('of a format that is not known are refused with the directives that are', () => {
    expect(() => dateReader('%Q')).toThrow(EngineError);
    expect(() => dateReader('%Y-%')).toThrow('%Y %y %m');
  });

  it('of one ISO format keep their own texts, of several they are written alike', () => {
    const text = '2024-01-01T10:00';
    const one: ValueColumn = { type: 'datetime', parse: { as: 'date', formats: ['ISO8601'] } };
    const two: ValueColumn = {
      type: 'datetime',
      parse: { as: 'date', formats: ['%Y-%m-%d', 'ISO8601'] },
    };
    expect([valueOf(text, one).value, valueOf(text, two).value]).toEqual([
      text,
      '2024-01-01 10:00:00',
    ]);
    expect(valueOf('2024-01-01', two).value).toBe('2024-01-01 00:00:00');
  });
});

describe('durations', () => {
  it.each<[string, string, number | null]>([
    ['%H:%M:%S', '1:23:45', 5025],
    ['%H:%M:%S', '-100:00:00.5', -360_000.5],
    ['%H:%M:%S', '1:60:00', null],
    ['%M:%S', '90:05', 5405],
    ['%H:%M', '26:30', 95_400],
    ['days', '2 days 03:04:05', 183_845],
    ['days', '1 day, 0:00:01', 86_401],
    ['ISO8601', 'PT1H30M', 5400],
    ['ISO8601', 'P1W2DT0.5S', 777_600.5],
    ['ISO8601', 'PT', null],
    ['ISO8601', 'P1Y', null],
    ['units', '1h 30m', 5400],
    ['units', '2 days, 3 hours and 5 min', 183_900],
    ['units', '', null],
    ['units', '5 apples', null],
  ])('%s: %s is %s s', (format, text, seconds) => {
    expect(durationReader(format)(text)).toBe(seconds);
  });
});

describe('cells', () => {
  it('say what they were taken for and why', () => {
    const price: ValueColumn = { type: 'number', parse: european };
    expect(valueOf('1.234,5', price)).toEqual({
      kind: 'number',
      value: 1234.5,
      why: 'Read as a number with a comma before the decimals, a point between thousands',
    });
    expect(valueOf('n/k', price)).toMatchObject({ kind: 'misfit', value: null });
    expect(valueOf('n/k', price).why).toContain('“n/k” is no number');
    expect([misfit('n/k', price), misfit('5', price)]).toEqual([true, false]);
  });

  it('of an ordinal column fit when they are one of its levels', () => {
    const size: ValueColumn = { type: 'ordinal', parse: { as: 'text' }, order: ['S', 'M'] };
    expect([misfit('S', size), misfit('s', size)]).toEqual([false, true]);
    expect(valueOf('M', size).why).toContain('2 of 2');
  });

  it('of text columns are texts whatever they hold', () => {
    const text: ValueColumn = { type: 'text', parse: { as: 'text' } };
    expect(valueOf("'; DROP TABLE t; --", text).value).toBe("'; DROP TABLE t; --");
  });
});

describe('SQL and the page', () => {
  const numberColumns: readonly NumberParse[] = [
    plainNumber,
    european,
    marks({ decimal: ',' }),
    marks({ thousands: ',', affixes: ['$', 'USD', '()', '-', '\u2212'] }),
    marks({ thousands: ' ', affixes: ['kr.', 'm²'] }),
    marks({ thousands: "'", percent: true }),
    marks({ thousands: '_', affixes: ["a'b", '[x]', '\\', '%'] }),
  ];
  const columns: readonly ValueColumn[] = [
    ...numberColumns.map((parse) => ({ type: 'number' as const, parse })),
    ...Object.keys(durationFormats).map((format) => ({
      type: 'duration' as const,
      parse: { as: 'duration' as const, format },
    })),
    ...dateFormatIds()
      .filter((_, k) => k % 9 === 0)
      .concat(['@excel1900', '@excel1904', '@epoch', '@epochms', 'ISO8601', 'ISO8601%z'])
      .flatMap((id): ValueColumn[] => [
        { type: 'date', parse: { as: 'date', formats: [id] } },
        { type: 'datetime', parse: { as: 'date', formats: ['%d/%m/%y', id] } },
      ]),
    { type: 'datetime', parse: { as: 'date', formats: ['ISO8601'] } },
    { type: 'ordinal', parse: { as: 'text' }, order: ["it's", '5', ''] },
  ];

  const piece = fc.constantFrom(
    ..." |\t|\u00a0|\u202f|.|,|:|/|-|+|\u2212|(|)|%|$|kr.|USD|_|e|E|T|Z|年|月|日|0|1|2|12|30|31|59|60|99|2024|0000|00|.5|Oct|mai|März|十一月|PM|a.m.|+05:30|-0100|h|min|P|PT|days|1.234|1,234|39448|it's|\0|\u0663|😀".split(
      '|',
    ),
  );
  const shaped = fc.constantFrom(
    ...['2024-02-29', '2023-02-29T23:59:59.123Z', '29/02/24', '1.234,56', '(1,234)', '-$5.00'],
    ...['12,34,567', '1:23:45', '2 days 03:04:05', 'PT1H', '1h 30m', 'Oct 4th, 2021', '5-', '12 %'],
    ...['1\u202f234', '43466.999999', '1609459200123', '10/24/2021 02:05 PM', '04 Oct 2021'],
  );
  const hostile = fc.oneof(
    fc.array(piece, { maxLength: 9 }).map((parts) => parts.join('')),
    shaped,
    fc.tuple(shaped, piece, fc.nat(20)).map(([t, p, at]) => t.slice(0, at) + p + t.slice(at)),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );

  it('take every text for the same value', { timeout: 120_000 }, async () => {
    const written = answers.map(([, text]) => text);
    const texts = [...new Set([...fc.sample(hostile, { numRuns: 2500, seed: 7 }), ...written])].map(
      (t) => t.toWellFormed(),
    );
    const values = texts.map((t, i) => `(${i}, ${literal(t)})`).join(', ');
    await sql.query(`CREATE TABLE hostile AS SELECT * FROM (VALUES ${values}) s(i, t)`);
    let fitting = 0;
    for (const column of columns) {
      const answer = await sql.query(
        `SELECT ${valueSql('t', column)} AS v FROM hostile ORDER BY i`,
      );
      const read = valueReader(column);
      const ours = texts.map((t) => read(t).value);
      const theirs = answer.toArray().map((row) => (row as { v: unknown }).v ?? null);
      expect(theirs, JSON.stringify(column)).toEqual(ours);
      fitting += ours.filter((v) => v !== null).length;
    }
    expect(fitting).toBeGreaterThan(1500);
  });
});
