import { describe, expect, it } from 'vitest';
import { associationsOf, type AssociationOptions } from '#lib/data/profile/associations.ts';
import { sortedRows } from '#lib/data/profile/sortedRows.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { columnOf, tableOf, type Table } from '#lib/engine/table.ts';
import type { Associations } from '#lib/recipe/associations.ts';
import type { ColumnType, Role, Task } from '#lib/recipe/profile.ts';
import { answers, madeTable, near, uniform } from './data.associations.support.ts';

const associations = (table: Table, options: Partial<AssociationOptions> = {}): Associations =>
  driveSync(associationsOf(table, { target: null, task: null, columns: [], ...options }));
const feature = (name: string, type: ColumnType, role: Role = 'feature') => ({ name, type, role });

describe('associations', () => {
  it('are those of scipy, scikit-learn and statsmodels, for each kind of pair and with gaps', () => {
    const found = associations(madeTable());
    expect(found.pairs).toHaveLength(answers.pairs.length);
    for (const want of answers.pairs) {
      const got = found.pairs.find((p) => p.a === want.a && p.b === want.b)!;
      const pair = `${want.a}, ${want.b}`;
      expect(got.rows, pair).toBe(want.rows);
      for (const measure of [
        'pearson',
        'spearman',
        'cramersV',
        'eta',
        'mutualInformation',
        'normalizedMutualInformation',
      ] as const) {
        const wanted = want[measure];
        if (wanted === undefined) expect(got[measure], `${measure} ${pair}`).toBeNull();
        else near(got[measure], wanted!, `${measure} ${pair}`);
      }
      if (want.strength !== undefined) near(got.strength, want.strength, `strength ${pair}`);
    }
  });

  it('come strongest first, and as a matrix with signs', () => {
    const { pairs, matrix } = associations(madeTable());
    const strengths = pairs.map((p) => p.strength);
    expect(strengths).toEqual([...strengths].sort((x, y) => y - x));
    const { columns, strength, kinds } = matrix!;
    const at = (p: string, q: string): number | null =>
      strength[columns.indexOf(p) * columns.length + columns.indexOf(q)]!;
    expect(kinds[columns.indexOf('k')]).toBe('category');
    for (const { a, b, ...pair } of pairs) {
      expect(at(a, b)).toBe(at(b, a));
      expect(Math.abs(at(a, b)!)).toBe(pair.strength);
    }
  });

  it('have a negative sign where one falls as the other rises', () => {
    const table = tableOf([
      ['up', [1, 2, 3, 4, 5]],
      ['down', [9, 6, 5, 2, 1]],
    ]);
    near(associations(table).matrix!.strength[1]!, -1, 'strength');
  });

  it('rank the columns by what they tell of the target, in its own kind', () => {
    const options = { target: 'y', task: 'binary' as Task };
    const { target } = associations(madeTable(), options);
    expect(target!.kind).toBe('category');
    const strengths = target!.associations.map((p) => p.strength);
    expect(strengths).toEqual([...strengths].sort((x, y) => y - x));
    const [best] = target!.associations;
    const ofTarget = answers.pairs.filter((p) => p.a === 'y' || p.b === 'y');
    const want = ofTarget.find((p) => p.a === best!.column || p.b === best!.column)!;
    near(best!.eta, want.eta!, 'eta of the best');
    expect(want.eta!).toBe(Math.max(...ofTarget.map((p) => p.eta ?? 0)));
  });

  it('take numbers that stand for classes as categories', () => {
    const code = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
    const table = tableOf([
      ['x', code.map((c) => [5, 1, 9][c]!)],
      ['code', code],
    ]);
    const classes = associations(table, { target: 'code', task: 'multiclass' });
    expect([classes.target!.kind, classes.target!.associations[0]!.eta]).toEqual(['category', 1]);
    const numbers = associations(table, { target: 'code', task: 'regression' });
    expect(numbers.target!.kind).toBe('number');
  });

  it('find a number that is nearly the product of two others, and no other product', () => {
    const rows = Array.from({ length: 200 }, (_, i) => i);
    const months = rows.map((i) => 1 + ((i * 37) % 72));
    const price = rows.map((i) => 18 + ((i * 53) % 101));
    const paid = rows.map((i) => months[i]! * price[i]! * (1 + 0.01 * Math.sin(i)));
    paid[3] = Number.NaN;
    const other = rows.map((i) => (i * 71) % 97);
    const table = tableOf([
      ['months', months],
      ['paid', paid],
      ['other', other],
      ['price', price],
    ]);
    const { products } = associations(table);
    expect(products.map((p) => [p.column, p.factors, p.rows])).toEqual([
      ['paid', ['months', 'price'], 199],
    ]);
    expect(products[0]!.correlation).toBeGreaterThan(0.998);
    expect(products[0]!.correlation).toBeLessThan(1);
  });

  it('name no product where one of the factors alone tells the number', () => {
    const rows = Array.from({ length: 200 }, (_, i) => i);
    const months = rows.map((i) => 1 + ((i * 37) % 72));
    const price = rows.map((i) => 100 + ((i * 53) % 7));
    const paid = rows.map((i) => months[i]! * price[i]!);
    const table = tableOf([
      ['months', months],
      ['price', price],
      ['paid', paid],
    ]);
    expect(associations(table).products).toEqual([]);
  });

  it('take dates as instants', () => {
    const days = Array.from({ length: 40 }, (_, i) => new Date(i * 1e9).toISOString().slice(0, 10));
    const table = tableOf([
      ['day', days],
      ['count', days.map((_, i) => 3 * i)],
    ]);
    const [pair] = associations(table, { columns: [feature('day', 'date')] }).pairs;
    expect(pair!.spearman).toBeGreaterThan(0.99999);
  });

  it('leave out ids, free text, constants and columns of very many categories, and say so', () => {
    const many = Array.from({ length: 300 }, (_, i) => i);
    const table = tableOf([
      ['id', many],
      ['note', many.map((i) => `text ${i}`)],
      ['same', many.map(() => 1)],
      ['towns', many.map((i) => `town ${i % 250}`)],
      ['x', many.map((i) => (i * 7) % 31)],
    ]);
    const columns = [feature('id', 'integer', 'id'), feature('note', 'text')];
    const { left, pairs } = associations(table, { columns });
    expect(pairs).toEqual([]);
    expect(left.map((l) => [l.columns, l.reason])).toEqual([
      [['id'], 'not used as a feature (id)'],
      [['note'], 'free text'],
      [['same'], 'fewer than two values'],
      [['towns'], 'more than 200 categories'],
    ]);
  });

  it('of a column that is constant where the other is present are undefined, not 0', () => {
    const table = tableOf([
      ['x', [1.1, 1.1, 1.1, 7, null]],
      ['y', [2, 4, 6, null, 5]],
    ]);
    expect(associations(table).matrix!.strength).toEqual([1, null, null, 1]);
  });

  it('of numbers near the edges of the doubles are those of the same numbers in between', () => {
    const next = uniform(5);
    const x = Array.from({ length: 50 }, next);
    const y = x.map((v) => v + next());
    const [plain] = associations(
      tableOf([
        ['x', x],
        ['y', y],
      ]),
    ).pairs;
    for (const factor of [1e300, 1e-300, -1e15]) {
      const scaled = x.map((v) => v * factor);
      const [pair] = associations(
        tableOf([
          ['x', scaled],
          ['y', y],
        ]),
      ).pairs;
      near(Math.abs(pair!.pearson!), plain!.pearson!, String(factor));
    }
  });

  it('of more columns than a matrix holds are found by one product, and measured exactly', () => {
    const next = uniform(7);
    const columns = new Map(
      Array.from({ length: 450 }, (_, j) => {
        const values = Array.from({ length: 300 }, (): number | null =>
          j < 440 ? next() : next() * 9,
        );
        return [`x${j}`, columnOf(values)] as const;
      }),
    );
    const twin = (columns.get('x7') as { values: Float64Array }).values.map((v, i) =>
      i % 10 === 3 ? NaN : -v + 0.01 * next(),
    );
    columns.set('x431', { kind: 'number', values: twin });
    const found = associations({ rows: 300, columns });
    expect(found.matrix).toBeNull();
    expect(found.left[0]!.reason).toContain('rank correlation over 300 rows');
    expect(found.pairs).toHaveLength(500);
    expect(found.pairs[0]).toMatchObject({ a: 'x7', b: 'x431', rows: 270 });
    expect(found.pairs[0]!.pearson).toBeLessThan(-0.999);
  });

  it('of a part of the rows are drawn alike every time, near those of all, and said to be', () => {
    const rows = 60_000;
    const next = uniform(3);
    const values = (share: number): Float64Array =>
      Float64Array.from({ length: rows }, (_v, i) => next() + (share * i) / rows);
    const columns = new Map(
      ['x', 'y', 'z'].map((name, j) => [
        name,
        { kind: 'number' as const, values: values(j < 2 ? 1 : 0) },
      ]),
    );
    const found = associations({ rows, columns }, { mostRows: 20_000 });
    expect(found.used).toBeGreaterThan(19_000);
    expect(found.used).toBeLessThan(21_000);
    expect(found.sample).toBe(
      `${found.used.toLocaleString('en-US')} of 60,000 rows, drawn by a hash of their place in the file`,
    );
    // x and y share i/rows, which is half of the variance of each.
    expect(Math.abs(found.pairs[0]!.pearson! - 0.5)).toBeLessThan(0.02);
    expect(associations({ rows, columns }, { mostRows: 20_000 })).toEqual(found);
    expect(associations({ rows, columns }).sample).toBeNull();
  });

  it('say how far they are, never less than before', () => {
    const work = associationsOf(madeTable(), { target: 'y', task: 'binary', columns: [] });
    const shares: number[] = [];
    for (let turn = work.next(); !turn.done; turn = work.next()) shares.push(turn.value.share);
    expect(shares.length).toBeGreaterThan(40);
    expect(shares).toEqual([...shares].sort((x, y) => x - y));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe('variance inflation', () => {
  const vifs = (table: Table, target: string | null = null) => {
    const { vif } = associations(table, { target, task: target === null ? null : 'regression' });
    return {
      rows: vif.rows,
      by: new Map(vif.columns.map((c) => [c.column, c])),
      reason: vif.reason,
    };
  };

  it('is that of statsmodels with a constant', () => {
    const table = madeTable();
    const kept = ['a', 'b', 'c', 'w', 'few'];
    const columns = new Map(kept.map((name) => [name, table.columns.get(name)!] as const));
    const { rows, by } = vifs({ rows: table.rows, columns });
    expect(rows).toBe(answers.vifRows);
    for (const name of kept) near(by.get(name)!.vif, answers.vif[name]!, name);
  });

  it('is infinite for columns that are a combination of others, and for them alone', () => {
    const table = madeTable();
    const kept = ['a', 'w', 'd', 'b'];
    const columns = new Map(kept.map((name) => [name, table.columns.get(name)!] as const));
    const { by } = vifs({ rows: table.rows, columns });
    for (const name of ['a', 'w', 'd']) {
      expect(by.get(name)!.vif).toBeNull();
      expect(by.get(name)!.reason).toContain('infinite');
    }
    expect(by.get('b')!.vif).toBeGreaterThan(1);
  });

  it('is 1 for columns that have nothing in common, whatever their size', () => {
    const table = tableOf([
      ['x', [1, 1, -1, -1, 1, 1, -1, -1].map((v) => v * 1e12)],
      ['y', [1, -1, 1, -1, 1, -1, 1, -1].map((v) => v * 1e-9)],
    ]);
    for (const { vif } of vifs(table).by.values()) near(vif, 1, 'vif');
  });

  it('is not taken of the target, and is not there with too few complete rows', () => {
    const table = tableOf([
      ['x', [1, 2, 4, 3, 5]],
      ['y', [2, 1, 3, 5, 4]],
      ['z', [1, 2, 3, 4, 6]],
    ]);
    expect([...vifs(table, 'z').by.keys()]).toEqual(['x', 'y']);
    const gaps = tableOf([
      ['x', [1, 2, 4, 3, null, 6, 7, 8]],
      ['y', [2, 1, 3, null, 4, 1, 5, null]],
      ['z', [null, 2, null, 4, 6, 2, 1, 9]],
    ]);
    expect(vifs(gaps).reason).toBe('fewer complete rows than columns');
  });
});

describe('rows in order of a column', () => {
  it('are those of a stable sort, whatever the values', () => {
    const next = uniform(11);
    const odd = [0, -0, 1e-320, -1e-320, 1e308, -1e308, NaN, Infinity, -Infinity, 1, -1];
    const values = Float64Array.from({ length: 6000 }, (_, i) =>
      i % 3 === 0 ? odd[i % odd.length]! : Math.round((next() - 0.5) * 1000) / 8,
    );
    const want = [...values.keys()]
      .filter((i) => Number.isFinite(values[i]))
      .sort((a, b) => values[a]! - values[b]! || a - b);
    expect([...sortedRows(values)]).toEqual(want);
  });
});
