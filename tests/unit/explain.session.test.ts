import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { weightedRidge } from '#lib/engine/explain/lime.ts';
import { ExplainSession, type SessionAsk } from '#lib/engine/explain/session.ts';
import { groupRows } from '#lib/engine/fairness/grouping.ts';
import { groupedBy } from '#lib/engine/fairness/ofRun.ts';
import { predictTable } from '#lib/engine/predictor.ts';
import { takeRows, tableOf } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ExplainAnswer } from '#lib/recipe/explanation.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { conflictWords, headline } from '#lib/features/evaluate/fairness/words.ts';
import { frameOf } from '#lib/features/explain/shap/rows.ts';
import { cellText } from '#lib/features/explain/shap/words.ts';
import { conditionText, ruleText } from '#lib/features/explain/shap/rules.ts';
import { computes, loaded, people, peopleRecipe, train } from './engine.support.ts';
import { model } from './recipe.support.ts';

const table = loaded(people(240));

function sessionOf(recipe: Recipe) {
  const { fitted } = train(table, recipe);
  const session = new ExplainSession(table, recipe, fitted, computes);
  const ask = <A extends SessionAsk>(question: A): ExplainAnswer<A> =>
    driveSync(session.answer(question)) as ExplainAnswer<A>;
  const said = (rid: number): Float64Array =>
    predictTable(fitted, takeRows(table.table, Int32Array.of(rid)), computes);
  return { ask, said };
}

const boosted = sessionOf(
  peopleRecipe('survived', { models: [model('histGradientBoosting', { maxIter: 20 })] }),
);
const grown = sessionOf(
  peopleRecipe('survived', { models: [model('randomForest', { nEstimators: 12 })] }),
);
const grownOnPrices = sessionOf(
  peopleRecipe('price', { models: [model('randomForest', { nEstimators: 8 })] }),
);
const boostedOnKinds = sessionOf(
  peopleRecipe('kind', { models: [model('histGradientBoosting', { maxIter: 6 })] }),
);
const priced = sessionOf(peopleRecipe('price', { models: [model('linearRegression')] }));

