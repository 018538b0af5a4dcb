import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import type { Sql } from '#lib/data/sql.ts';
import { describeNumbers } from '#lib/data/statistics.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Source } from '#lib/recipe/source.ts';
import { madeSource, sourceOf, type Made } from './data.profile.support.ts';

interface Answer {
  readonly rows: number;
  readonly duplicates: number;
  readonly columns: Readonly<Record<string, ColumnAnswer>>;
}
interface ColumnAnswer {
  readonly missing: number;
  readonly distinct: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly std?: number;
  readonly skew?: number;
  readonly quantiles?: readonly number[];
  readonly kurtosis?: number;
  readonly whole?: number;
  readonly outside?: readonly [number, number];
  readonly mad?: number;
  readonly robust?: number;
  readonly zeros?: number;
  readonly negatives?: number;
}
const answers = JSON.parse(
  readFileSync(new URL('data.answers.json', import.meta.url), 'utf8'),
) as Record<string, Answer>;
const tables = fileURLToPath(new URL('../../../shared/data/tables/', import.meta.url));

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

const open = (text: string, as?: readonly Partial<Made>[]) => sourceOf(sql, text, as);
const profileOf = async (source: Source) => profileTable(sql, baseRelation(source), source);
const profileText = async (text: string, as?: readonly Partial<Made>[]) =>
  profileOf(await open(text, as));

function madeCsv(): string {
  const lines = ['whole,gaps,large,colour,tail'];
  for (let i = 0; i < 500; i += 1) {
    const k = i % 450;
    const gaps = k % 11 === 3 ? '' : String(((k * 104729) % 10007) / 64 - 20);
    const colour = ['red', 'green', 'blue', ''][(k * 31) % 4]!;
    const tail = 0.001 * ((k * 37) % 101) ** 3;
    lines.push([((k * 7919) % 1009) - 300, gaps, 1e15 + (k % 3) - 1, colour, tail].join(','));
  }
  return lines.join('\n');
}

async function expectAnswer(source: Source, answer: Answer): Promise<void> {
  const profile = await profileOf(source);
  expect([profile.rows, profile.duplicateRows]).toEqual([answer.rows, answer.duplicates]);
  for (const column of profile.columns) {
    const want = answer.columns[column.name]!;
    expect([column.name, column.missing, column.distinct]).toEqual([
      column.name,
      want.missing,
      want.distinct,
    ]);
    if (want.mean === undefined) continue;
    const got = column.number!;
    const { p01, p05, p25, p50, p75, p95, p99 } = got.quantiles;
    const pairs: (readonly [number, number])[] = [
      [got.min, want.min!],
      [got.max, want.max!],
      [got.mean, want.mean],
      [got.std, want.std!],
      ...[p01, p05, p25, p50, p75, p95, p99].map((q, k) => [q, want.quantiles![k]!] as const),
    ];
    for (const [ours, theirs] of pairs) {
      expect(Math.abs(ours - theirs), column.name).toBeLessThanOrEqual(
        1e-11 * Math.max(1e-3, Math.abs(theirs)),
      );
    }
    expect(Math.abs(got.skew - want.skew!), column.name).toBeLessThan(1e-9);
    const shape = column.shape!;
    expect(Math.abs(shape.kurtosis - want.kurtosis!), column.name).toBeLessThan(
      1e-9 * Math.max(1, want.kurtosis!),
    );
    expect(Math.abs(shape.mad - want.mad!), column.name).toBeLessThan(1e-9);
    const { below, above } = shape.fences;
    expect([shape.whole, below, above, shape.robustOutliers]).toEqual([
      want.whole,
      ...want.outside!,
      want.robust,
    ]);
    expect([got.zeros, got.negatives]).toEqual([want.zeros, want.negatives]);
    expect(got.histogram.counts.reduce((a, b) => a + b, 0)).toBe(answer.rows - want.missing);
  }
}

