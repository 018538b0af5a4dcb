import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Ranking } from '#lib/engine/leakage/gini.ts';
import { findLeaks } from '#lib/engine/leakage/guard.ts';
import { afterwardsWord } from '#lib/engine/leakage/hints.ts';
import { RandomState } from '#lib/engine/random.ts';
import { tableOf } from '#lib/engine/table.ts';
import { apply, invert, type Edit } from '#lib/recipe/edits.ts';
import {
  blocking,
  heedEdit,
  leakStanding,
  overrideEdit,
  quarantineEdit,
  type LeakReport,
} from '#lib/recipe/leakage.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { recipeOf, type Columns } from '../golden/recipes.ts';
import { step } from './recipe.support.ts';

type Cells = readonly (readonly [string, readonly (number | string | null)[]])[];

const n = 600;
const draw = (seed: number): number[] => {
  const random = new RandomState(seed);
  return Array.from({ length: n }, () => random.randomSample());
};
const [noise, a, b, c] = [draw(1), draw(2), draw(3), draw(4)];

/** The first column is the target. */
function asked(task: Task, cells: Cells, types: Partial<Record<string, Columns[number][1]>> = {}) {
  const recipe = recipeOf({
    columns: cells.map(([name, values], i): Columns[number] => [
      name,
      types[name] ?? (values.some((v) => typeof v === 'string') ? 'category' : 'number'),
      i === 0 ? 'target' : 'feature',
    ]),
    task,
  });
  const loaded = {
    table: tableOf(cells),
    rid: Int32Array.from({ length: cells[0]![1].length }, (_, i) => i),
  };
  return { recipe, report: driveSync(findLeaks(loaded, recipe)) };
}

const said = (report: LeakReport) =>
  report.leaks.map((l) => [l.column, l.risk, l.evidence.map((e) => e.test)]);

describe('the Gini of a ranking', () => {
  it('is 2 · AUC − 1 for two classes, ties counting half', () => {
    const y = Float64Array.of(0, 0, 1, 1, 0, 1);
    const score = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.4, 0.4);
    // Of nine pairs 5 are right, 2 tied: roc_auc_score gives 0.6667.
    expect(new Ranking(y).gini(score)).toBeCloseTo(2 * (6 / 9) - 1, 12);
  });

  it('is 1 for the target itself, −1 upside down, and not defined for one value', () => {
    const y = Float64Array.of(3, 1, 2, 2);
    expect(new Ranking(y).gini(y)).toBe(1);
    expect(new Ranking(y).gini(y.map((v) => -v))).toBe(-1);
    expect(new Ranking(Float64Array.of(1, 1)).gini(Float64Array.of(1, 2))).toBeNull();
  });
});

