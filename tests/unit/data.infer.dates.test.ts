import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { InferredColumn } from '#lib/data/infer.ts';
import type { Sql } from '#lib/data/sql.ts';
import { misfit } from '#lib/data/values/value.ts';
import { columnsIn, inferred, onlyColumn } from './data.infer.support.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const only = (values: readonly string[], name?: string): Promise<InferredColumn> =>
  onlyColumn(sql, values, name);
const columnsOf = columnsIn(() => sql);

describe('dates', () => {
  it('take the order of day and month that any cell proves, for the whole column', async () => {
    const column = await only(['01/02/2020', '03/03/2020', '31/12/2019', '04/05/2020']);
    expect(column.parse).toEqual({ as: 'date', formats: ['%d/%m/%Y'] });
    expect(column.dates).toMatchObject({ ambiguous: 2, share: 0.5, decision: 'settled' });
    expect(column.reason).toContain('1 cell can only be read day first');
  });

  it('that other columns prove follow them; that nothing proves are asked', async () => {
    const alone = await only(['01/02/2020', '03/04/2020']);
    expect([alone.dates?.decision, alone.dates?.share]).toEqual(['ask', 1]);
    expect(alone.alternatives?.[0]).toMatchObject({
      parse: { formats: ['%d/%m/%Y'] },
      ambiguous: 2,
    });
    const found = await columnsOf({ a: ['01/02/2020', '03/04/2020'], b: ['31/12/19', '1/2/20'] });
    expect(found.get('a')).toMatchObject({
      parse: { formats: ['%d/%m/%Y'] },
      dates: { decision: 'settled' },
    });
  });

  it('of many formats are counted, asked once, and the rest is listed', async () => {
    const texts = [
      ...['2008-01-01', '2019-05-06', '17.03.2019', '02.03.2019', '1.1.2008', 'Oct 4th, 2021'],
      ...['39448', '43466', '十月 4, 2021', '10月 5, 2021', 'soon'],
    ];
    const column = await only(texts);
    const counts = column.dates!.formats.map((f) => [f.id, f.count]);
    expect(new Map(counts as [string, number][])).toEqual(
      new Map([
        ['%d.%m.%Y', 3],
        ['%Y-%m-%d', 2],
        ['@excel1900', 2],
        ['%b %d, %Y@th', 1],
        ['%B %d, %Y@zh', 1],
        ['%b %d, %Y@zh', 1],
      ]),
    );
    expect([column.type, column.dates!.decision, column.dates!.rejects]).toEqual([
      'date',
      'ask',
      ['soon'],
    ]);
    expect(texts.filter((t) => misfit(t, column))).toEqual(['soon']);
    expect(column.alternatives?.some((a) => a.label.includes('1904'))).toBe(true);
  });

  it('that do not exist are listed; too many of them, and the column keeps its texts', async () => {
    const few = await only(['2023-02-27', '2023-02-28', '2023-03-01', '2023-03-02', '2023-02-30']);
    expect([few.type, few.dates?.rejects]).toEqual(['date', ['2023-02-30']]);
    const many = await only(['2023-02-28', '2023-02-30']);
    expect([many.type, many.alternatives?.[0]?.type]).toEqual(['category', 'date']);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['date', ['2024-01-01', '2023-12-31'], ['%Y-%m-%d']],
    ['date', ['2014-7-1', '2014-12-31'], ['%Y-%m-%d']],
    ['date', ['1949-01', '1949-12'], ['%Y-%m']],
    ['date', ['Jun 12 1998', 'Jul 01 1986'], ['%b %d %Y']],
    ['date', ['4. März 2020', '12. Mai 2021'], ['%d. %b %Y@de']],
    ['date', ['01/02/99', '31/12/70'], ['%d/%m/%y']],
    ['datetime', ['2019-03-23 20:21:09', '2019-03-04 16:11:55'], ['ISO8601']],
    ['datetime', ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00+05:30'], ['ISO8601%z']],
    ['datetime', ['1/22/2020 3:04 PM', '2/3/2020 1:00 AM'], ['%m/%d/%Y %I:%M %p']],
    ['datetime', ['10/Oct/2000:13:55:36 -0700'], ['%d/%b/%Y:%H:%M:%S %z']],
    ['datetime', ['Mon, 04 Oct 2021 10:00:00 GMT'], ['%a, %d %b %Y %H:%M:%S %z']],
  ])('%s: %j', async (type, values, formats) => {
    const column = await only(values);
    expect([column.type, column.parse]).toEqual([type, { as: 'date', formats }]);
    expect(column.dates?.decision).toBe('settled');
  });

  it('in numbers alone are dates only where the name says so', async () => {
    const days = ['20240101', '20240229', '19991231'];
    expect((await only(days, 'date')).parse).toEqual({ as: 'date', formats: ['%Y%m%d'] });
    expect((await only(days, 'amount')).type).toBe('integer');
    expect((await only([...days, '20230230'], 'date')).type).toBe('integer');
    expect((await only(['1609459200', '1609459201'], 'timestamp')).type).toBe('datetime');
    expect((await only(['39448', '43466'], 'orderDate')).alternatives?.[0]?.parse).toEqual({
      as: 'date',
      formats: ['@excel1900'],
    });
    expect(await only(['2019', '2020'], 'year')).toMatchObject({
      type: 'integer',
      meaning: 'year',
    });
  });

  it('are not what genes, versions and seasons are', async () => {
    for (const values of [
      ['MARCH1', 'SEPT2'],
      ['11.0.1', '10.5.2'],
      ['2009-10', '2012-13'],
    ])
      expect((await only(values)).type).toBe('category');
  });
});

describe('durations', () => {
  it.each<[string, readonly string[], string]>([
    ['v', ['1:23:45', '26:10:00'], '%H:%M:%S'],
    ['duration', ['1:23:45', '0:05:00'], '%H:%M:%S'],
    ['length', ['3:45', '4:10'], '%M:%S'],
    ['v', ['1h 30m', '45m'], 'units'],
    ['v', ['PT1H30M', 'PT5S'], 'ISO8601'],
    ['v', ['2 days 03:04:05', '0 days 00:00:01'], 'days'],
  ])('%s: %j', async (name, values, format) => {
    const column = await only(values, name);
    expect([column.type, column.parse]).toEqual(['duration', { as: 'duration', format }]);
    expect(values.filter((v) => misfit(v, column))).toEqual([]);
  });

  it('are not what times of day are, which are offered as such', async () => {
    const column = await only(['14:30', '09:00', '24:00'], 'opens');
    expect([column.type, column.alternatives?.[0]?.parse]).toEqual([
      'category',
      { as: 'duration', format: '%H:%M' },
    ]);
  });
});

describe('any column', () => {
  const cell = fc.constantFrom(
    ...[
      '1',
      '1.5',
      '1,5',
      '1.234',
      '1,234',
      '1.234,5',
      '12 kg',
      '12 %',
      '$5',
      '($5)',
      '$(5)',
      '5)€',
    ],
    ...['5 €-', '%5', '\u22125', '5\u2212', '\u30005', '01/02/2020', '13/02/2020', '02/13/2020'],
    ...[
      '2020-01-01',
      '2020-01-01 10:00',
      'Oct 4th, 2021',
      '39448',
      '1:23:45',
      '3:45',
      '1h',
      'PT5S',
    ],
    ...[
      'yes',
      'no',
      'NA',
      '-',
      'low',
      'high',
      'medium',
      '1E400',
      '007',
      '',
      '20200101',
      '1e5',
      '2019',
      '1',
    ],
  );
  const column = fc
    .uniqueArray(cell, { minLength: 1, maxLength: 3 })
    .chain((cells) =>
      fc.tuple(
        fc.array(fc.constantFrom(...cells), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 40),
        fc.constant(cells[0]!),
      ),
    )
    .map(([some, n, usual]) => [...some, ...Array.from({ length: n }, () => usual)]);

  it('reads the cells it says it reads, and loses none without listing it', async () => {
    const check = async (values: readonly string[]): Promise<void> => {
      const { missing, columns } = await inferred(sql, { v: values });
      const [c] = columns;
      const present = values.filter((v) => !missing.includes(v));
      const lost = present.filter((v) => misfit(v, c!));
      const numeric = c!.type === 'integer' || c!.type === 'number' || c!.type === 'duration';
      if (numeric) expect(lost, JSON.stringify([values, c])).toEqual([]);
      else expect(lost.every((v) => c!.dates?.rejects.includes(v))).toBe(true);
      for (const a of c!.alternatives ?? []) {
        const fits = present.filter((v) => !misfit(v, a)).length;
        expect([a.label, a.fits, a.misfits]).toEqual([a.label, fits, present.length - fits]);
      }
    };
    await fc.assert(fc.asyncProperty(column, check), { numRuns: 600, seed: 3 });
  });
});