describe('a fitted run is asked', () => {
  it('what its predictions rest on, with what the rows really are', () => {
    const { explanation, actual, ranges, rowsOfAll } = boosted.ask({ kind: 'overview', code: 1 });
    expect(explanation.method).toBe('trees');
    expect(explanation.gap).toBeLessThan(1e-12);
    expect(explanation.rid).toHaveLength(rowsOfAll);
    const survived = table.table.columns.get('survived')!;
    for (const [i, rid] of explanation.rid.entries())
      expect(actual[i]).toBe(survived.kind === 'number' ? survived.values[rid] : NaN);
    expect(explanation.groups.map((g) => g.columns)).toContainEqual(['port']);
    expect(explanation.groups.every((g) => g.columns.length === 1)).toBe(true);
    expect(ranges.get('sex')).toMatchObject({ kind: 'category', missing: false });
    expect(ranges.get('age')).toMatchObject({ kind: 'number', whole: true, missing: true });
  });

  it('what it would say of a row with other cells, and how far that is from the data', () => {
    const as = boosted.ask({ kind: 'whatIf', code: 1, rid: 3, cells: [], along: null });
    expect([...as.explanation.predicted]).toEqual([...boosted.said(3)]);
    expect(as.curve).toBeNull();
    expect(as.distance.outside).toEqual([]);
    const { grid } = boosted.ask({ kind: 'effect', code: 1, column: 'sex' });
    const cells = [
      ['sex', 'female'],
      ['fare', 1e6],
    ] as const;
    const along = { column: 'sex', grid };
    const other = boosted.ask({ kind: 'whatIf', code: 1, rid: 3, cells, along });
    expect(other.distance.outside).toEqual(['fare']);
    const at = grid.kind === 'category' ? grid.levels.indexOf('female') : -1;
    expect(other.curve!.values[at]).toBe(other.explanation.predicted[1]);
    expect(other.explanation.predicted[1]).not.toBe(as.explanation.predicted[1]);
  });

  it.each([
    ['boosted trees', () => boosted, 1],
    ['a forest', () => grown, 0],
    ['a forest of numbers', () => grownOnPrices, null],
    ['boosted trees of three classes', () => boostedOnKinds, 2],
    ['a line', () => priced, null],
  ] as const)('the row at each place of a slider, all at once: %s', (_name, session, code) => {
    const { ask } = session();
    const values = [40, 3, 1.5, 90, 20.25, 3, -5, 7, 12, 60];
    const cells = [
      ['sex', 'female'],
      ['age', null],
    ] as const;
    const track = ask({ kind: 'track', code, rid: 5, cells, column: 'fare', values });
    expect(track.explanation!.gap).toBeLessThan(1e-12);
    const moved = new Set<string>();
    for (const fare of values) {
      const frame = frameOf(track, 'fare', fare)!;
      const alone = ask({
        ...{ kind: 'whatIf', code, rid: 5, along: null },
        cells: [...cells, ['fare', fare]],
      }).explanation;
      const [own, other] = [frame.outputs[0]!, alone.outputs[0]!];
      expect(own.label).toBe(other.label);
      expect(own.base).toBe(other.base);
      expect([...frame.predicted]).toEqual([...alone.predicted]);
      for (const [j, x] of own.values.entries()) expect(x).toBeCloseTo(other.values[j]!, 11);
      for (const [g, x] of own.grouped.entries()) expect(x).toBeCloseTo(other.grouped[g]!, 11);
      expect(cellText(frame.cells.get('fare'), 0)).toBe(cellText(alone.cells.get('fare'), 0));
      moved.add(own.values.join());
    }
    expect(moved.size).toBeGreaterThan(1);
    expect(frameOf(track, 'fare', 41)).toBeNull();
  });

  it('which small change turns it, leaving frozen columns alone', () => {
    const rid = [...Array(40).keys()].find((i) => boosted.said(i)[1]! < 0.3)!;
    const aim = { to: 'class', code: 1 } as const;
    for (const frozen of [[], ['fare']]) {
      const { list } = boosted.ask({ kind: 'change', rid, aim, frozen });
      expect(list.length).toBeGreaterThan(0);
      expect(list.map((c) => c.cost)).toEqual(list.map((c) => c.cost).toSorted((a, b) => a - b));
      for (const { cells, predicted } of list) {
        expect(cells.map((c) => c.column)).not.toContain(frozen[0]);
        const set = cells.map(({ column, to }) => [column, to] as const);
        const answer = boosted.ask({ kind: 'whatIf', code: 1, rid, cells: set, along: null });
        expect(answer.explanation.predicted[1]).toBe(predicted);
        expect(predicted).toBeGreaterThanOrEqual(0.5);
      }
    }
  });

  it('which change brings a number far enough, and no further than it must', () => {
    const [now] = priced.said(5);
    const frozen = ['sex', 'port', 'age', 'noise'];
    const aim = { to: 'atLeast', value: now! + 5 } as const;
    const { list } = priced.ask({ kind: 'change', rid: 5, aim, frozen });
    expect(list).toHaveLength(1);
    expect(list[0]!.cells.map((c) => c.column)).toEqual(['fare']);
    expect(list[0]!.predicted - now!).toBeGreaterThanOrEqual(5);
    expect(list[0]!.predicted - now!).toBeLessThan(5.5);
    const none = priced.ask({ kind: 'change', rid: 5, aim: { ...aim, value: 1e9 }, frozen: [] });
    expect(none.list).toEqual([]);
    expect(none.tried).toBeGreaterThan(100);
  });

  it('and refuses a row that is not there', () => {
    const ask = () => priced.ask({ kind: 'whatIf', code: null, rid: 999, cells: [], along: null });
    expect(ask).toThrow(EngineError);
  });
});