describe('the guard against columns that give the target away', () => {
  it('finds parts that add up to the target, and says how', () => {
    const y = a.map((x, i) => Math.round(100 * x) + Math.round(9 * b[i]!));
    const cells: Cells = [
      ['cnt', y],
      ['casual', b.map((x) => Math.round(9 * x))],
      ['registered', a.map((x) => Math.round(100 * x))],
      ['noise', noise],
    ];
    const { report } = asked('regression', cells);
    expect(report.leaks.map((l) => l.column).sort()).toEqual(['casual', 'registered']);
    const casual = report.leaks.find((l) => l.column === 'casual')!;
    expect([casual.risk, casual.evidence[0]!.words]).toEqual([
      'high',
      'casual + registered = cnt in all 360 training rows.',
    ]);
    expect(casual.gini).toBeLessThan(0.5);
  });

  it.each([
    ['a difference of three', a.map((x, i) => x - b[i]! - c[i]!), 'a − b − c = y in all'],
    ['another unit', a.map((x) => 1.8 * x + 32), '1.8 × a + 32 = y in all'],
    ['a product', a.map((x, i) => 12 * x * b[i]!), '12 × a × b = y in all'],
    ['a ratio', a.map((x, i) => b[i]! / (x + 0) / 4), '0.25 × b ÷ a = y in all'],
  ])('finds %s', (_, y, words) => {
    const { report } = asked('regression', [
      ['y', y],
      ['noise', noise],
      ['a', a],
      ['b', b],
      ['c', c],
    ]);
    const told = report.leaks.flatMap((l) => l.evidence.map((e) => e.words));
    expect(told.some((w) => w.startsWith(words))).toBe(true);
    expect(report.leaks.some((l) => l.column === 'noise')).toBe(false);
  });

  it('finds the target in other words, and a near copy by its power', () => {
    const y = a.map((x) => Number(x > 0.6));
    const { report } = asked('binary', [
      ['survived', y],
      ['alive', y.map((v) => (v ? 'yes' : 'no'))],
      ['almost', y.map((v, i) => v + (i % 97 === 0 ? 1 - 2 * v : 0) + 0.1 * noise[i]!)],
      ['noise', noise],
    ]);
    expect(said(report)).toEqual([
      ['alive', 'high', ['copy', 'power']],
      ['almost', expect.any(String), ['power']],
    ]);
    expect(report.leaks[1]!.gini).toBeGreaterThan(0.95);
  });

  it('lets noise, honest columns, levels without a second row and the ids of rows be', () => {
    const y = a.map((x, i) => Number(x + noise[i]! > 1));
    const { report } = asked('binary', [
      ['y', y],
      ['a', a],
      ['row', y.map((_, i) => `r${i}`)],
      ['noise', b],
    ]);
    expect(report.leaks).toEqual([]);
    expect(new Map(report.powers).get('row')).toBeLessThan(0.2);
  });

  it('asks about a moment after another, and a name that comes after the outcome', () => {
    const day = (i: number) => `2024-${String(1 + (i % 9)).padStart(2, '0')}-0${1 + (i % 7)}`;
    const y = a.map((x) => Number(x > 0.5));
    const { report } = asked(
      'binary',
      [
        ['churn', y],
        ['opened', y.map((_, i) => `${day(i)} 08:00:00`)],
        ['closed', y.map((_, i) => `${day(i)} 1${i % 9}:00:00`)],
        ['churn_reason', a.map((x, i) => (x + 0.4 * noise[i]! > 0.7 ? 'price' : 'none'))],
        ['mood', a.map((x, i) => (x + 0.4 * noise[i]! > 0.7 ? 'bad' : 'good'))],
      ],
      { opened: 'datetime', closed: 'datetime' },
    );
    expect(said(report)).toEqual([
      ['churn_reason', 'moderate', ['name']],
      ['closed', 'moderate', ['later']],
    ]);
  });

  it('only asks where the rows are too few to prove a Gini of 0.975', () => {
    const rows = 60;
    const y = Array.from({ length: rows }, (_, i) => i % 3);
    const { report } = asked('multiclass', [
      ['species', y.map((v) => 'abc'[v]!)],
      ['petal', y.map((v, i) => v + 0.001 * i)],
    ]);
    expect(said(report)).toEqual([['petal', 'moderate', ['power']]]);
    expect(report.leaks[0]!.evidence[0]!.words).toContain('too few to prove it');
  });

  it('looks at training rows only: what the others hold changes nothing', () => {
    const y = a.map((x, i) => Number(x + noise[i]! > 1));
    const cells: Cells = [
      ['y', y],
      ['a', a],
    ];
    const { recipe, report } = asked('binary', cells);
    const held = new Set<number>();
    const rid = Int32Array.from({ length: n }, (_, i) => i);
    const look = (values: readonly number[]) =>
      driveSync(
        findLeaks(
          {
            table: tableOf([
              ['y', y],
              ['a', values],
            ]),
            rid,
          },
          recipe,
        ),
      );
    for (let i = 0; i < n; i += 1) {
      const other = look(a.with(i, 1e9));
      if (JSON.stringify(other) === JSON.stringify(report)) held.add(i);
      if (i >= 60) break;
    }
    // 40 % of the rows are held out; a row of these 61 that changed nothing is one of them.
    expect(held.size).toBeGreaterThan(12);
    const poisoned = a.map((x, i) => (held.has(i) ? 1e9 : x));
    expect(look(poisoned)).toEqual(report);
  });
});

