import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '#lib/data/clean.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Sql } from '#lib/data/sql.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { checkStructure } from '#lib/engine/structure.ts';
import { tableOf } from '#lib/engine/table.ts';
import { apply } from '#lib/recipe/edits.ts';
import { columnsNamed } from '#lib/recipe/params.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import { beforeDrops } from '#lib/recipe/splitting.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';
import { cellsOf } from '../contract/steps.support.ts';
import { recipeOf, type Small } from '../golden/recipes.ts';
import { stepParams } from '../golden/registry.ts';
import { relationOf } from '../oracle/steps/duck.ts';
import type { Cells } from '../oracle/steps/tables.ts';

const sales: Cells = [
  ['shop', 'category', ['b', 'a', 'b', null, 'a']],
  ['jan', 'number', [3, 1, 2, 9, null]],
  ['"; DROP TABLE x; --\u0000\'', 'number', [30, 10, 20, 90, 50]],
];
const hostile = sales[2]![0];

type Asked = readonly (readonly [
  step: StepId,
  columns: readonly string[],
  params?: Record<string, unknown>,
])[];
const stepsOf = (asked: Asked): RecipeStep[] =>
  asked.map(([step, columns, params], i) => ({
    key: `s${i}`,
    step,
    version: 1,
    columns: [...columns],
    params: stepParams(step, params),
    enabled: true,
  }));

