import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTable } from '#lib/data/table.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { Sql } from '#lib/data/sql.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { checkStructure } from '#lib/engine/structure.ts';
import type { NumberColumn } from '#lib/engine/table.ts';
import { apply } from '#lib/recipe/edits.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { newStep } from '#lib/features/prepare/beginning.ts';
import { relationOf } from '../oracle/steps/duck.ts';
import type { Cells } from '../oracle/steps/tables.ts';
import { loaded } from './engine.support.ts';
import { failure, random, recipeOf, step } from './recipe.support.ts';

const rows = 300;
/** Rows lie in the file in another order than in time. */
const days = Array.from({ length: rows }, (_, i) => (i * 67) % rows);
const values = days.map((d) => Math.round(1000 * Math.sin(d / 9)) + d);
const cellsWith = (sales: readonly number[]): Cells => [
  ['day', 'number', days],
  ['shop', 'category', days.map((d) => 'abc'[d % 3]!)],
  ['sales', 'number', sales],
];
const compute = stepComputes.pastRows;
const figures = ['lag', 'change', 'mean', 'sum', 'min', 'max', 'std'] as const;

describe('values of rows before', () => {
  let sql: Sql;
  beforeAll(async () => {
    sql = await openDuckDbNode();
  });
  afterAll(() => sql.close());

  /** The new columns, a list of cells by day. */
  async function past(cells: Cells, params: object): Promise<number[][]> {
    const relation = compute.relation({
      relation: relationOf(cells),
      columns: ['sales'],
      params: parseParams(stepSpecs.pastRows.params, { time: 'day', ...params }, 'pastRows'),
    });
    const { table, rid } = await loadTable(sql, relation);
    return [...table.columns].slice(3).map(([, c]) => {
      const found = new Array<number>(rows);
      rid.forEach((row, i) => (found[days[row]!] = (c as NumberColumn).values[i]!));
      return found;
    });
  }

  it.each(figures)('%s reads neither its own row nor a later one', async (figure) => {
    const from = 200;
    const other = cellsWith(values.map((x, i) => (days[i]! >= from ? -7e5 - x : x)));
    for (const group of ['', 'shop']) {
      const params = { figure, rows: [figure === 'std' ? 2 : 1, 5], group };
      const [was, is] = [await past(cellsWith(values), params), await past(other, params)];
      for (const k of [0, 1]) {
        expect(is[k]!.slice(0, from + 1)).toEqual(was[k]!.slice(0, from + 1));
        expect(is[k]!.slice(from + 1)).not.toEqual(was[k]!.slice(from + 1));
      }
    }
  });

  it('are those of the same group, in order of time and not of the file', async () => {
    const byDay = days.map((_, d) => values[days.indexOf(d)]!);
    const [all] = await past(cellsWith(values), { rows: [2] });
    expect(all!.slice(2)).toEqual(byDay.slice(0, -2));
    const [own] = await past(cellsWith(values), { rows: [2], group: 'shop' });
    expect(own!.slice(6)).toEqual(byDay.slice(0, -6));
    expect(own!.slice(0, 6).every(Number.isNaN)).toBe(true);
  });

  it('are refused where nothing says which row came before', () => {
    const params = parseParams(stepSpecs.pastRows.params, {}, 'pastRows');
    const input = { relation: relationOf(cellsWith(values)), columns: ['sales'], params };
    expect(failure(() => compute.relation(input))).toMatchObject({
      code: 'params-invalid',
      remedy: expect.stringContaining('Choose the column of dates or numbers'),
    });
    expect(stepSpecs.pastRows.columnsAfter!([], ['sales'], params)).toEqual([]);
    const std = { ...input, params: { ...params, time: 'day', figure: 'std' as const } };
    expect(failure(() => compute.relation(std)).remedy).toBe('Take windows of 2 rows or more.');
  });

  it('say how many rows have no past, and which have no time', () => {
    const params = parseParams(
      stepSpecs.pastRows.params,
      { time: 'day', group: 'shop', rows: [2] },
      'pastRows',
    );
    const input = { relation: relationOf(cellsWith(values)), columns: ['sales'], params };
    const counts = new Map([
      ['rows', 300],
      ['timeless', 4],
      ['missing_d0', 10],
    ]);
    expect(compute.report(input, counts, 'would').map((e) => e.message)).toEqual([
      "Would add 'sales_lag_2', the value 2 rows before in order of 'day', in 290 rows; 10 rows have no such past: the first of each 'shop' and those after gaps",
      "Would empty the past of 4 rows without a value in 'day'; no other row reads them",
    ]);
  });
});

describe('a recipe with values of rows before', () => {
  const cells = new Map([
    ['day', days],
    ['sales', values],
    ['rise', values.map((x) => x % 7)],
  ]);
  const recipe = recipeOf(
    [
      ['day', 'integer', 'feature'],
      ['sales', 'number', 'feature'],
      ['rise', 'number', 'target'],
    ],
    {
      task: 'regression',
      steps: [step('pastRows', ['sales'], { time: 'day' }, 'past')],
      split: random({ test: 0.2, validation: 0.2, stratify: false }),
    },
  );
  const past = (of: typeof recipe) =>
    driveSync(checkStructure(loaded(cells), of, stepComputes)).findings.filter((f) =>
      f.id.startsWith('structure:past:'),
    );

  it('is warned of a random split, whose training rows read rows that judge, and mended by one click', () => {
    const [found] = past(recipe);
    // 40 % of the rows before training rows judge.
    expect(found!.share).toBeGreaterThan(0.3);
    expect(found!.share).toBeLessThan(0.5);
    const mended = apply(recipe, found!.fix.edit);
    expect(mended.split).toMatchObject({ method: 'time', column: 'day' });
    expect(past(mended)).toEqual([]);
    expect(past({ ...recipe, steps: [] })).toEqual([]);
  });

  it('is told what its rows read: their own group, and as far back as they do', () => {
    // Each shop is whole on one side, and rows of the sides take turns in time.
    const shops = new Map([...cells, ['shop', days.map((d) => d % 10)]]);
    const { columns } = recipe.source;
    const shop = { ...columns[0]!, name: 'shop', header: 'shop' };
    const apart = (params: object) => ({
      ...recipe,
      source: { ...recipe.source, columns: [...columns, shop] },
      steps: [step('pastRows', ['sales'], { time: 'day', ...params }, 'past')],
      split: { method: 'group', column: 'shop', test: 0.2, validation: 0, seed: 1 } as const,
    });
    const share = (params: object): number =>
      driveSync(checkStructure(loaded(shops), apart(params), stepComputes)).findings.find((f) =>
        f.id.startsWith('structure:past:'),
      )?.share ?? 0;
    expect(share({ group: 'shop' })).toBe(0);
    expect(share({})).toBeGreaterThan(0.1);
    // Ten rows back is the same shop, and of ten rows back two are of others.
    expect(share({ rows: [10] })).toBe(0);
    expect(share({ figure: 'mean', rows: [10] })).toBeGreaterThan(0.9);
    expect(share({ figure: 'change', rows: [9] })).toBeGreaterThan(0.1);
  });

  it('begins with the columns whose roles say time and group', () => {
    const roles = { ...recipe, source: { ...recipe.source } };
    roles.source.columns = recipe.source.columns.map((c) =>
      c.name === 'day' ? { ...c, role: 'time' as const } : c,
    );
    expect(newStep(stepSpecs.pastRows, roles).params).toMatchObject({ time: 'day', group: '' });
    expect(newStep(stepSpecs.pastRows, recipe).params).toMatchObject({ time: '' });
  });
});