describe('quarantine and override', () => {
  const { recipe, report } = asked('binary', [
    ['survived', a.map((x) => Number(x > 0.6))],
    ['alive', a.map((x) => (x > 0.6 ? 'yes' : 'no'))],
    ['copy', a.map((x) => (x > 0.6 ? 'j' : 'n'))],
    ['noise', noise],
  ]);
  const undone = (from: Recipe, edit: Edit): Recipe => apply(apply(from, edit), invert(from, edit));
  const alive = report.leaks.find((l) => l.column === 'alive')!;

  it('blocks the headline until the columns are out or somebody answers for them', () => {
    expect(blocking(recipe, report).map((l) => l.column)).toEqual(['alive', 'copy']);
    const out = apply(recipe, quarantineEdit(recipe, blocking(recipe, report), new Set()));
    expect(blocking(out, report)).toEqual([]);
    expect(leakStanding(out, report).out.map((l) => l.column)).toEqual(['alive', 'copy']);
    const used = apply(out, overrideEdit(out, alive));
    expect(used.overrides).toEqual([{ finding: 'leak:alive', why: alive.evidence[0]!.words }]);
    expect(leakStanding(used, report).overridden.map((l) => l.column)).toEqual(['alive']);
    expect(used.source.columns.find((x) => x.name === 'alive')!.role).toBe('feature');
    expect(blocking(apply(used, heedEdit(alive)), report).map((l) => l.column)).toEqual(['alive']);
  });

  it('drops a column that a step made, after the steps that make columns', () => {
    const made = { ...alive, column: 'twice' };
    const calculate = step('calculate', [], { expression: 'noise * 2', name: 'twice' }, 'calc');
    const scale = step('standardScale', ['noise', 'twice'], {}, 'scale');
    const from = { ...recipe, steps: [calculate, scale] };
    const learned = new Set(['standardScale']);
    const out = apply(from, quarantineEdit(from, [made], learned));
    expect(out.steps.map((s) => [s.step, s.columns])).toEqual([
      ['calculate', []],
      ['dropColumns', ['twice']],
      ['standardScale', ['noise']],
    ]);
    const both = apply(out, quarantineEdit(out, [{ ...alive, column: 'other' }, alive], learned));
    expect(both.steps[1]!.columns).toEqual(['twice', 'other']);
    expect(both.source.columns.find((c) => c.name === 'alive')!.role).toBe('ignored');
    expect(undone(from, quarantineEdit(from, [made], learned))).toEqual(from);
    expect(undone(out, quarantineEdit(out, [alive, made], learned))).toEqual(out);
  });

  it('is undone to the same recipe, and is part of the file', () => {
    const copy = report.leaks.find((l) => l.column === 'copy')!;
    const both = [alive, copy].reduce((r, l) => apply(r, overrideEdit(r, l)), recipe);
    for (const [from, edit] of [
      [recipe, quarantineEdit(recipe, report.leaks, new Set())],
      [recipe, overrideEdit(recipe, alive)],
      [both, heedEdit(alive)],
      [
        both,
        overrideEdit(both, { ...alive, evidence: [{ test: 'copy', value: 1, words: 'new' }] }),
      ],
    ] as const)
      expect(undone(from, edit)).toEqual(from);
    expect(readRecipe(JSON.parse(JSON.stringify(both)))).toEqual(both);
  });
});

describe('names', () => {
  it.each([
    ['churn_reason', 'Churn', 'Churn'],
    ['CancellationDate', 'churn', 'cancellation'],
    ['final_grade', 'passed', 'final'],
    ['monthly_charges', 'churn', null],
    ['afternoon', 'y', null],
  ])('%s for %s: %s', (column, target, word) => {
    expect(afterwardsWord(column, target)).toBe(word);
  });
});
