import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { profileTable } from '#lib/data/profile.ts';
import { readIsoDate } from '#lib/data/profile/isoDate.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { findings } from '#lib/recipe/findings.ts';
import type { NumberParse, Source } from '#lib/recipe/source.ts';
import { cellsOf, madeSource, sourceOf, type Made } from './data.profile.support.ts';

const tables = fileURLToPath(new URL('../../../shared/data/tables/', import.meta.url));

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const profileOf = async (source: Source, today?: string) =>
  profileTable(sql, baseRelation(source), source, today === undefined ? {} : { today });
const profileText = async (text: string, as?: readonly Partial<Made>[]) =>
  profileOf(await sourceOf(sql, text, as));

describe('columns that are read by marks', () => {
  const marks: NumberParse = {
    as: 'number',
    decimal: ',',
    thousands: '.',
    affixes: ['€'],
    percent: false,
  };
  const columns: Made[] = [
    { name: 'price', type: 'number', parse: marks },
    {
      name: 'rate',
      type: 'number',
      parse: { ...marks, thousands: '', affixes: [], percent: true },
    },
    { name: 'day', type: 'date', parse: { as: 'date', formats: ['%d/%m/%Y'] } },
    { name: 'time', type: 'duration', parse: { as: 'duration', format: '%H:%M:%S' } },
  ];
  const cells = [
    ['1.234,50 €', '12,5%', '31/01/2024', '01:00:00'],
    ['NA', '', 'NA', ''],
    ['7 €', '100%', '31/13/2024', '00:00:30'],
    ['0,5', 'half', '1/2/2024', 'soon'],
    ['oops', 'half', '29/02/2024', '01:00:00'],
    ['oops', '50%', '01/02/2024', 'later'],
  ];

  it('have the values, the missing cells and the misfits that their reading says', async () => {
    const profile = await profileOf(await madeSource(sql, columns, cells));
    const [price, rate, day, time] = profile.columns;
    const told = [price, rate, day, time].map((c) => [c!.missing, c!.misfits, c!.misfitSamples]);
    expect(told).toEqual([
      [1, 2, ['oops']],
      [1, 2, ['half']],
      [1, 1, ['31/13/2024']],
      [1, 2, ['later', 'soon']],
    ]);
    expect([price!.number!.min, price!.number!.max]).toEqual([0.5, 1234.5]);
    expect([rate!.number!.min, rate!.number!.max, rate!.distinct]).toEqual([0.125, 1, 3]);
    expect([day!.range, day!.distinct]).toEqual([{ min: '2024-01-31', max: '2024-02-29' }, 3]);
    expect([time!.number!.mean, time!.missingAs]).toEqual([2410, [{ value: '', count: 1 }]]);
  });

  it('are in a derived relation what they are in the table itself', async () => {
    const source = await madeSource(sql, columns, cells);
    const base = baseRelation(source);
    const derived = { ...base, from: `(SELECT * FROM ${base.from} WHERE true)` };
    const [own, other] = [await profileOf(source), await profileTable(sql, derived, source)];
    const values = own.columns.map((c) => [c.number, c.shape, c.range, c.top, c.distinct, c.dates]);
    expect(
      other.columns.map((c) => [c.number, c.shape, c.range, c.top, c.distinct, c.dates]),
    ).toEqual(values);
    expect(other.duplicateRows).toBe(own.duplicateRows);
  });

  it('an ordinal column with an order has misfits', async () => {
    const order = { as: 'text' } as const;
    const source = await madeSource(
      sql,
      [{ name: 'size', type: 'ordinal', parse: order }],
      [['S'], ['M'], ['XXL'], ['M'], ['']],
    );
    const ordered: Source = {
      ...source,
      columns: source.columns.map((c) => ({ ...c, order: ['S', 'M', 'L'] })),
    };
    const [size] = (await profileOf(ordered)).columns;
    expect([size!.missing, size!.misfits, size!.misfitSamples, size!.distinct]).toEqual([
      1,
      1,
      ['XXL'],
      2,
    ]);
  });
});