describe('the model in rules', () => {
  it('parts all rows, tells what the model tells, and says how well', () => {
    const found = boosted.ask({ kind: 'surrogate', code: 1, depth: 3 });
    expect(found.rules.reduce((sum, rule) => sum + rule.rows, 0)).toBe(
      boosted.ask({ kind: 'effect', code: 1, column: 'sex' }).rowsOfAll,
    );
    expect(found.fidelity.train).toBeGreaterThan(0.7);
    expect(found.fidelity.held).toBeGreaterThan(0.5);
    const values = found.rules.map((rule) => rule.value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(found.rules.some((rule) => ruleText(rule).includes('sex is'))).toBe(true);
    // A rule says the mean of what the model says of its rows, so over all rows the means agree.
    const { average } = boosted
      .ask({ kind: 'surrogate', code: 1, depth: 1 })
      .rules.reduce((sum, { value, rows }) => ({ average: sum.average + value * rows }), {
        average: 0,
      });
    expect(found.rules.reduce((sum, { value, rows }) => sum + value * rows, 0)).toBeCloseTo(
      average,
      9,
    );
    const shallow = boosted.ask({ kind: 'surrogate', code: 1, depth: 2 });
    expect(shallow.fidelity.train).toBeLessThanOrEqual(found.fidelity.train);
    expect(found.rules.length).toBeLessThanOrEqual(8);
  });

  it('reads in plain words', () => {
    const number = { kind: 'number', column: 'Age' } as const;
    expect(conditionText({ ...number, above: 12, upTo: 40, missing: true })).toBe(
      'Age above 12 and at most 40, or missing',
    );
    expect(conditionText({ ...number, above: null, upTo: -Infinity, missing: true })).toBe(
      'Age is missing',
    );
    expect(conditionText({ kind: 'category', column: 'port', isNot: ['S', null] })).toBe(
      'port is not “S” or missing',
    );
  });
});

describe('groups of rows are held against each other', () => {
  const asked = { kind: 'fairness', code: 1, part: 'test', threshold: 0.5, bins: 4 } as const;

  it('by columns that the model does not use, each row in one group', () => {
    const found = boosted.ask({ ...asked, part: 'train', columns: ['part', 'sex'] });
    expect(found.groups.map((g) => g.cells.length)).toEqual(found.groups.map(() => 2));
    expect(found.groups.reduce((n, g) => n + g.rows, 0)).toBe(found.rows);
    expect(found.groups.map((g) => g.small)).toEqual(found.groups.map((g) => g.rows < 30));
    expect(found.conflict?.sure).toBe(true);
    expect(found.label).toBe('1');
  });

  it('by bins of numbers that training rows alone decide, the missing by themselves', () => {
    const far = people(240);
    const age = far.get('age')!.map((x, i) => (i % 5 === 4 ? 1e6 : x));
    const columns = [...loaded(new Map([...far, ['age', age]])).table.columns];
    const train = Int32Array.from([...Array(240).keys()].filter((i) => i % 5 < 3));
    const rows = Int32Array.from(Array(240).keys());
    const of = (from: typeof columns) =>
      groupRows({ columns: from.filter(([name]) => name === 'age'), train, rows }, { bins: 4 });
    const cells = of(columns).groups.map(([cell]) => cell!);
    expect(cells).toEqual(of([...table.table.columns]).groups.map(([cell]) => cell!));
    expect(cells.at(-1)).toEqual({ kind: 'missing' });
    expect(cells).toHaveLength(5);
  });

  it('by a column that the steps took away, as it stands in the file', () => {
    const { fitted } = train(table, peopleRecipe('survived'));
    const own = new Map([...table.table.columns].filter(([name]) => name !== 'noise'));
    const lent = {
      table: tableOf([['region', [...Array(240).keys()].map((i) => (i % 2 === 0 ? 'N' : 'S'))]]),
      rid: Int32Array.from(Array(240).keys()),
    };
    const at = { loaded: { ...table, table: { rows: 240, columns: own } }, lent };
    const rows = Int32Array.of(7, 8, 10);
    const found = groupedBy(at, { columns: ['region'], bins: 4 }, { train: rows, rows });
    expect([...found.of]).toEqual([1, 0, 0]);
    const nowhere = () => groupedBy(at, { columns: ['noise'], bins: 4 }, { train: rows, rows });
    expect(nowhere).toThrow(EngineError);
    expect(fitted.task).toBe('binary');
  });

  it('of numbers by how far they are off', () => {
    const found = priced.ask({ ...asked, code: null, threshold: null, columns: ['sex'] });
    expect(found.disparities.map((d) => d.id)).toEqual(['bias', 'mae', 'rmse']);
    expect(found.conflict).toBeNull();
    expect(found.groups[0]!.measures.rmse!.high!).toBeGreaterThan(
      found.groups[0]!.measures.rmse!.value,
    );
  });
});

it('says why definitions of fairness are at odds, in the table’s own numbers', () => {
  const found = boosted.ask({
    ...{ kind: 'fairness', code: 1, part: 'test', threshold: 0.5, bins: 4 },
    columns: ['sex'],
  });
  const { conflict } = found;
  const [p, q] = conflict!.baseRates;
  const forced = (x: number): number =>
    ((x / (1 - x)) * (1 - conflict!.precision) * conflict!.tpr) / conflict!.precision;
  expect(conflict!.forcedFpr[0]).toBeCloseTo(forced(p), 12);
  expect(conflict!.forcedFpr[1]).toBeCloseTo(forced(q), 12);
  const words = conflictWords(found, conflict!);
  expect(words).toHaveLength(3);
  expect(words[0]).toMatch(/^Base rates differ: .* of `male` and .* of `female` are “1”/);
  expect(headline(found)).toMatch(/^Demographic parity: selected .* for `female`/);
  expect(conflictWords(found, { ...conflict!, sure: false })[0]).toMatch(/may be chance/);
});

describe('a simple model around one row', () => {
  it('is Ridge: weighted residuals stand against every column as its penalty says', () => {
    const z = [0, 1, 2].map((j) =>
      Float64Array.from({ length: 60 }, (_, i) => Number((i * (j + 3)) % (j + 4) < 2)),
    );
    const y = Float64Array.from({ length: 60 }, (_, i) => z[0]![i]! - 2 * z[1]![i]! + (i % 5) / 5);
    const w = Float64Array.from({ length: 60 }, (_, i) => 0.2 + (i % 7) / 3);
    const { intercept, weights, r2 } = driveSync(weightedRidge(z, y, w, 1));
    const off = y.map((v, i) => v - intercept - z.reduce((s, x, j) => s + x[i]! * weights[j]!, 0));
    const against = (x: Float64Array): number => x.reduce((s, v, i) => s + w[i]! * v * off[i]!, 0);
    expect(against(z[0]!.map(() => 1))).toBeCloseTo(0, 10);
    for (const [j, x] of z.entries()) expect(against(x)).toBeCloseTo(weights[j]!, 10);
    expect(r2).toBeGreaterThan(0.8);
  });

  it('tells what moves the model there, the same each time, with its fidelity', () => {
    const ask = { kind: 'lime', code: 1, rid: 3 } as const;
    const found = boosted.ask(ask);
    expect(boosted.ask(ask)).toEqual(found);
    expect(found.said).toBe(boosted.said(3)[1]);
    expect(
      found.parts
        .map((p) => p.column)
        .slice(0, 2)
        .toSorted(),
    ).toEqual(['fare', 'sex']);
    expect(found.parts.map((p) => p.column).toSorted()).toEqual([
      'age',
      'fare',
      'noise',
      'port',
      'sex',
    ]);
    expect(found.r2).toBeGreaterThan(0.5);
    expect(found.told).toBeCloseTo(
      found.parts.reduce((sum, p) => sum + p.weight, found.intercept),
      12,
    );
    const female = table.table.columns.get('sex')!;
    const code = female.kind === 'category' ? female.levels[female.codes[3]!] : '';
    const own = found.parts.find((p) => p.column === 'sex')!;
    expect(own.cell).toEqual({ kind: 'level', level: code });
    expect(Math.sign(own.weight)).toBe(code === 'female' ? 1 : -1);
    expect(boosted.ask({ ...ask, rid: 4 }).parts).not.toEqual(found.parts);
  });
});
