import { describe, expect, it } from 'vitest';
import { chiSquareTail, fisherExact, studentTails } from '#lib/engine/distributions.ts';
import { keysOf } from '#lib/data/profile/keys.ts';
import { missingnessOf } from '#lib/data/profile/missingness.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { tableOf, type Table } from '#lib/engine/table.ts';
import type { Missingness } from '#lib/recipe/missingness.ts';
import type { ColumnProfile, ColumnType, Task } from '#lib/recipe/profile.ts';
import { answers, madeTable, near } from './data.associations.support.ts';

describe('missing values', () => {
  const missingness = (
    table: Table,
    target: string | null = null,
    task: Task | null = null,
  ): Missingness => driveSync(missingnessOf(table, { target, task }));

  it('that come together are counted as by hand, with Jaccard and phi', () => {
    const { pairs, complete, patterns, patternCount } = missingness(madeTable());
    expect(pairs).toHaveLength(answers.missing.pairs.length);
    for (const want of answers.missing.pairs) {
      const got = pairs.find((p) => p.a === want.a && p.b === want.b)!;
      expect(got.both).toBe(want.both);
      near(got.jaccard, want.jaccard, 'jaccard');
      near(got.phi, want.phi, 'phi');
    }
    expect(complete).toBe(answers.missing.complete);
    expect(patternCount).toBe(answers.missing.patterns.length);
    expect(patterns.map((p) => p.rows)).toEqual(answers.missing.patterns);
  });

  it.each([
    ['y', 'binary'],
    ['k', 'multiclass'],
    ['z', 'regression'],
  ] as const)(
    'are tested against the target %s as scipy does, with Holm’s correction',
    (target, task) => {
      const tests = missingness(madeTable(), target, task).target!.tests;
      const wanted = answers.missing[target];
      expect(tests).toHaveLength(wanted.length);
      for (const want of wanted) {
        const got = tests.find((t) => t.column === want.column)!;
        if (want.test !== undefined) expect(got.test).toBe(want.test);
        if (want.statistic === null) expect(got.statistic).toBeNull();
        else near(got.statistic, want.statistic, 'statistic');
        near(got.p, want.p, `p ${want.column}`);
        near(got.holm, want.holm, `holm ${want.column}`);
        near(got.effect, want.effect, `effect ${want.column}`);
        if (!want.welch) continue;
        near(got.welch!.t, want.welch.t, 't');
        near(got.welch!.df, want.welch.df, 'df');
        near(got.welch!.p, want.welch.p, 'p of t');
      }
    },
  );

  it('of small counts are tested exactly, and words say the figures', () => {
    const y = Array.from({ length: 40 }, (_, i) => (i < 6 ? 'rare' : 'usual'));
    const x = y.map((_, i) => (i < 5 || i === 20 ? null : i));
    const [test] = missingness(
      tableOf([
        ['x', x],
        ['y', y],
      ]),
      'y',
      'binary',
    ).target!.tests;
    expect(test!.test).toBe('fisher');
    // [[5, 1], [1, 33]]: (6·34 + 1) / C(40, 6) by hand.
    near(test!.p, (6 * 34 + 1) / 3_838_380, 'p');
    expect(test!.words).toMatch(/^Fisher’s exact test of 6 rows against 34: p < 0\.001 \(Holm\)/);
  });

  it('that come together are one group, and the share in each band of rows is drawn', () => {
    const rows = 1000;
    const gone = (i: number): boolean => i >= 500 && i < 600;
    const column = (value: number, gap: (i: number) => boolean) =>
      Array.from({ length: rows }, (_, i) => (gap(i) ? null : value * i));
    const table = tableOf([
      ['a', column(1, gone)],
      ['b', column(2, gone)],
      ['c', column(3, (i) => gone(i) && i !== 550)],
      ['d', column(4, (i) => i % 50 === 0)],
      ['e', column(5, () => false)],
    ]);
    const { groups, columns, matrix } = missingness(table);
    expect(columns.map((c) => c.name)).toEqual(['a', 'b', 'c', 'd']);
    expect(groups).toEqual([{ columns: ['a', 'b', 'c'], rows: 99, jaccard: 0.99 }]);
    expect([matrix.bands, matrix.rowsPerBand]).toEqual([200, 5]);
    const share = (band: number, k: number): number => matrix.share[band * 4 + k]!;
    expect([share(99, 0), share(100, 0), share(110, 2), share(0, 3)]).toEqual([0, 1, 0.8, 0.2]);
  });

  it('are none in a whole table', () => {
    expect(missingness(tableOf([['x', [1, 2]]]))).toMatchObject({
      columns: [],
      complete: 2,
      pairs: [],
      groups: [],
      target: null,
    });
  });
});

describe('tails of distributions', () => {
  it('are scipy’s, near and far out', () => {
    const close = (got: number, want: number, what: string): void =>
      expect(Math.abs(got / want - 1), `${what}: ${got} for ${want}`).toBeLessThan(1e-8);
    for (const [x, df, want] of answers.tails.chiSquare)
      if (want > 1e-290) close(chiSquareTail(x, df), want, `χ² ${x} ${df}`);
    for (const [t, df, want] of answers.tails.student)
      close(studentTails(t, df), want, `t ${t} ${df}`);
    for (const [table, want] of answers.tails.fisher)
      close(fisherExact(table), want, String(table));
  });
});

describe('keys', () => {
  const profileOf = (
    name: string,
    distinct: number,
    type: ColumnType = 'integer',
  ): ColumnProfile => ({
    name,
    type,
    role: 'feature',
    missing: 0,
    distinct,
    misfits: 0,
    misfitSamples: [],
    numberShare: 1,
    top: [],
  });
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const table = tableOf([
    ['day', rows.map((i) => `day ${i % 20}`)],
    ['shop', rows.map((i) => 100 * Math.floor(i / 20))],
    ['price', rows.map((i) => i + 0.5)],
    ['half', rows.map((i) => i % 15)],
  ]);
  const profiles = [
    profileOf('day', 20, 'category'),
    profileOf('shop', 3),
    profileOf('price', 60, 'number'),
    profileOf('half', 15),
  ];

  it('are pairs that identify a row where no column does', () => {
    const found = driveSync(keysOf(table, profiles));
    const tried = [
      ['day', 'half'],
      ['day', 'shop'],
      ['half', 'shop'],
    ] as const;
    expect(found).toEqual(tried.filter(([a, b]) => identifies(a, b)));
    expect(found).toContainEqual(['day', 'shop']);
  });

  it('are single columns where there are any, and never numbers with decimals', () => {
    const withId = [...profiles, profileOf('id', 60)];
    expect(driveSync(keysOf(table, withId))).toEqual([['id']]);
  });

  function identifies(a: string, b: string): boolean {
    const text = (name: string, i: number): string => {
      const column = table.columns.get(name)!;
      return String(column.kind === 'number' ? column.values[i] : column.codes[i]);
    };
    return new Set(rows.map((i) => `${text(a, i)}|${text(b, i)}`)).size === rows.length;
  }
});