describe('dates in the profile', () => {
  const dated = (texts: readonly string[], type: 'date' | 'datetime' = 'date', today?: string) =>
    madeSource(
      sql,
      [{ name: 'd', type }],
      texts.map((t) => [t]),
    )
      .then((source) => profileOf(source, today))
      .then((profile) => profile.columns[0]!);

  it('have their range, a bucket for each month with its gaps, and the longest gap', async () => {
    const d = await dated(['2023-05-01', '2023-09-30', '', '2023-05-31', '2024-02-29']);
    expect([d.missing, d.range]).toEqual([1, { min: '2023-05-01', max: '2024-02-29' }]);
    expect(d.dates!.unit).toBe('month');
    expect(d.dates!.buckets.map((b) => b.count)).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect(d.dates!.buckets[9]!.start).toBe('2024-02-01');
    expect(d.dates!.longestGap).toEqual({ from: '2023-09-30', to: '2024-02-29', days: 152 });
  });

  it('that are early or after today are counted', async () => {
    const d = await dated(
      ['1899-12-30', '2023-05-01', '2026-01-02', '2999-01-01'],
      'date',
      '2026-01-01',
    );
    expect([d.dates!.early, d.dates!.late, d.dates!.unit]).toEqual([1, 2, 'decade']);
    expect((await dated(['2999-01-01'])).dates!.late).toBeNull();
  });

  it('of several zones are one time, and zones are counted', async () => {
    const d = await dated(
      [
        '2024-01-01T12:00:00+02:00',
        '2024-01-01T10:00:00Z',
        '2024-01-01 11:30',
        '2024-01-01T08:30:00-0300',
      ],
      'datetime',
    );
    expect([d.dates!.zoned, d.dates!.offsets, d.dates!.unit]).toEqual([3, 3, 'hour']);
    expect(d.dates!.buckets).toEqual([
      { start: '2024-01-01T10:00Z', count: 2 },
      { start: '2024-01-01T11:00Z', count: 2 },
    ]);
  });

  it('that are read into UTC are still told to have had a zone', async () => {
    const source = await madeSource(
      sql,
      [{ name: 'd', type: 'datetime', parse: { as: 'date', formats: ['ISO8601%z', 'ISO8601'] } }],
      [['2024-01-01T12:00:00+02:00'], ['2024-01-01T12:00:00Z'], ['2024-01-01 12:00:00']],
    );
    const [d] = (await profileOf(source)).columns;
    expect([d!.dates!.zoned, d!.dates!.offsets, d!.range!.min]).toEqual([
      2,
      2,
      '2024-01-01 10:00:00',
    ]);
  });

  it('are read as Date.parse reads them', () => {
    const into = { millis: NaN, offset: NaN };
    const read = (text: string): number =>
      readIsoDate(new TextEncoder().encode(text), into) ? into.millis : NaN;
    for (let day = -800_000; day < 2_900_000; day += 997) {
      const date = new Date(day * 86_400_000 + 1000 * ((day * 7919) % 86_400));
      if (date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) continue;
      expect(read(date.toISOString()), date.toISOString()).toBe(date.getTime());
    }
    const none = [
      '2023-02-29',
      '2023-13-01',
      '2023-1-01',
      '2023-01-01T24:00',
      '2023-01-01X',
      '2023-01-01T10:00+1',
    ];
    expect(none.map(read)).toEqual(none.map(() => NaN));
  });
});

describe('columns and rows that are the same', () => {
  it('are found: equal, one-to-one after relabelling, and neither by chance', async () => {
    const lines = ['level,rank,copy,near,letter,free'];
    for (let i = 0; i < 60; i += 1) {
      const k = (i * 7) % 4;
      const level = ['low', 'mid', 'high', ''][k]!;
      const rank = ['10', '20', '30', ''][k]!;
      const near = i === 59 ? ['20', '30', '10', ''][k]! : rank;
      lines.push([level, rank, rank, near, 'abcd'[i % 4]!, String(i)].join(','));
    }
    const { twins } = await profileText(lines.join('\n'));
    expect(twins).toEqual([
      { columns: ['rank', 'copy'], kind: 'equal' },
      { columns: ['level', 'rank'], kind: 'one-to-one' },
    ]);
  });

  it('rows that differ only in an id are counted apart from copies', async () => {
    const text = 'id,a,b\n1,x,5\n2,y,5\n3,x,5\n3,x,5\n';
    const profile = await profileText(text, [{ role: 'id' }]);
    expect([profile.duplicateRows, profile.duplicateRowsButIds]).toEqual([1, 2]);
  });
});

describe('values that may stand for missing', () => {
  const pima = `${tables}pima.csv`;
  const suspectsIn = async (values: readonly number[]) => {
    const cells = values.map((x) => [String(x)]);
    const source = await madeSource(sql, [{ name: 'a', type: 'number' }], cells);
    return (await profileOf(source)).columns[0]!.suspects ?? [];
  };
  const spread = Array.from({ length: 200 }, (_, i) => 40 + ((i * 37) % 100));

  it('are measured: how far out, and how often beside their neighbours', async () => {
    const [zero, ...others] = await suspectsIn([...spread, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(others).toEqual([]);
    expect(zero).toMatchObject({ value: '0', count: 8, apart: 40, often: 4, onlyNegative: false });
    expect(zero!.out).toBeCloseTo((64.75 - 0) / (114.25 - 64.75), 12);
  });

  it('stand at an end: 99 among 0 to 200 is none, and −1 below counts is the only negative', async () => {
    expect(await suspectsIn(spread.map((x) => x + 10))).toEqual([]);
    const counts = spread.map((x) => x - 40);
    const [minus] = await suspectsIn([...counts, -1, -1, -1]);
    expect(minus).toMatchObject({ value: '-1', onlyNegative: true });
  });

  it.runIf(existsSync(pima))('in pima: the zeros that stand for no measurement', async () => {
    const cells = cellsOf(readFileSync(pima, 'utf8'));
    const names = [
      'pregnancies',
      'glucose',
      'pressure',
      'skin',
      'insulin',
      'bmi',
      'pedigree',
      'age',
      'y',
    ];
    const source = await madeSource(
      sql,
      names.map((name) => ({ name, type: 'number' })),
      cells,
    );
    const found = findings(await profileOf(source), 'y', 'binary');
    const disguised = found.filter((f) => f.rule === 'disguised-missing');
    expect(new Map(disguised.map((f) => [f.columns[0], f.value]))).toEqual(
      new Map([
        ['insulin', 374],
        ['skin', 227],
        ['pressure', 35],
        ['bmi', 11],
        ['glucose', 5],
      ]),
    );
  });
});