describe('shaped rows', () => {
  let sql: Sql;
  beforeAll(async () => {
    sql = await openDuckDbNode();
  });
  afterAll(() => sql.close());

  const shaped = async (cells: Cells, ...asked: Asked) => {
    const { relation, steps } = await clean(sql, relationOf(cells), stepsOf(asked), stepComputes);
    const { table, rid } = await loadTable(sql, relation);
    return { steps, rid: [...rid], cells: Object.fromEntries(cellsOf(table)) };
  };

  it('are named by the row of the file that they came from, through several steps', async () => {
    const { rid, cells } = await shaped(
      sales,
      ['sortRows', [], { by: [['jan', 'descending']] }],
      ['filterRows', [], { keep: 'shop = "a" or shop = "b"' }],
      ['melt', ['jan', hostile]],
      ['sortRows', [], { by: [['value', 'ascending']] }],
    );
    expect(rid).toEqual([1, 2, 0, 1, 2, 0, 4, 4]);
    expect(cells['value']).toEqual([1, 2, 3, 10, 20, 30, 50, null]);
    expect(cells['shop']).toEqual(['a', 'b', 'b', 'a', 'b', 'b', 'a', 'a']);
  });

  it('made of several have the first of them, in the order they had by then', async () => {
    const { rid, cells } = await shaped(
      sales,
      ['sortRows', [], { by: [['jan', 'ascending']] }],
      ['groupRows', ['shop'], { aggregates: [['jan', 'last']] }],
    );
    expect([rid, cells['shop'], cells['jan']]).toEqual([
      [1, 2, 3],
      ['a', 'b', null],
      [1, 3, 9],
    ]);
  });

  it('of a stack have the names of columns as cells, whatever characters they have', async () => {
    const { cells, steps } = await shaped(sales, ['melt', ['jan', hostile]]);
    expect(cells['variable']).toEqual([...Array(5).fill('jan'), ...Array(5).fill(hostile)]);
    expect(steps[0]).toMatchObject({ rowsBefore: 5, rowsAfter: 10, problem: null });
    const one = await shaped(
      sales.map(([name, type, v]) => [name, type, v.slice(0, 1)] as const),
      ['melt', ['jan', hostile]],
    );
    expect([one.cells['value'], one.rid]).toEqual([
      [3, 30],
      [0, 0],
    ]);
  });

  it('are sampled the same each time, and another seed draws others', async () => {
    const draw = async (randomState: number) =>
      (await shaped(sales, ['sampleRows', [], { n: 2, randomState }])).rid;
    expect(await draw(1)).toEqual(await draw(1));
    // np.random.RandomState(0).permutation(5) is 2 0 1 3 4, and that of 1 is 2 1 4 0 3.
    expect([await draw(0), await draw(1)]).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it.each([
    [['melt', ['shop', 'jan']], 'column-kind', '“shop” holds text'],
    [['melt', ['jan'], { valueName: 'shop' }], 'params-invalid', '“shop” already'],
    [['groupRows', ['shop'], { size: 'shop' }], 'params-invalid', '“shop” already'],
    [
      ['groupRows', ['jan'], { aggregates: [['shop', 'mean']] }],
      'column-kind',
      'mean takes numbers',
    ],
    [['groupRows', ['jan'], { aggregates: [['gone', 'mean']] }], 'column-missing', '“gone”'],
    [['sortRows', [], { by: [['gone', 'ascending']] }], 'column-missing', '“gone”'],
    [['pivot', ['shop'], { names: 'gone', values: 'jan' }], 'column-missing', '“gone”'],
    [
      ['pivot', ['shop'], { names: 'jan', values: 'jan', levels: ['x'] }],
      'params-invalid',
      '“x” is none',
    ],
  ] as const)('of %j are refused by %s', async (asked, code, words) => {
    const { steps, cells } = await shaped(sales, asked as Asked[number]);
    expect(steps[0]!.problem).toMatchObject({ code, remedy: expect.stringMatching(/\.$/) });
    expect(steps[0]!.problem!.what).toContain(words);
    expect(Object.keys(cells)).toEqual(sales.map(([name]) => name));
    const [step] = stepsOf([asked as Asked[number]]);
    const before = sales.map(([name, type]) => ({ name, type }));
    const after = stepSpecs[asked[0]] as { columnsAfter?: (...args: unknown[]) => unknown };
    expect(after.columnsAfter?.(before, step!.columns, step!.params) ?? before).toEqual(before);
  });

  it('are kept for the recipe in hand and the few before it, and no longer', async () => {
    const sorts = Array.from({ length: 9 }, (_, k): Asked[number] => [
      'sortRows',
      [],
      { by: [[['jan', 'shop', hostile][k % 3], k < 5 ? 'ascending' : 'descending']] },
    ]);
    for (const sort of sorts) await shaped(sales, sort, ['melt', ['jan', hostile]]);
    const { rid } = await shaped(sales, ...sorts);
    expect(rid.toSorted()).toEqual([0, 1, 2, 3, 4]);
    const found = await sql.query(
      "SELECT count(*)::DOUBLE AS n FROM duckdb_tables() WHERE table_name LIKE 'shaped_%'",
    );
    expect(found.get(0)!['n']).toBeLessThanOrEqual(9 + 6);
  });

  it('say which rows fill no column of a pivot', async () => {
    const { steps } = await shaped(sales, [
      'pivot',
      [hostile],
      { names: 'shop', values: 'jan', levels: ['a'] },
    ]);
    expect(steps[0]!.events.map((e) => `${e.level} ${e.message}`)).toContain(
      "WARNING Made no cell of 3 rows whose 'shop' is missing or not listed",
    );
  });
});

it('parameters say which columns they name', () => {
  const named = (step: StepId, params: Record<string, unknown>) =>
    columnsNamed(stepSpecs[step].params, stepParams(step, params));
  expect(named('sortRows', { by: [['a', 'ascending']] })).toEqual(['a']);
  expect(named('pivot', { names: 'b', levels: ['c'] })).toEqual(['b']);
  expect(named('impute', { strategy: 'mean' })).toEqual([]);
});

describe('the guard on shaped rows', () => {
  const n = 120;
  const column = (make: (i: number) => number | string) =>
    Array.from({ length: 2 * n }, (_, i) => make(i % n));
  const cells = [
    ['person', column((i) => `p${i}`)],
    ['when', Array.from({ length: 2 * n }, (_, i) => (i < n ? 'jan' : 'feb'))],
    ['value', Array.from({ length: 2 * n }, (_, i) => (i * 7919) % 1009)],
    ['y', column((i) => (i * 31) % 2)],
  ] as const;
  const look = (more: Partial<Small>) => {
    const recipe = recipeOf({
      columns: [
        ['person', 'category', 'id'],
        ['jan', 'number'],
        ['feb', 'number'],
        ['y', 'integer', 'target'],
      ],
      task: 'binary',
      models: [['decisionTree']],
      ...more,
    });
    const rid = Int32Array.from({ length: 2 * n }, (_, i) => i % n);
    const { findings } = driveSync(
      checkStructure({ table: tableOf(cells), rid }, recipe, stepComputes),
    );
    return { recipe, findings };
  };

  it('tells that rows made of one row stand on both sides, and keeps them together', () => {
    const steps = [['melt', ['jan', 'feb'], { varName: 'when' }]] as const;
    const { recipe, findings } = look({ steps });
    const found = findings.find((f) => f.id === 'structure:siblings:s1')!;
    expect(found.share).toBeGreaterThan(0.4);
    expect(found.fix.label).toBe('Keep each person together');
    const mended = apply(recipe, found.fix.edit);
    expect(mended.split).toMatchObject({ method: 'group', column: 'person' });
    expect(look({ steps, split: mended.split }).findings).toEqual([]);
    expect(look({ steps: [] }).findings.filter((f) => f.id.includes('siblings'))).toEqual([]);
  });

  it('tells that a feature is summed up of the target itself', () => {
    const aggregates = [
      ['y', 'first'],
      ['y', 'mean'],
    ];
    const { findings, recipe } = look({
      steps: [
        ['groupRows', ['person'], { aggregates }],
        ['renameColumns', [], { mapping: [['y_first', 'y']] }],
      ],
    });
    expect(findings.map((f) => f.id)).not.toContain('structure:made:y_mean');
    const table = tableOf([...cells, ['y_mean', cells[3][1]]]);
    const rid = Int32Array.from({ length: 2 * n }, (_, i) => i);
    const told = driveSync(checkStructure({ table, rid }, recipe, stepComputes)).findings;
    const made = told.find((f) => f.id === 'structure:made:y_mean')!;
    expect(made.title).toBe('y_mean is made of y');
    const { steps } = apply(recipe, made.fix.edit);
    expect(steps[1]).toMatchObject({ step: 'dropColumns', columns: ['y_mean'] });
    // The guard looks at the table without the drops of the file's own columns; this one it must see.
    expect(beforeDrops({ ...recipe, steps }).steps).toEqual(steps);
  });
});