describe('the profile', () => {
  it('says of a table what pandas says', async () => {
    const source = await open(madeCsv());
    await expectAnswer(source, answers['made']!);
  });

  it('says of a derived relation what it says of the table itself, but for how missing cells were written', async () => {
    const source = await open(madeCsv());
    const base = baseRelation(source);
    const derived = { ...base, from: `(SELECT * FROM ${base.from} WHERE true)` };
    const [a, b] = [await profileOf(source), await profileTable(sql, derived, source)];
    expect(b).toEqual({
      ...a,
      columns: a.columns.map(({ missingAs: _, ...column }) => column),
    });
  });

  for (const name of ['titanic_train', 'california_housing']) {
    const file = `${tables}${name}.csv`;
    it.runIf(existsSync(file))(`says of ${name} what pandas says`, async () => {
      await expectAnswer(await open(readFileSync(file, 'utf8')), answers[name]!);
    });
  }

  it('counts texts that do not fit a number column, and shows them', async () => {
    const text = 'a,b\n1,x\n2,x\noops,x\n,x\noops,x\nbad,x\n1e400,x\n';
    const [a] = (await profileText(text, [{ type: 'number' }])).columns;
    expect([a!.missing, a!.misfits, a!.distinct]).toEqual([1, 4, 2]);
    expect(a!.misfitSamples).toEqual(['oops', '1e400', 'bad']);
  });

  it('tells how missing cells are written', async () => {
    const source = await madeSource(
      sql,
      [
        { name: 'n', type: 'integer' },
        { name: 't', type: 'category' },
      ],
      [
        ['1', 'x'],
        ['', 'NA'],
        ['-9', 'NA'],
        ['-9', ''],
        ['2', ' x'],
      ],
      ['', 'NA', '-9'],
    );
    const [n, t] = (await profileOf(source)).columns;
    expect([n!.missing, n!.missingAs]).toEqual([
      3,
      [
        { value: '-9', count: 2 },
        { value: '', count: 1 },
      ],
    ]);
    expect([t!.missing, t!.missingAs, t!.text!.padded]).toEqual([
      3,
      [
        { value: 'NA', count: 2 },
        { value: '', count: 1 },
      ],
      1,
    ]);
  });

  it('gives the share of numbers among texts without counting those that lose by it', async () => {
    const [a] = (await profileText('a,z\n1.5,1\nx,2\n2,3\n007,4\n')).columns;
    expect([a!.numberShare, a!.text!.codeShare]).toEqual([0.5, 0.25]);
  });

  it('counts numbers with signs of money, percent and thousands, and no codes', async () => {
    const texts = ['$1,200', '12 %', '(300)', '1,5', '€ 3', '12 USD', 'A12', '2020/1', '1,2,3'];
    const source = await madeSource(
      sql,
      [{ name: 'a', type: 'text' }],
      texts.map((t) => [t]),
    );
    const [a] = (await profileOf(source)).columns;
    expect(a!.text!.markedNumberShare).toBeCloseTo(6 / 9, 12);
  });

  it('finds spaces around texts and values that differ only in spelling', async () => {
    const texts = [
      'Male',
      'male',
      'Male',
      'MALE ',
      'female',
      '\u00a0x',
      '  ',
      'É',
      'E\u0301',
      'a  b',
      'a b',
    ];
    const source = await madeSource(
      sql,
      [{ name: 'a', type: 'category' }],
      texts.map((t) => [t]),
    );
    const shape = (await profileOf(source)).columns[0]!.text!;
    expect([shape.padded, shape.blank, shape.once]).toEqual([2, 1, 9]);
    expect(shape.variants).toEqual({
      cells: 4,
      values: 4,
      samples: [
        ['Male', 'male', 'MALE '],
        ['É', 'E\u0301'],
        ['a  b', 'a b'],
      ],
    });
    expect(shape.meanLength).toBeCloseTo(texts.join('').length / texts.length, 12);
  });

  it('leaves infinities out of the figures, and counts them', () => {
    const { summary, shape, distinct } = describeNumbers(
      Float64Array.of(1, Infinity, 3, NaN, -Infinity),
    );
    expect([summary!.mean, shape!.infinite, distinct]).toEqual([2, 2, 2]);
  });

  it('tells a counter from numbers that only rise, and both from others', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => [
      i + 5,
      i * i,
      (i * 7) % 30,
      3 * ((i - 1) >> 1),
    ]);
    const text = ['n,square,any,stairs', ...rows.map((r) => r.join(','))].join('\n');
    const orders = (await profileText(text)).columns.map((c) => c.order);
    expect(orders).toEqual([
      { direction: 'up', strict: true, step: 1 },
      { direction: 'up', strict: true, step: null },
      undefined,
      { direction: 'up', strict: false, step: null },
    ]);
  });
});

describe('profiling', () => {
  it('reports each column and stops when cancelled', async () => {
    const source = await open(madeCsv());
    const controller = new AbortController();
    const seen: string[] = [];
    const onColumn = (c: { name: string }): void => {
      seen.push(c.name);
      if (seen.length === 2) controller.abort();
    };
    const run = profileTable(sql, baseRelation(source), source, {
      signal: controller.signal,
      onColumn,
    });
    await expect(run).rejects.toMatchObject({ detail: { code: 'cancelled' } });
    expect(seen).toEqual(['whole', 'gaps']);
  });

  it('describes an all-missing column without numbers', async () => {
    const source = await open('a,b\n1,\n2,NA\n3,\n');
    const [, b] = (await profileOf(source)).columns;
    expect([b!.missing, b!.distinct, b!.top]).toEqual([3, 0, []]);
  });
});

describe('the table in memory', () => {
  it('holds numbers as doubles and texts as codes into sorted levels, in file order', async () => {
    const source = await open('n,t\n1.5,😀\n,b\n-0,\n3,a\n4,\uFF5E\n5,b\n');
    const { table, rid } = await loadTable(sql, baseRelation(source));
    const t = table.columns.get('t')!;
    expect(table.columns.get('n')).toEqual({
      kind: 'number',
      values: Float64Array.of(1.5, NaN, -0, 3, 4, 5),
    });
    expect(t).toEqual({
      kind: 'category',
      codes: Int32Array.of(3, 1, -1, 0, 2, 1),
      levels: ['a', 'b', '\uFF5E', '😀'],
    });
    expect([...rid]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is in file order whatever the order of the relation', async () => {
    const source = await open('n,t\n1,a\n2,b\n3,c\n');
    const base = baseRelation(source);
    const { table, rid } = await loadTable(sql, {
      ...base,
      from: `(SELECT * FROM ${base.from} ORDER BY c0 DESC)`,
    });
    expect([...rid]).toEqual([0, 1, 2]);
    expect(table.columns.get('n')).toEqual({ kind: 'number', values: Float64Array.of(1, 2, 3) });
    expect(table.columns.get('t')).toMatchObject({ codes: Int32Array.of(0, 1, 2) });
  });
});
